import { useQuery } from 'urql';
import { readFragment } from '@/gql';
import { FindMembersDocument, FoundMemberFragmentDoc } from '@/gql/graphql';
import { useSettled } from '@/lib/useSettled';

/** The members who fit what is typed; undefined while that is not known, and nobody while nothing is typed. */
export function useFoundMembers(typed: string, first: number) {
  const search = useSettled(typed.trim());
  const [{ data, fetching, error }] = useQuery({
    query: FindMembersDocument,
    variables: { search, first, after: null },
    pause: search === '',
  });
  const edges = search === '' ? [] : data?.members.edges;
  const members = edges?.map((edge) => readFragment(FoundMemberFragmentDoc, edge.node));
  return { search, members, isSearching: fetching, error };
}
