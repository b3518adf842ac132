import { useTranslation } from 'react-i18next';
import { useLocalText } from '@/lib/i18n/localText';
import { useDates } from '@/lib/time/zone';
import type { LanePart } from '@/ui/Lane';
import { StatusMark } from '@/ui/StatusMark';
import type { TimelineRow } from './row';
import styles from './TimelineTable.module.css';

const COLUMNS = ['benefit', 'status', 'what', 'from', 'until'] as const;

/** The facts of the lanes in rows: one for each part of each benefit. */
export function TimelineTable({ rows, now }: { rows: TimelineRow[]; now: number }) {
  const { t } = useTranslation();
  return (
    <div className={styles.scroller} tabIndex={0} role="group" aria-label={t('timeline.chart')}>
      <table className={styles.table}>
        <caption className="only-heard">{t('timeline.chart')}</caption>
        <thead>
          <tr>
            {COLUMNS.map((column) => (
              <th key={column} scope="col" className={column === 'status' ? styles.status : undefined}>
                {t(`timeline.column.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        {rows.map((row) => (
          <RowGroup key={row.lane.id} row={row} now={now} />
        ))}
      </table>
    </div>
  );
}

const kindOf = (part: LanePart, now: number) =>
  part.until !== null && part.until <= now ? 'past' : part.kind;

function RowGroup({ row: { lane, parts }, now }: { row: TimelineRow; now: number }) {
  const text = useLocalText();
  const lines = parts.toSorted((one, other) => one.from - other.from);
  return (
    <tbody>
      {(lines.length ? lines : [undefined]).map((part, order) => (
        <tr key={part?.key ?? 'none'}>
          {order === 0 && (
            <>
              <th scope="rowgroup" rowSpan={lines.length || 1}>
                <bdi>{text(lane.benefit.name)}</bdi>
              </th>
              <td rowSpan={lines.length || 1} className={styles.status}>
                <StatusMark status={lane.status} />
              </td>
            </>
          )}
          <Extent part={part} now={now} />
        </tr>
      ))}
    </tbody>
  );
}

function Extent({ part, now }: { part: LanePart | undefined; now: number }) {
  const { t } = useTranslation();
  const dates = useDates();
  if (!part) return <td colSpan={3}>{t('timeline.none')}</td>;
  return (
    <>
      <td>{t(`timeline.kind.${kindOf(part, now)}`)}</td>
      <td>{dates.day(part.from)}</td>
      <td>{part.until === null ? t('term.noEnd') : dates.lastDay(part.until)}</td>
    </>
  );
}
