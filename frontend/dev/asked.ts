export interface Asked {
  query: string;
  variables: Record<string, unknown>;
}

/** What a request to `/graphql` asks: in its body, or by GET in its address. */
export function askedBy(address: string, body: string): Asked {
  if (body) return JSON.parse(body) as Asked;
  const given = new URL(address, 'http://hub').searchParams;
  const variables = JSON.parse(given.get('variables') ?? '{}') as Asked['variables'];
  return { query: given.get('query') ?? '', variables };
}
