import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { language, type Language } from '@/lib/preferences';

/** Which words a page needs: the console adds its own to the shared ones. */
export type Vocabulary = 'words' | 'console';

const loaders = {
  words: { 'zh-CN': () => import('@/locales/zh-CN/words'), en: () => import('@/locales/en/words') },
  console: { 'zh-CN': () => import('@/locales/zh-CN/console'), en: () => import('@/locales/en/console') },
};

async function load(spoken: Language, vocabularies: Vocabulary[]) {
  await Promise.all(
    vocabularies.map(async (vocabulary) => {
      if (i18next.hasResourceBundle(spoken, vocabulary)) return;
      i18next.addResourceBundle(spoken, vocabulary, (await loaders[vocabulary][spoken]()).default);
    }),
  );
}

/** Loads the words of the chosen language before the first page, and of any other when it is chosen. */
export async function startWords(vocabularies: Vocabulary[]) {
  await i18next.use(initReactI18next).init({
    lng: language.get(),
    resources: {},
    defaultNS: 'words',
    fallbackLng: false,
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  });
  const speak = async () => {
    const spoken = language.get();
    await load(spoken, vocabularies);
    await i18next.changeLanguage(spoken);
  };
  language.watch(() => void speak());
  await speak();
}
