import { createGraphiQLFetcher, type Fetcher } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import { useState } from 'react';
import { signInAs, useWay } from '@/features/session/way';

const EXAMPLE = `# Ctrl+Enter runs it.
{
  viewer {
    role
    name
    member { id name zone }
  }
}
`;

/** Asks this hub, over HTTP and for subscriptions over WebSocket, as whom the token names. */
function fetcherOf(token: string) {
  const authorization = token ? { authorization: `Bearer ${token}` } : undefined;
  return createGraphiQLFetcher({
    url: '/graphql',
    headers: authorization,
    subscriptionUrl: `${location.origin.replace('http', 'ws')}/graphql`,
    wsConnectionParams: authorization,
  });
}

/** Asks as whoever was chosen last; a choice that is still being signed in is waited for. */
class Asker {
  private fetcher = Promise.resolve(fetcherOf(''));

  choose(who: Parameters<typeof signInAs>[0] | undefined) {
    this.fetcher = who ? signInAs(who).then(({ token }) => fetcherOf(token)) : Promise.resolve(fetcherOf(''));
  }

  readonly ask: Fetcher = async (asked, options) => (await this.fetcher)(asked, options);
}

/** Whom one may sign in as by a choice, in demo mode; elsewhere one writes a token among the headers. */
function People({ asker }: { asker: Asker }) {
  const way = useWay();
  if (way?.mode !== 'demo') return null;
  const people = [
    ...way.members.map(({ name, externalId }) => ({ name, who: { member: externalId } })),
    ...way.staff.map(({ name, role }) => ({ name, who: { role } })),
  ];
  return (
    <label className="people">
      Ask as{' '}
      <select onChange={({ target }) => asker.choose(people[Number(target.value)]?.who)}>
        <option value={-1}>nobody</option>
        {people.map(({ name }, index) => (
          <option key={index} value={index}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

/** GraphiQL on this hub, and above it whom to ask as. */
export function Workbench() {
  const [asker] = useState(() => new Asker());
  return (
    <>
      <People asker={asker} />
      <GraphiQL fetcher={asker.ask} defaultQuery={EXAMPLE} defaultEditorToolsVisibility="headers" />
    </>
  );
}
