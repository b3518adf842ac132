import { StrictMode, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { I18nProvider } from 'react-aria-components/I18nProvider';
import { startWords, type Vocabulary } from '@/lib/i18n/i18n';
import { language } from '@/lib/preferences';
import { useStore } from '@/lib/store';
import { Safety } from '@/ui/Safety';
import '@/ui/tokens.css';
import '@/ui/base.css';

function Spoken({ children }: { children: ReactNode }) {
  return <I18nProvider locale={useStore(language)}>{children}</I18nProvider>;
}

/** Shows a page as soon as its words are there. */
export async function start(page: ReactNode, vocabularies: Vocabulary[]) {
  await startWords(vocabularies);
  const place = document.getElementById('app');
  if (!place) throw new Error('the page has no #app');
  createRoot(place).render(
    <StrictMode>
      <Spoken>
        <Safety>{page}</Safety>
      </Spoken>
    </StrictMode>,
  );
}
