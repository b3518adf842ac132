import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const GENERATED = fileURLToPath(new URL('../src/gql/graphql.ts', import.meta.url));
const DOCUMENT = /^export const (\w+) = (.*)(?= as unknown as )/gm;

/** The generated GraphQL documents by their names: each the JSON of its syntax tree. */
export async function generatedDocuments(): Promise<Record<string, string>> {
  const generated = await readFile(GENERATED, 'utf-8');
  return Object.fromEntries(
    Array.from(generated.matchAll(DOCUMENT), ([, name = '', tree = '']) => [name, tree]),
  );
}
