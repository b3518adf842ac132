import { createContext, useContext, useEffect, useMemo, type ReactNode } from 'react';
import { Provider } from 'urql';
import { SignIn } from '@/features/session/SignIn';
import { makeClient } from '@/lib/graphql/client';
import { SessionStore, type Room, type Session } from '@/lib/session/session';
import { useStore } from '@/lib/store';

interface Props {
  room: Room;
  children: ReactNode;
}

const Sessions = createContext<SessionStore | undefined>(undefined);

/** The sign-in this page runs under. */
export function useSessions(): SessionStore {
  const sessions = useContext(Sessions);
  if (!sessions) throw new Error('only inside a Gate');
  return sessions;
}

/** Nobody passes without a sign-in; when it runs out, the address stays and the page goes on after the next. */
export function Gate({ room, children }: Props) {
  const sessions = useMemo(() => new SessionStore(room), [room]);
  const state = useStore(sessions);
  if (state.kind !== 'in')
    return <SignIn room={room} sessions={sessions} isExpired={state.kind === 'expired'} />;
  return (
    <Sessions value={sessions}>
      <SignedIn key={state.session.token} session={state.session} sessions={sessions}>
        {children}
      </SignedIn>
    </Sessions>
  );
}

const LONGEST_TIMER_MS = 2_147_483_647;

function SignedIn({
  session,
  sessions,
  children,
}: {
  session: Session;
  sessions: SessionStore;
  children: ReactNode;
}) {
  const client = useMemo(() => makeClient(sessions, session.token), [sessions, session.token]);
  useEffect(() => {
    const left = Math.min(Date.parse(session.expiresAt) - Date.now(), LONGEST_TIMER_MS);
    const timer = setTimeout(() => sessions.end('expired'), Math.max(left, 0));
    return () => clearTimeout(timer);
  }, [session, sessions]);
  return <Provider value={client}>{children}</Provider>;
}
