import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { execute, parse, subscribe } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import type { Plugin } from 'vite';
import { WebSocketServer } from 'ws';
import { askedBy } from './asked.ts';
import { DemoHub, type Asker } from './hub.ts';

/** A pretend token: the asker as JSON. The real hub gives signed ones. */
const askerOf = (authorization: unknown): Asker =>
  typeof authorization === 'string' ? (JSON.parse(atob(authorization.replace(/^Bearer /, ''))) as Asker) : {};

async function bodyOf(request: IncomingMessage) {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

const signIn = (body: string) => ({
  token: btoa(body),
  expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
});

const sessionOf = (hub: DemoHub) => ({
  mode: 'demo',
  members: hub.members.map(({ externalId, name, locale }) => ({ externalId, name, locale })),
  staff: ['SUPPORT', 'MARKETING', 'OPERATOR', 'ADMIN'].map((role) => ({ role, name: role })),
});

async function answerTo(hub: DemoHub, request: IncomingMessage): Promise<[number, unknown]> {
  if (request.url === '/session') return [200, sessionOf(hub)];
  const body = await bodyOf(request);
  if (request.url === '/session/demo') return [200, signIn(body)];
  const { authorization } = request.headers;
  if (!authorization) return [401, { errors: [{ message: 'sign in first' }] }];
  const { query, variables } = askedBy(request.url ?? '', body);
  const result = await execute({
    schema: hub.schema,
    document: parse(query),
    variableValues: variables,
    contextValue: askerOf(authorization),
  });
  return [200, result];
}

async function respond(hub: DemoHub, request: IncomingMessage, response: ServerResponse) {
  const [status, body] = await answerTo(hub, request);
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

/** Answers `/graphql` and `/session` from a hub in memory while the pages are being worked on. */
export function demoHub(): Plugin {
  return {
    name: 'demo-hub',
    configureServer(server) {
      const hub = new DemoHub();
      const sockets = new WebSocketServer({ noServer: true });
      useServer(
        {
          schema: hub.schema,
          execute,
          subscribe,
          context: ({ connectionParams }) => askerOf(connectionParams?.authorization),
        },
        sockets,
      );
      server.httpServer?.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
        if (request.url !== '/graphql') return;
        sockets.handleUpgrade(request, socket, head, (opened) => sockets.emit('connection', opened, request));
      });
      server.middlewares.use((request, response, next) => {
        const path = request.url ?? '/';
        if (/^\/(graphql|session)/.test(path)) return void respond(hub, request, response);
        if (/^\/console(\/|$)/.test(path)) request.url = '/console.html';
        else if (/^\/(timeline|bought|shop|signed-in|orders\/[^/]+|benefits\/[^/]+)?(\?.*)?$/.test(path))
          request.url = '/index.html';
        next();
      });
    },
  };
}
