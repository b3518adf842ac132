import { useTranslation } from 'react-i18next';
import { Button } from '@/ui/Button';
import { LanguageButton, ThemeButton } from '@/ui/PreferenceButtons';
import { useSessions } from '../Gate';
import styles from './TopStrip.module.css';

/** Whose page this is, in which language and light. */
export function TopStrip({ name }: { name: string | undefined }) {
  const { t } = useTranslation();
  const sessions = useSessions();
  return (
    <header className={styles.strip}>
      <div className={styles.inside}>
        <h1 className={styles.title}>
          {t('hub')}
          {name && <bdi className={styles.name}>{name}</bdi>}
        </h1>
        <LanguageButton />
        <ThemeButton />
        <Button weight="quiet" onPress={() => sessions.end('out')} aria-label={t('strip.signOut')}>
          <span className={styles.leave} aria-hidden />
        </Button>
      </div>
    </header>
  );
}
