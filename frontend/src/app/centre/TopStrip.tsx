import { useTranslation } from 'react-i18next';
import { Button } from '@/ui/Button';
import { LanguageButton, ThemeButton } from '@/ui/PreferenceButtons';
import styles from './TopStrip.module.css';

/** Whose page this is, in which language and light. */
export function TopStrip({ name, onLeave }: { name: string | undefined; onLeave?: () => void }) {
  const { t } = useTranslation();
  return (
    <header className={styles.strip}>
      <div className={styles.inside}>
        <h1 className={styles.title}>
          {t('hub')}
          {name && <bdi className={styles.name}>{name}</bdi>}
        </h1>
        <LanguageButton />
        <ThemeButton />
        {onLeave && (
          <Button weight="quiet" onPress={onLeave} aria-label={t('strip.signOut')}>
            <span className={styles.leave} aria-hidden />
          </Button>
        )}
      </div>
    </header>
  );
}
