import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { useEffect, useState } from 'react';
import { useClient, type Client, type CombinedError, type OperationContext } from 'urql';
import { freshness } from '@/lib/session/connection';
import { useStore } from '@/lib/store';

export interface Page<Item> {
  edges: { node: Item }[];
  pageInfo: { hasNextPage: boolean; endCursor?: string | null };
}

export interface Cursor {
  first: number;
  after: string | null;
}

/** Pages that can be read one after another, and where in an answer a page is. */
export interface Pages<Answer, Item, Filter = object> {
  query: TypedDocumentNode<Answer, Cursor & Filter>;
  /** How to ask, where not by POST. */
  context?: Partial<OperationContext>;
  pageOf: (answer: Answer) => Page<Item> | undefined;
}

interface Read<Answer, Item> {
  items: Item[];
  /** The first answer, for what is asked beside the pages; undefined until it came. */
  answer: Answer | undefined;
  /** All that is wanted is there. */
  isComplete: boolean;
  /** There is more than is wanted. */
  hasMore: boolean;
  error: CombinedError | undefined;
}

const FIRST_PAGE = 24;
const FURTHER_PAGES = 100;

const FRESH: Partial<OperationContext> = { requestPolicy: 'network-only' };

/** By GET: the browser keeps the answer and asks whether it changed, and gets it again only then. */
export const KEPT: Partial<OperationContext> = { ...FRESH, preferGetMethod: 'force' };

async function* readPages<Answer, Item, Filter>(
  client: Client,
  { query, pageOf, context }: Pages<Answer, Item, Filter>,
  filter: Filter,
  most: number,
): AsyncGenerator<Read<Answer, Item>, void> {
  let cursor: Cursor = { first: FIRST_PAGE, after: null };
  const items: Item[] = [];
  for (let count = 1; ; count += 1) {
    const variables = { ...filter, ...cursor };
    const { data, error } = await client.query(query, variables, { ...FRESH, ...context }).toPromise();
    if (!data) {
      yield { items, answer: undefined, isComplete: false, hasMore: false, error };
      return;
    }
    const page = pageOf(data);
    items.push(...(page?.edges.map((edge) => edge.node) ?? []));
    const hasMore = Boolean(page?.pageInfo.hasNextPage);
    const isComplete = !hasMore || count === most;
    yield { items: [...items], answer: data, isComplete, hasMore, error: undefined };
    if (isComplete) return;
    cursor = { first: FURTHER_PAGES, after: page?.pageInfo.endCursor ?? null };
  }
}

/**
 * Everything of a connection, the first page shown at once and the others as they come. `pages` must be a constant.
 * When something changed all of it is read again, and what is shown stays until the new whole is there.
 */
export const useEveryPage = <Answer, Item>(pages: Pages<Answer, Item>) => usePages(pages, NOTHING, Infinity);

const NOTHING = {};

/** The first pages, and how to ask for one more. `pages` and `filter` must be constants. */
export function useMorePages<Answer, Item, Filter>(pages: Pages<Answer, Item, Filter>, filter: Filter) {
  const [most, setMost] = useState(1);
  const read = usePages(pages, filter, most);
  return { ...read, readMore: () => setMost(most + 1) };
}

function usePages<Answer, Item, Filter>(
  pages: Pages<Answer, Item, Filter>,
  filter: Filter,
  most: number,
): Read<Answer, Item> {
  const client = useClient();
  const fresh = useStore(freshness);
  const [read, setRead] = useState<Read<Answer, Item>>({
    items: [],
    answer: undefined,
    isComplete: false,
    hasMore: false,
    error: undefined,
  });
  useEffect(() => {
    let isWanted = true;
    const readAll = async () => {
      for await (const next of readPages(client, pages, filter, most)) {
        if (!isWanted) return;
        setRead((before) =>
          before.isComplete && !next.isComplete && !next.error ? before : settle(before, next),
        );
      }
    };
    void readAll();
    return () => void (isWanted = false);
  }, [client, fresh, pages, filter, most]);
  return read;
}

/** What was already shown outlives a failure to read it again. */
const settle = <Answer, Item>(before: Read<Answer, Item>, next: Read<Answer, Item>) =>
  next.error ? { ...before, error: next.error } : next;
