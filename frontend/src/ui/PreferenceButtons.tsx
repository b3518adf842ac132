import { useTranslation } from 'react-i18next';
import { chooseLanguage, chooseTheme, language, theme, THEMES } from '@/lib/preferences';
import { useStore } from '@/lib/store';
import { Button } from './Button';
import styles from './PreferenceButtons.module.css';

/** Changes to the other language, and says so in that language. */
export function LanguageButton() {
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

/** Goes on to the next of: as the device, light, dark. */
export function ThemeButton() {
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
