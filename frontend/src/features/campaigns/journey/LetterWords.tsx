import { useTranslation } from 'react-i18next';
import { Notice } from '@/ui/Notice';
import { useMistake } from '../form/draft';
import { Line } from '../form/fields';
import form from '../form/Form.module.css';
import type { Part } from '../form/part';
import { SPOKEN, type Step, type Words } from '../plan';
import styles from './Journey.module.css';

const NO_WORDS: Words = { subject: '', text: '', button: '' };

/** What a letter says, in every language that members read. */
export function LetterWords({ part }: { part: Part<Step['words']> }) {
  const { t } = useTranslation('console');
  const problem = useMistake(part.path);
  return (
    <>
      <p className={form.hint}>{t('campaigns.words.hint')}</p>
      {problem && <Notice tone="danger">{problem}</Notice>}
      <div className={styles.languages}>
        {SPOKEN.map((spoken) => {
          const words = part.value?.[spoken] ?? NO_WORDS;
          const word = (key: keyof Words): Part<string | undefined> => ({
            value: words[key],
            path: `${part.path}.${spoken}.${key}`,
            put: (said = '') => part.put({ ...part.value, [spoken]: { ...words, [key]: said } }),
          });
          return (
            <fieldset key={spoken} className={styles.language} lang={spoken}>
              <legend>{t(`campaigns.spoken.${spoken}`)}</legend>
              <Line label={t('campaigns.words.subject')} part={word('subject')} />
              <Line label={t('campaigns.words.text')} part={word('text')} rows={6} />
              <Line label={t('campaigns.words.button')} part={word('button')} />
            </fieldset>
          );
        })}
      </div>
    </>
  );
}
