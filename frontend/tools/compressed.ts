import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

const TEXT = /\.(js|css|svg)$/;
const WORTH_COMPRESSING = 512;
const BEST = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };

async function compress(path: string) {
  const source = await readFile(path);
  if (source.length < WORTH_COMPRESSING) return;
  await writeFile(`${path}.br`, brotliCompressSync(source, BEST));
  await writeFile(`${path}.gz`, gzipSync(source, { level: 9 }));
}

/** Writes a `.br` and a `.gz` beside every text file of the build, so that the hub serves and never compresses. */
export function compressed(): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    async writeBundle({ dir = '' }, bundle) {
      const texts = Object.keys(bundle).filter((fileName) => TEXT.test(fileName));
      await Promise.all(texts.map((fileName) => compress(join(dir, fileName))));
    },
  };
}
