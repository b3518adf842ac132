import { useTranslation } from 'react-i18next';
import { JobsDocument, type JobsQuery } from '@/gql/graphql';
import { useLiveQuery, useReadingEvery } from '@/lib/graphql/read';
import { useDates } from '@/lib/time/zone';
import board from '@/ui/Board.module.css';
import { Notice } from '@/ui/Notice';
import { Skeleton } from '@/ui/Skeleton';
import { numberCell, Table } from '@/ui/Table';
import { Unavailable } from '@/ui/Unavailable';
import styles from './JobsPage.module.css';

const LOOK_EVERY_MS = 5_000;
const UNITS = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
] as const;
const FIGURES = ['due', 'running', 'late', 'failed'] as const;

/** How the work that nobody waits for stands, looked at again every few seconds. */
export default function JobsPage() {
  const { t } = useTranslation('console');
  const { data, error } = useLiveQuery(JobsDocument, {});
  useReadingEvery(LOOK_EVERY_MS);
  if (error && !data) return <Unavailable error={error} />;
  return (
    <>
      <header className={board.head}>
        <h1 className={board.title}>{t('rail.jobs')}</h1>
      </header>
      {data ? <Standing jobs={data.jobs} now={data.clock.now} /> : <Skeleton height={2.75} count={5} />}
    </>
  );
}

const conditionOf = ({ hasQueue, hasWorker }: JobsQuery['jobs']) => {
  if (!hasQueue) return 'noQueue';
  return hasWorker ? 'working' : 'noWorker';
};

/** The largest unit of which there is one. */
function useAge() {
  const { t } = useTranslation('console');
  return (since: string, now: string) => {
    const seconds = Math.max(0, Math.round((Date.parse(now) - Date.parse(since)) / 1_000));
    const [unit, length] = UNITS.find(([, one]) => seconds >= one) ?? (['s', 1] as const);
    return t(`jobs.age.${unit}`, { count: Math.floor(seconds / length) });
  };
}

function Standing({ jobs, now }: { jobs: JobsQuery['jobs']; now: string }) {
  const { t } = useTranslation('console');
  const dates = useDates();
  const age = useAge();
  const condition = conditionOf(jobs);
  const columns = [
    { key: 'kind', head: t('jobs.kindOfWork') },
    ...FIGURES.map((key) => ({ key, head: t(`jobs.${key}`), isNumber: true })),
    { key: 'oldest', head: t('jobs.oldest') },
  ];
  return (
    <div className={styles.page}>
      <Notice tone={condition === 'working' ? 'good' : 'warning'}>
        {t(`jobs.${condition}`, { count: jobs.waiting })}
      </Notice>
      <Table columns={columns}>
        {jobs.work.map((work) => (
          <tr key={work.kind}>
            <th scope="row">{t([`jobs.kind.${work.kind}`, work.kind] as never)}</th>
            {FIGURES.map((figure) => (
              <td key={figure} className={numberCell} data-alarm={figure === 'late' && work.late > 0}>
                {dates.number(work[figure])}
              </td>
            ))}
            <td>
              {work.oldestDueAt ? (
                <time dateTime={work.oldestDueAt}>
                  {age(work.oldestDueAt, now)}
                  <span className={styles.since}>{dates.moment(work.oldestDueAt)}</span>
                </time>
              ) : (
                '–'
              )}
            </td>
          </tr>
        ))}
      </Table>
      <p className={styles.hint}>{t('jobs.hint')}</p>
    </div>
  );
}
