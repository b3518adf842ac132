/**
 * A client of your own in one file: what a member holds, until when, and why.
 *
 *     node frontend/example/benefits.ts http://127.0.0.1:8000 TOKEN
 *
 * `operations.ts` beside it is generated from the query and the hub's schema (see `codegen.ts`), so that a field that
 * does not exist, or may be null, is found before the program runs.
 */
import type { WhatIHoldQuery, WhatIHoldQueryVariables } from './operations.ts';

const WHAT_I_HOLD = /* GraphQL */ `
  query WhatIHold($first: Int!) {
    viewer {
      name
      member {
        benefits(first: $first) {
          edges {
            node {
              benefit {
                name {
                  en
                }
              }
              status
              coverageEnd
              why {
                summary {
                  en
                }
              }
            }
          }
        }
      }
    }
  }
`;

interface Answer<Result> {
  data: Result | null;
  errors?: { message: string }[];
}

/** Asks the hub as whom the token names; throws what the hub complains about. */
async function ask<Result>(hub: string, token: string, query: string, variables: object): Promise<Result> {
  const response = await fetch(`${hub}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as Answer<Result>;
  if (!data) throw new Error(errors?.map((error) => error.message).join('\n') ?? response.statusText);
  return data;
}

const [hub = 'http://127.0.0.1:8000', token = ''] = process.argv.slice(2);
const asked: WhatIHoldQueryVariables = { first: 20 };
const { viewer } = await ask<WhatIHoldQuery>(hub, token, WHAT_I_HOLD, asked);

console.log(`${viewer.name} holds:`);
for (const { node } of viewer.member?.benefits.edges ?? [])
  console.log(
    `${node.benefit.name.en}: ${node.status}, until ${node.coverageEnd ?? '-'}. ${node.why.summary.en}`,
  );
