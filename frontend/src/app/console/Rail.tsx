import { useTranslation } from 'react-i18next';
import { Link, useRoute } from 'wouter';
import { ClockControl } from '@/features/clock/ClockControl';
import type { ConsoleViewerQuery } from '@/gql/graphql';
import { Button } from '@/ui/Button';
import { LanguageButton, ThemeButton } from '@/ui/PreferenceButtons';
import { useSessions } from '../Gate';
import styles from './Console.module.css';

const ROOMS = [
  'members',
  'orders',
  'deliveries',
  'catalogue',
  'campaigns',
  'messages',
  'reminders',
  'templates',
  'jobs',
] as const;

interface Props {
  viewer: ConsoleViewerQuery['viewer'] | undefined;
  onSearch: () => void;
}

/** The rooms, the search that reaches all of them, and who is signed in as what. */
export function Rail({ viewer, onSearch }: Props) {
  const { t } = useTranslation('console');
  const { t: tell } = useTranslation();
  const sessions = useSessions();
  return (
    <header className={styles.rail}>
      <Button onPress={onSearch}>
        {t('search.open')} <kbd className={styles.key}>Ctrl K</kbd>
      </Button>
      <nav className={styles.rooms} aria-label={t('rail.label')}>
        {ROOMS.map((room) => (
          <Room key={room} room={room} />
        ))}
      </nav>
      {(viewer?.role === 'OPERATOR' || viewer?.role === 'ADMIN') && <ClockControl />}
      <div className={styles.viewer}>
        <p className={styles.role}>{viewer && t(`role.${viewer.role}`)}</p>
        <LanguageButton />
        <ThemeButton />
        <Button weight="quiet" onPress={() => sessions.end('out')}>
          {tell('strip.signOut')}
        </Button>
      </div>
    </header>
  );
}

/** On a phone the rooms are wider than the page. */
const intoSight = (link: HTMLAnchorElement | null) =>
  link?.scrollIntoView({ block: 'nearest', inline: 'center' });

function Room({ room }: { room: (typeof ROOMS)[number] }) {
  const { t } = useTranslation('console');
  const [isHere] = useRoute(`/${room}/*?`);
  return (
    <Link
      ref={isHere ? intoSight : undefined}
      href={`/${room}`}
      className={styles.room ?? ''}
      aria-current={isHere ? 'page' : undefined}
    >
      {t(`rail.${room}`)}
    </Link>
  );
}
