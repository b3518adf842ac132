import type { Plugin } from 'vite';
import { generatedDocuments } from './generated.ts';

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
      documents = await generatedDocuments();
    },
    resolveId: (id) => (id.startsWith(APART) ? { id: `\0${id}`, moduleSideEffects: false } : null),
    load(id) {
      if (!id.startsWith(`\0${APART}`)) return null;
      const name = id.slice(APART.length + 1);
      const tree = documents[name];
      return tree ? `export const ${name} = ${tree}` : null;
    },
    transform: (code) => (code.includes('@/gql/graphql') ? code.replace(IMPORT, oneByOne) : null),
  };
}
