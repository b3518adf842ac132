import { render } from '@testing-library/react';
import { graphql } from 'graphql';
import type { ReactNode } from 'react';
import { Client, fetchExchange, Provider } from 'urql';
import { Router } from 'wouter';
import { memoryLocation } from 'wouter/memory-location';
import { askedBy } from '@dev/asked';
import { DemoHub, type Asker } from '@dev/hub';
import { Zone } from '@/lib/time/zone';

/** A client whose answers are executed by graphql-js against the hub's own schema. */
function clientOf(hub: DemoHub, asker: Asker) {
  const answer = async (address: unknown, init?: RequestInit) => {
    const { query, variables } = askedBy(String(address), (init?.body ?? '') as string);
    const result = await graphql({
      schema: hub.schema,
      source: query,
      variableValues: variables,
      contextValue: asker,
    });
    return new Response(JSON.stringify(result), { headers: { 'content-type': 'application/json' } });
  };
  return new Client({
    url: 'http://hub/graphql',
    fetch: answer,
    exchanges: [fetchExchange],
    preferGetMethod: false,
  });
}

interface Options {
  hub?: DemoHub;
  asker?: Asker;
  path?: string;
}

/** Shows something as a signed-in member would see it, with everything around it that a page has. */
export function show(
  what: ReactNode,
  { hub = new DemoHub(), asker = { member: 'emma' }, path = '/' }: Options = {},
) {
  const { hook } = memoryLocation({ path });
  const shown = render(
    <Provider value={clientOf(hub, asker)}>
      <Router hook={hook}>
        <Zone value="Europe/London">{what}</Zone>
      </Router>
    </Provider>,
  );
  return { ...shown, hub };
}
