import { useTranslation } from 'react-i18next';
import { language } from '@/lib/preferences';
import { useStore } from '@/lib/store';
import { makeDates } from '@/lib/time/dates';
import { Fold } from '@/ui/Fold';
import { numberCell, Table } from '@/ui/Table';
import styles from './ByDay.module.css';
import { daysOf, roundTop, type Day, type Point } from './days';

/** A few days are not drawn as a few walls. */
const WIDEST_REM = 2.5;

interface Series {
  key: string;
  name: string;
}

interface Props {
  label: string;
  series: readonly Series[];
  points: readonly Point[];
  /** `beside`: things that are not parts of one whole stand beside one another. */
  bars?: 'stacked' | 'beside';
  /** Said where there is nothing to show. */
  empty: string;
}

/** Counts by day as bars, and the same as a table for those who would rather read them. */
export function ByDay({ label, series, points, bars = 'stacked', empty }: Props) {
  const { t } = useTranslation('console');
  const dates = makeDates(useStore(language), 'UTC');
  const days = daysOf(points);
  const [first] = days;
  const last = days.at(-1);
  if (!first || !last) return <p>{empty}</p>;
  const shown = series.filter(({ key }) => days.some((day) => day.counts[key]));
  const heights = days.map((day) =>
    bars === 'stacked' ? day.total : Math.max(...shown.map(({ key }) => day.counts[key] ?? 0)),
  );
  const top = roundTop(Math.max(...heights));
  const described = t('campaigns.chart.described', {
    label,
    first: dates.day(first.on),
    last: dates.day(last.on),
    most: dates.number(Math.max(...heights)),
  });
  return (
    <>
      <ul className={styles.legend} aria-hidden>
        {shown.map(({ key, name }) => (
          <li key={key}>
            <span className={styles.swatch} data-series={series.findIndex((one) => one.key === key)} />
            {name}
          </li>
        ))}
      </ul>
      <figure
        className={styles.chart}
        role="img"
        aria-label={described}
        style={{ maxWidth: `max(16rem, ${days.length * WIDEST_REM}rem)` }}
      >
        <span className={styles.top}>{dates.number(top)}</span>
        <div className={styles.days} data-bars={bars}>
          {days.map((day) => (
            <Bars key={day.on} day={day} series={series} top={top} title={dates.day(day.on)} />
          ))}
        </div>
        <div className={styles.ends}>
          <span>{dates.day(first.on)}</span>
          {days.length > 1 && <span>{dates.day(last.on)}</span>}
        </div>
      </figure>
      <Fold title={t('campaigns.chart.table')}>
        <Table
          columns={[
            { key: 'on', head: t('campaigns.chart.day') },
            ...shown.map(({ key, name }) => ({ key, head: name, isNumber: true })),
          ]}
        >
          {days
            .filter((day) => day.total > 0)
            .map((day) => (
              <tr key={day.on}>
                <th scope="row">{dates.day(day.on)}</th>
                {shown.map(({ key }) => (
                  <td key={key} className={numberCell}>
                    {dates.number(day.counts[key] ?? 0)}
                  </td>
                ))}
              </tr>
            ))}
        </Table>
      </Fold>
    </>
  );
}

interface BarsProps {
  day: Day;
  series: readonly Series[];
  top: number;
  title: string;
}

function Bars({ day, series, top, title }: BarsProps) {
  const told = series.flatMap(({ key, name }) => (day.counts[key] ? [`${name} ${day.counts[key]}`] : []));
  return (
    <div className={styles.day} title={[title, ...told].join(' · ')}>
      {series.map(({ key }, order) => {
        const count = day.counts[key];
        return (
          count !== undefined && (
            <span
              key={key}
              className={styles.bar}
              data-series={order}
              style={{ height: `${(count / top) * 100}%` }}
            />
          )
        );
      })}
    </div>
  );
}
