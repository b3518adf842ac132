import type consoleWords from '@/locales/en/console';
import type words from '@/locales/en/words';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'words';
    resources: { words: typeof words; console: typeof consoleWords };
  }
}
