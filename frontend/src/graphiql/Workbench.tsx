import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import { useMemo, useState } from 'react';
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

/** Whom one may sign in as by a choice, in demo mode; elsewhere one writes a token among the headers. */
function People({ onToken }: { onToken: (token: string) => void }) {
  const way = useWay();
  if (way?.mode !== 'demo') return null;
  const people = [
    ...way.members.map(({ name, externalId }) => ({ name, who: { member: externalId } })),
    ...way.staff.map(({ name, role }) => ({ name, who: { role } })),
  ];
  const choose = async (chosen: string) => {
    const person = people[Number(chosen)];
    onToken(chosen && person ? (await signInAs(person.who)).token : '');
  };
  return (
    <label className="people">
      Ask as{' '}
      <select onChange={(event) => void choose(event.target.value)}>
        <option value="">nobody</option>
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
  const [token, setToken] = useState('');
  const fetcher = useMemo(() => fetcherOf(token), [token]);
  return (
    <>
      <People onToken={setToken} />
      <GraphiQL fetcher={fetcher} defaultQuery={EXAMPLE} defaultEditorToolsVisibility="headers" />
    </>
  );
}
