import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { UnreadDocument } from '@/gql/graphql';
import { useLiveQuery } from '@/lib/graphql/read';
import styles from './Tabs.module.css';

const TABS = [
  { name: 'benefits', to: '/' },
  { name: 'timeline', to: '/timeline' },
  { name: 'bought', to: '/bought' },
  { name: 'shop', to: '/shop' },
  { name: 'messages', to: '/messages' },
  { name: 'renewals', to: '/renewals' },
] as const;

/** The pages: under the thumb on a phone, in the top strip on a desktop. */
export function Tabs({ place }: { place: string }) {
  const { t } = useTranslation();
  const { data } = useLiveQuery(UnreadDocument, {});
  const unread = data?.viewer.member?.inbox.unread ?? 0;
  return (
    <nav className={styles.tabs} aria-label={t('nav.label')}>
      {TABS.map(({ name, to }) => (
        <Link
          key={name}
          href={to}
          className={styles.tab ?? ''}
          aria-current={place === to ? 'page' : undefined}
        >
          <span className={styles.icon} data-icon={name} aria-hidden />
          {t(`nav.${name}`)}
          {name === 'messages' && unread > 0 && (
            <span className={styles.count} role="img" aria-label={t('inbox.unreadCount', { count: unread })}>
              {unread > 99 ? '99+' : unread}
            </span>
          )}
        </Link>
      ))}
    </nav>
  );
}
