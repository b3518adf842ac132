import { language, type Language } from '@/lib/preferences';
import { useStore } from '@/lib/store';

/** What the hub says in both languages. */
export interface LocalText {
  zh: string;
  en: string;
}

export const inLanguage = (text: LocalText, spoken: Language) => (spoken === 'zh-CN' ? text.zh : text.en);

/** Picks the reader's language out of a text of the hub, without asking the hub again when it changes. */
export function useLocalText() {
  const spoken = useStore(language);
  return (text: LocalText) => inLanguage(text, spoken);
}
