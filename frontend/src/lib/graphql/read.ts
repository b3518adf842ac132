import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { useEffect } from 'react';
import { useQuery, type AnyVariables } from 'urql';
import { freshness } from '@/lib/session/connection';
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
