import { useTranslation } from 'react-i18next';
import type { Room, SessionStore } from '@/lib/session/session';
import { Notice } from '@/ui/Notice';
import { LanguageButton, ThemeButton } from '@/ui/PreferenceButtons';
import { Skeleton } from '@/ui/Skeleton';
import { DemoPeople } from './DemoPeople';
import { IssuerSignIn } from './IssuerSignIn';
import styles from './SignIn.module.css';
import { useWay, type Way } from './way';

interface Props {
  room: Room;
  sessions: SessionStore;
  isExpired: boolean;
}

/** The page before the page. After signing in, the address in the browser is where one goes on. */
export function SignIn({ room, sessions, isExpired }: Props) {
  const { t } = useTranslation();
  const way = useWay();
  return (
    <main className={styles.page}>
      <div className={styles.preferences}>
        <LanguageButton />
        <ThemeButton />
      </div>
      <div className={styles.panel}>
        <h1>{t(room === 'member' ? 'signIn.memberTitle' : 'signIn.staffTitle')}</h1>
        {isExpired && <Notice tone="calm">{t('signIn.expired')}</Notice>}
        {way ? <WayIn way={way} room={room} sessions={sessions} /> : <Skeleton height={3.5} count={3} />}
      </div>
    </main>
  );
}

function WayIn({ way, room, sessions }: { way: Way; room: Room; sessions: SessionStore }) {
  const { t } = useTranslation();
  if (way.mode === 'demo') return <DemoPeople way={way} room={room} sessions={sessions} />;
  if (!way.oidc) return <Notice tone="warning">{t('signIn.noIssuer')}</Notice>;
  return <IssuerSignIn issuer={way.oidc} sessions={sessions} />;
}
