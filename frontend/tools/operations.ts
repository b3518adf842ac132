import { createHash } from 'node:crypto';
import { formatDocument, stringifyDocument, type TypedDocumentNode } from '@urql/core';
import { getOperationAST, OperationTypeNode } from 'graphql';
import type { Plugin } from 'vite';
import { generatedDocuments } from './generated.ts';

/** What the pages send for a document: urql's client asks for type names as well, the WebSocket's client does not. */
function sent(document: TypedDocumentNode): string | undefined {
  const operation = getOperationAST(document);
  if (!operation) return undefined; // a fragment, which travels within those that spread it
  const isFollowed = operation.operation === OperationTypeNode.SUBSCRIPTION;
  return stringifyDocument(isFollowed ? document : formatDocument(document));
}

const hash = (text: string) => createHash('sha256').update(text).digest('hex');

/** Writes `operations.json`: every operation that the pages send, by its SHA-256, as `HUB_TRUSTED_OPERATIONS` reads it. */
export function operations(): Plugin {
  return {
    name: 'operations',
    apply: 'build',
    async generateBundle() {
      const trees = Object.values(await generatedDocuments());
      const texts = trees.map((tree) => sent(JSON.parse(tree) as TypedDocumentNode));
      const known = texts.filter((text) => text !== undefined).map((text) => [hash(text), text]);
      const source = JSON.stringify(Object.fromEntries(known), null, 2);
      this.emitFile({ type: 'asset', fileName: 'operations.json', source });
    },
  };
}
