import { retryExchange } from '@urql/exchange-retry';
import { cacheExchange, Client, fetchExchange, mapExchange, type CombinedError } from 'urql';
import { connection } from '@/lib/session/connection';
import type { SessionStore } from '@/lib/session/session';
import { learnNow } from '@/lib/time/now';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 8_000;

const isSignedOut = (error: CombinedError) =>
  (error.response as Response | undefined)?.status === 401 ||
  error.graphQLErrors.some((one) => one.extensions.code === 'UNAUTHENTICATED');

/** Reading may be repeated until it succeeds; a mutation is repeated by the member, with the same idempotency key. */
const retryReading = retryExchange({
  initialDelayMs: FIRST_PAUSE_MS,
  maxDelayMs: LONGEST_PAUSE_MS,
  maxNumberAttempts: Number.MAX_SAFE_INTEGER,
  retryIf: (error, operation) => {
    const mayRepeat = operation.kind === 'query' && Boolean(error.networkError) && !isSignedOut(error);
    if (mayRepeat && connection.get() !== 'offline') connection.set('lost');
    return mayRepeat;
  },
});

/** Fetches, and lets every answer say what time it is for the hub. */
const fetchAndLearn: typeof fetch = async (...asked) => {
  const response = await fetch(...asked);
  learnNow(response.headers.get('hub-now'));
  return response;
};

/** The client of one sign-in: a new session gets a new client, so nothing of one member is ever shown to another. */
export function makeClient(sessions: SessionStore, token: string): Client {
  return new Client({
    url: '/graphql',
    preferGetMethod: false,
    fetch: fetchAndLearn,
    fetchOptions: { headers: { authorization: `Bearer ${token}` } },
    exchanges: [
      mapExchange({ onError: (error) => isSignedOut(error) && sessions.end('expired') }),
      cacheExchange,
      retryReading,
      fetchExchange,
    ],
  });
}
