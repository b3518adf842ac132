import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { compressed } from './tools/compressed.ts';
import { documentsApart } from './tools/documentsApart.ts';
import { operations } from './tools/operations.ts';
import { demoHub } from './dev/demoHub.ts';

/** `HUB_URL` points the development server at a running hub; without it the demo hub answers. */
const hub = process.env.HUB_URL;
const proxied = { target: hub, changeOrigin: true };

export default defineConfig(({ mode }) => ({
  plugins: [
    react(),
    documentsApart(),
    operations(),
    compressed(),
    ...(hub || mode === 'test' ? [] : [demoHub()]),
  ],
  resolve: { tsconfigPaths: true },
  html: { cspNonce: '__CSP_NONCE__' },
  appType: 'mpa',
  build: {
    target: 'es2023',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 800, // GraphiQL, which only its own page loads
    rolldownOptions: {
      input: {
        centre: fileURLToPath(new URL('index.html', import.meta.url)),
        console: fileURLToPath(new URL('console.html', import.meta.url)),
        graphiql: fileURLToPath(new URL('graphiql.html', import.meta.url)),
      },
    },
  },
  server: {
    host: '127.0.0.1',
    ...(hub && { proxy: { '/graphql': { ...proxied, ws: true }, '/session': proxied } }),
  },
  test: { environment: 'happy-dom', include: ['tests/**/*.test.{ts,tsx}'], setupFiles: ['tests/setup.ts'] },
}));
