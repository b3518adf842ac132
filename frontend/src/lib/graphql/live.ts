import type { DocumentNode } from 'graphql';
import { createClient } from 'graphql-ws';
import { stringifyDocument } from 'urql';
import { connection, readAgain } from '@/lib/session/connection';
import type { SessionStore } from '@/lib/session/session';

const LONGEST_PAUSE_MS = 5_000;
const PING_EVERY_MS = 10_000;
const REFUSED_CLOSE_CODES = [4401, 4403];

const socketUrl = () => new URL('/graphql', window.location.href.replace(/^http/, 'ws')).href;

/** Waits longer after each failure, but not when the device says it is online again. */
const pause = (failures: number) =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, Math.min(250 * 2 ** failures, LONGEST_PAUSE_MS) * (0.7 + Math.random() * 0.3));
    window.addEventListener('online', () => resolve(), { once: true });
  });

const closeCode = (event: unknown) => (event instanceof CloseEvent ? event.code : undefined);

/**
 * Follows what the hub announces for as long as the sign-in lasts, over dropped connections and restarts of the hub.
 * What changed while the connection was down is caught up by reading everything again. Returns how to stop.
 */
export function follow(sessions: SessionStore, token: string, announcement: DocumentNode): () => void {
  let isFollowing = true;
  const client = createClient({
    url: socketUrl(),
    connectionParams: { authorization: `Bearer ${token}` },
    keepAlive: PING_EVERY_MS,
    retryAttempts: Number.MAX_SAFE_INTEGER,
    shouldRetry: () => true,
    retryWait: pause,
    on: {
      connected: (_socket, _payload, wasRetry) => {
        connection.set('live');
        if (wasRetry) readAgain();
      },
      message: () => connection.set('live'),
      closed: (event) => {
        if (!isFollowing) return;
        if (REFUSED_CLOSE_CODES.includes(closeCode(event) ?? 0)) sessions.end('expired');
        else if (connection.get() === 'live') connection.set('lost');
      },
    },
  });
  const ignore = () => undefined;
  client.subscribe(
    { query: stringifyDocument(announcement) },
    { next: () => readAgain(), error: ignore, complete: () => isFollowing && readAgain() },
  );
  return () => {
    isFollowing = false;
    void client.dispose();
  };
}
