import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'wouter';
import { readFragment } from '@/gql';
import { TemplateDeskFragmentDoc, TemplateDocument, TemplatesDocument } from '@/gql/graphql';
import { useLiveQuery } from '@/lib/graphql/read';
import board from '@/ui/Board.module.css';
import { PickList } from '@/ui/PickList';
import { Skeleton } from '@/ui/Skeleton';
import { Unavailable } from '@/ui/Unavailable';
import { TemplateDesk } from './TemplateDesk';
import styles from './TemplatesPage.module.css';

/** What messages say: every template, and the desk at which one is written. */
export default function TemplatesPage() {
  const { t } = useTranslation('console');
  const [params, setParams] = useSearchParams();
  const { data, error } = useLiveQuery(TemplatesDocument, {});
  if (error && !data) return <Unavailable error={error} />;
  if (!data) return <Skeleton height={4} count={4} />;
  const templates = data.messageTemplates;
  const shown = templates.find((one) => one.name === params.get('template')) ?? templates[0];
  return (
    <>
      <header className={board.head}>
        <h1 className={board.title}>{t('rail.templates')}</h1>
      </header>
      <div className={styles.split}>
        <PickList
          options={templates.map(({ name, edition }) => ({
            key: name,
            name: t([`templates.name.${name}`, name] as never),
            more: edition ? t('templates.edition', { number: edition }) : t('templates.shipped'),
          }))}
          picked={shown?.name}
          onPick={(template) => setParams({ template })}
        />
        {shown && <Shown key={shown.name} name={shown.name} />}
      </div>
    </>
  );
}

function Shown({ name }: { name: string }) {
  const { data, error } = useLiveQuery(TemplateDocument, { name });
  const template = readFragment(TemplateDeskFragmentDoc, data?.messageTemplate);
  if (error && !data) return <Unavailable error={error} />;
  return template ? <TemplateDesk template={template} /> : <Skeleton height={24} />;
}
