import type { ReactNode } from 'react';
import styles from './Lane.module.css';

/** What a part of a lane means: time in use, time that waits behind it, time held back, or time of something taken back. */
export type PartKind = 'running' | 'ending' | 'queued' | 'paused';

export interface LanePart {
  key: string;
  /** Milliseconds; `until` null has no end. */
  from: number;
  until: number | null;
  kind: PartKind;
  /** The grant behind it; a pause has none. */
  grant?: string;
}

export interface Window {
  from: number;
  until: number;
}

/** Where a part lies in a window, in percent of its width; nothing when it lies outside. */
export function placed({ from, until }: Pick<LanePart, 'from' | 'until'>, window: Window) {
  const width = window.until - window.from;
  const left = Math.max(from, window.from);
  const right = Math.min(until ?? window.until, window.until);
  if (right <= left) return undefined;
  return { left: `${((left - window.from) / width) * 100}%`, width: `${((right - left) / width) * 100}%` };
}

interface Props {
  parts: LanePart[];
  window: Window;
  now?: number;
  isThin?: boolean;
  /** Makes a part pressable; without it the lane is a picture, described by `label`. */
  label?: string;
  renderPart?: (part: LanePart, className: string, place: { left: string; width: string }) => ReactNode;
}

/** A stretch of time with its covered parts: solid in use, lighter queued, hatched paused. */
export function Lane({ parts, window, now, isThin = false, label, renderPart }: Props) {
  const today = now === undefined ? undefined : placed({ from: window.from, until: now }, window);
  return (
    <div
      className={styles.lane}
      data-thin={isThin || undefined}
      {...(label && { role: 'img', 'aria-label': label })}
    >
      {parts.map((part) => {
        const place = placed(part, window);
        if (!place) return null;
        const className = `${styles.part} ${styles[part.kind]} ${part.until === null ? styles.open : ''}`;
        return (
          renderPart?.(part, className, place) ?? <span key={part.key} className={className} style={place} />
        );
      })}
      {today && <span className={styles.past} style={{ width: today.width }} />}
    </div>
  );
}
