import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { useEffect } from 'react';
import { useQuery, type AnyVariables } from 'urql';
import { freshness, readAgain } from '@/lib/session/connection';
import { useStore } from '@/lib/store';

/** A query whose answer stays on the page while it is read again after every change. */
export function useLiveQuery<Answer, Variables extends AnyVariables>(
  query: TypedDocumentNode<Answer, Variables>,
  variables: Variables,
) {
  const [result, repeat] = useQuery({ query, variables, requestPolicy: 'cache-and-network' });
  const fresh = useStore(freshness);
  useEffect(() => {
    if (fresh > 0) repeat({ requestPolicy: 'network-only' });
  }, [fresh, repeat]);
  return result;
}

/** Reads everything shown again every so often, while it `isWanted`: for what changes without anybody's doing. */
export function useReadingEvery(ms: number, isWanted = true) {
  useEffect(() => {
    if (!isWanted) return undefined;
    const timer = setInterval(readAgain, ms);
    return () => clearInterval(timer);
  }, [ms, isWanted]);
}
