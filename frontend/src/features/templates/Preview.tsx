import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { PreviewTemplateDocument, type Locale, type TemplateTextInput } from '@/gql/graphql';
import { useSettled } from '@/lib/useSettled';
import { Fold } from '@/ui/Fold';
import { MailFrame } from '@/ui/MailFrame';
import { Refusal } from '@/ui/Refusal';
import { Skeleton } from '@/ui/Skeleton';
import styles from './TemplatesPage.module.css';

interface Props {
  template: string;
  locale: Locale;
  texts: TemplateTextInput[];
}

/** What the texts make of the sample facts, a moment after the last key was struck. */
export function Preview({ template, locale, texts }: Props) {
  const { t } = useTranslation('console');
  const settled = useSettled(JSON.stringify(texts));
  const [{ data }] = useQuery({
    query: PreviewTemplateDocument,
    variables: { template, locale, texts: JSON.parse(settled) as TemplateTextInput[] },
  });
  const shown = data?.previewTemplate;
  return (
    <section className={styles.preview} aria-label={t('templates.preview')}>
      {!shown && <Skeleton height={20} />}
      {shown && <Refusal outcome={shown} />}
      {shown?.__typename === 'TemplatePreview' && (
        <>
          <h2 className={styles.subject}>{shown.subject}</h2>
          <MailFrame title={shown.subject} html={shown.html} />
          <Fold title={t('messages.plain')}>
            <pre className={styles.text}>{shown.text}</pre>
          </Fold>
        </>
      )}
    </section>
  );
}
