import { Store } from '@/lib/store';

/** Members, staff and who comes by a link sign in apart, so that all can be open in one browser. */
export type Room = 'member' | 'staff' | 'link';

export interface Session {
  token: string;
  /** An instant; the token is refused from then on. */
  expiresAt: string;
}

/** `expired` tells the sign-in page to say why it is there. */
export type SessionState = { kind: 'in'; session: Session } | { kind: 'out' } | { kind: 'expired' };

const keyOf = (room: Room) => `hub.session.${room}`;

function remembered(room: Room): SessionState {
  const kept = sessionStorage.getItem(keyOf(room));
  return kept ? { kind: 'in', session: JSON.parse(kept) as Session } : { kind: 'out' };
}

/** Who is signed in here: kept for this tab only, forgotten when it ends. */
export class SessionStore extends Store<SessionState> {
  constructor(private readonly room: Room) {
    super(remembered(room));
  }

  begin(session: Session) {
    sessionStorage.setItem(keyOf(this.room), JSON.stringify(session));
    this.set({ kind: 'in', session });
  }

  end(why: 'out' | 'expired') {
    sessionStorage.removeItem(keyOf(this.room));
    this.set({ kind: why });
  }
}
