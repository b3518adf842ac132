import { Store } from './store';

export const LANGUAGES = ['zh-CN', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const LANGUAGE_KEY = 'hub.language';
const THEME_KEY = 'hub.theme';

const isLanguage = (value: string | null): value is Language => LANGUAGES.some((known) => known === value);
const isTheme = (value: string | null): value is Theme => THEMES.some((known) => known === value);

/** What this browser chose, else what it prefers: anything Chinese reads Chinese, everyone else English. */
function firstLanguage(): Language {
  const chosen = localStorage.getItem(LANGUAGE_KEY);
  if (isLanguage(chosen)) return chosen;
  return navigator.language.startsWith('zh') ? 'zh-CN' : 'en';
}

function firstTheme(): Theme {
  const chosen = localStorage.getItem(THEME_KEY);
  return isTheme(chosen) ? chosen : 'system';
}

export const language = new Store<Language>(firstLanguage());
export const theme = new Store<Theme>(firstTheme());

const showTheme = () => (document.documentElement.dataset.theme = theme.get());
const showLanguage = () => (document.documentElement.lang = language.get());
showTheme();
showLanguage();
theme.watch(showTheme);
language.watch(showLanguage);

export function chooseLanguage(chosen: Language) {
  localStorage.setItem(LANGUAGE_KEY, chosen);
  language.set(chosen);
}

export function chooseTheme(chosen: Theme) {
  localStorage.setItem(THEME_KEY, chosen);
  theme.set(chosen);
}

// What is chosen in one tab holds in all of them.
window.addEventListener('storage', () => {
  language.set(firstLanguage());
  theme.set(firstTheme());
});

/** A member's own language, unless this browser has already been told another. */
export function suggestLanguage(suggested: Language) {
  if (!isLanguage(localStorage.getItem(LANGUAGE_KEY))) language.set(suggested);
}
