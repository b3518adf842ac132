import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const GENERATED = fileURLToPath(new URL('../src/gql/graphql.ts', import.meta.url));
const DOCUMENT = /^export const (\w+) = .*(?= as unknown as )/gm;
const IMPORT = /^import \{([^}]*)\} from '@\/gql\/graphql';$/gm;
const APART = 'virtual:document/';

/** One import of several generated names as one import for each; what is only a type needs none. */
const oneByOne = (_: string, names: string) =>
  names
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name && !name.startsWith('type '))
    .map((name) => `import { ${name} } from '${APART}${name}';`)
    .join(' ');

/** Makes each generated GraphQL document a module of its own, so that a page loads only those it asks. */
export function documentsApart(): Plugin {
  let documents: Record<string, string> = {};

  return {
    name: 'documents-apart',
    enforce: 'pre',
    async buildStart() {
      const generated = await readFile(GENERATED, 'utf-8');
      const found = generated.matchAll(DOCUMENT);
      documents = Object.fromEntries(Array.from(found, ([code, name = '']) => [name, code]));
    },
    resolveId: (id) => (id.startsWith(APART) ? { id: `\0${id}`, moduleSideEffects: false } : null),
    load(id) {
      return id.startsWith(`\0${APART}`) ? documents[id.slice(APART.length + 1)] : null;
    },
    transform: (code) => (code.includes('@/gql/graphql') ? code.replace(IMPORT, oneByOne) : null),
  };
}
