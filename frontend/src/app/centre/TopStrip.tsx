import { useTranslation } from 'react-i18next';
import { chooseLanguage, chooseTheme, language, theme, THEMES } from '@/lib/preferences';
import { useStore } from '@/lib/store';
import { Button } from '@/ui/Button';
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

function LanguageButton() {
  const { t } = useTranslation();
  const spoken = useStore(language);
  return (
    <Button
      weight="quiet"
      onPress={() => chooseLanguage(spoken === 'en' ? 'zh-CN' : 'en')}
      aria-label={t('strip.languageHint')}
    >
      {t('strip.language')}
    </Button>
  );
}

function ThemeButton() {
  const { t } = useTranslation();
  const chosen = useStore(theme);
  const next = THEMES[(THEMES.indexOf(chosen) + 1) % THEMES.length] ?? 'system';
  return (
    <Button
      weight="quiet"
      onPress={() => chooseTheme(next)}
      aria-label={t('strip.theme', { theme: t(`strip.themeName.${chosen}`) })}
    >
      <span className={styles.theme} data-theme-shown={chosen} aria-hidden />
    </Button>
  );
}
