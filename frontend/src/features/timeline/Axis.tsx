import { useTranslation } from 'react-i18next';
import { monthStarts } from '@/lib/time/months';
import { useDates } from '@/lib/time/zone';
import { placed, type Window } from '@/ui/Lane';
import styles from './Chart.module.css';
import { rankOf } from './scale';

/** The months above the lanes, and today. What it says to the eye, every lane says in words. */
export function Axis({ window, now }: { window: Window; now: number }) {
  const { t } = useTranslation();
  const dates = useDates();
  const leftOf = (instant: number) => placed({ from: window.from, until: instant }, window)?.width ?? 0;
  return (
    <div className={styles.head} aria-hidden>
      <span className={styles.corner} />
      <div className={styles.axis} data-axis>
        {monthStarts(window.from, window.until, dates.zone).map((start) => (
          <span
            key={start}
            className={styles.month}
            data-rank={rankOf(start, dates.zone)}
            style={{ left: leftOf(start) }}
          >
            {dates.month(start)}
          </span>
        ))}
        <span className={styles.today} style={{ left: leftOf(now) }}>
          {t('timeline.today')}
        </span>
      </div>
    </div>
  );
}
