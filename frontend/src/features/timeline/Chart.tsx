import { useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useLocalText } from '@/lib/i18n/localText';
import { useDates } from '@/lib/time/zone';
import { Lane, type LanePart, type Window } from '@/ui/Lane';
import { ProviderTile } from '@/ui/ProviderTile';
import { screens, TODAY_FROM_LEFT, windowOf, type Zoom } from './scale';
import { Axis } from './Axis';
import { PartFacts } from './PartFacts';
import { partSentence, type TimelineRow } from './row';
import styles from './Chart.module.css';

interface Props {
  rows: TimelineRow[];
  zoom: Zoom;
  now: number;
}

export interface Picked {
  row: TimelineRow;
  part: LanePart;
}

/** Keeps today in sight when the chart opens, when its scale changes, and when a phone is turned. */
function useTodayInSight(window: Window, now: number, zoom: Zoom) {
  const scroller = useRef<HTMLDivElement>(null);
  const share = (now - window.from) / (window.until - window.from);
  useLayoutEffect(() => {
    const box = scroller.current;
    const lanes = box?.querySelector<HTMLElement>('[data-axis]');
    if (!box || !lanes) return undefined;
    let shownAt = 0;
    const show = () => {
      if (box.clientWidth === shownAt) return;
      shownAt = box.clientWidth;
      box.scrollLeft = share * lanes.offsetWidth - (shownAt - lanes.offsetLeft) * TODAY_FROM_LEFT;
    };
    show();
    globalThis.addEventListener('resize', show);
    return () => globalThis.removeEventListener('resize', show);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- time moves on every minute; the member's own scrolling must not be undone
  }, [zoom]);
  return scroller;
}

/** Lanes under a common axis. The names stay in place while the lanes scroll; tap a part for the grant behind it. */
export function Chart({ rows, zoom, now }: Props) {
  const { t } = useTranslation();
  const dates = useDates();
  const [picked, setPicked] = useState<Picked>();
  const window = windowOf(
    rows.flatMap((row) => row.parts),
    now,
    zoom,
    dates.zone,
  );
  const scroller = useTodayInSight(window, now, zoom);
  return (
    <>
      <div
        className={styles.scroller}
        ref={scroller}
        tabIndex={0}
        role="group"
        aria-label={t('timeline.chart')}
      >
        <div
          className={styles.chart}
          data-zoom={zoom}
          style={{ '--screens': screens(window, zoom) } as React.CSSProperties}
        >
          <Axis window={window} now={now} />
          <ul className={styles.lanes}>
            {rows.map((row) => (
              <ChartRow
                key={row.lane.id}
                row={row}
                window={window}
                now={now}
                picked={picked}
                onPick={setPicked}
              />
            ))}
          </ul>
        </div>
      </div>
      <PartFacts picked={picked} />
    </>
  );
}

interface RowProps {
  row: TimelineRow;
  window: Window;
  now: number;
  picked: Picked | undefined;
  onPick: (picked: Picked) => void;
}

function ChartRow({ row, window, now, picked, onPick }: RowProps) {
  const { t } = useTranslation();
  const dates = useDates();
  const text = useLocalText();
  const { benefit } = row.lane;
  const name = text(benefit.name);
  return (
    <li className={styles.row}>
      <Link href={`/benefits/${encodeURIComponent(benefit.code)}`} className={styles.name}>
        <ProviderTile provider={benefit.provider} />
        <bdi className={styles.label}>{name}</bdi>
      </Link>
      <Lane
        parts={row.parts}
        window={window}
        now={now}
        renderPart={(part, className, place) => (
          <button
            key={part.key}
            type="button"
            className={className}
            style={place}
            aria-pressed={picked?.part.key === part.key}
            aria-label={`${name}: ${partSentence(part, t, dates)}`}
            onClick={() => onPick({ row, part })}
          />
        )}
      />
    </li>
  );
}
