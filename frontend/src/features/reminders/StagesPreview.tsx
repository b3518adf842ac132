import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { PreviewReminderStagesDocument, type PreviewReminderStagesQuery } from '@/gql/graphql';
import { useStage } from '@/lib/time/useStage';
import { hereZone, useDates } from '@/lib/time/zone';
import { useSettled } from '@/lib/useSettled';
import { Refusal } from '@/ui/Refusal';
import { Skeleton } from '@/ui/Skeleton';
import { Table } from '@/ui/Table';
import styles from './Reminders.module.css';

type Previewed = Extract<
  PreviewReminderStagesQuery['previewReminderStages'],
  { __typename: 'ReminderStagesPreview' }
>;

const COLUMNS = ['stage', 'at', 'change'] as const;

/** What other stages would mean, a moment after they were chosen: on which days, and for how many. */
export function StagesPreview({ benefit, stages }: { benefit: string; stages: string[] | null }) {
  const { t } = useTranslation('console');
  const settled = useSettled(JSON.stringify(stages));
  const [{ data }] = useQuery({
    query: PreviewReminderStagesDocument,
    variables: { benefit, stages: JSON.parse(settled) as string[] | null, zone: hereZone() },
    requestPolicy: 'cache-and-network',
  });
  const outcome = data?.previewReminderStages;
  return (
    <section className={styles.preview} aria-label={t('reminders.preview.title')} aria-live="polite">
      <h3>{t('reminders.preview.title')}</h3>
      {!outcome && <Skeleton height={10} />}
      {outcome && <Refusal outcome={outcome} />}
      {outcome?.__typename === 'ReminderStagesPreview' && (
        <>
          <Days preview={outcome} />
          <Counts preview={outcome} />
        </>
      )}
    </section>
  );
}

/** The days of an example, in their order, with what is new among them and what would be no more. */
function Days({ preview: { exampleEnd, now, then } }: { preview: Previewed }) {
  const { t } = useTranslation('console');
  const dates = useDates();
  const stage = useStage();
  const isIn = (dues: Previewed['now'], wanted: string) => dues.some((one) => one.stage === wanted);
  const kept = then.map((one) => ({ ...one, change: isIn(now, one.stage) ? 'same' : 'added' }) as const);
  const gone = now
    .filter((one) => !isIn(then, one.stage))
    .map((one) => ({ ...one, change: 'gone' }) as const);
  const [first] = then;
  const days = [...kept, ...gone].sort((one, other) => one.at.localeCompare(other.at));
  return (
    <>
      <p>
        {first
          ? t('reminders.preview.example', { end: dates.moment(exampleEnd), hour: dates.time(first.at) })
          : t('reminders.preview.exampleNever')}
      </p>
      <Table columns={COLUMNS.map((key) => ({ key, head: t(`reminders.preview.column.${key}`) }))}>
        {days.map((one) => (
          <tr key={one.stage} data-change={one.change}>
            <th scope="row">{stage(one.stage)}</th>
            <td>
              <time dateTime={one.at}>{dates.day(one.at)}</time>
            </td>
            <td>{t(`reminders.preview.${one.change}`)}</td>
          </tr>
        ))}
      </Table>
    </>
  );
}

function Counts({ preview: { then, waiting, atOnce, hasMore } }: { preview: Previewed }) {
  const { t } = useTranslation('console');
  const dates = useDates();
  const told = (count: number) => ({ count, number: dates.number(count) });
  if (waiting === null || atOnce === null) return <p>{t('reminders.preview.uncounted')}</p>;
  return (
    <>
      <p>{t(then.length > 0 ? 'reminders.preview.waiting' : 'reminders.preview.dropped', told(waiting))}</p>
      <p>
        {atOnce === 0 && !hasMore
          ? t('reminders.preview.nobody')
          : t(hasMore ? 'reminders.preview.atLeast' : 'reminders.preview.atOnce', told(atOnce))}
      </p>
    </>
  );
}
