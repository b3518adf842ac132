import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import styles from './Tabs.module.css';

const TABS = [
  { name: 'benefits', to: '/' },
  { name: 'timeline', to: '/timeline' },
  { name: 'bought', to: '/bought' },
  { name: 'shop', to: '/shop' },
] as const;

/** The pages: under the thumb on a phone, in the top strip on a desktop. */
export function Tabs({ place }: { place: string }) {
  const { t } = useTranslation();
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
        </Link>
      ))}
    </nav>
  );
}
