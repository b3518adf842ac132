import { DAY_MS } from '@/lib/time/dates';

/** So many of one series on one day. */
export interface Point {
  on: string;
  series: string;
  count: number;
}

export interface Day {
  /** The day's date, `2026-11-22`. */
  on: string;
  counts: Record<string, number>;
  total: number;
}

const dateOf = (on: string) => Date.parse(`${on}T00:00:00Z`);
const nameOf = (instant: number) => new Date(instant).toISOString().slice(0, 10);

/** Every day from the first to the last that has something, those without anything too. */
export function daysOf(points: readonly Point[]): Day[] {
  const found = points.filter(({ count }) => count > 0);
  const days = new Map<string, Day>();
  const instants = found.map(({ on }) => dateOf(on));
  const last = Math.max(...instants);
  for (let instant = Math.min(...instants); instant <= last; instant += DAY_MS) {
    const on = nameOf(instant);
    days.set(on, { on, counts: {}, total: 0 });
  }
  for (const { on, series, count } of found) {
    const day = days.get(on);
    if (!day) continue;
    day.counts[series] = (day.counts[series] ?? 0) + count;
    day.total += count;
  }
  return [...days.values()];
}

/** A round number not below the largest, for the top of a scale. */
export function roundTop(largest: number): number {
  const size = 10 ** Math.floor(Math.log10(Math.max(largest, 1)));
  return [1, 1.5, 2, 3, 4, 5, 6, 8, 10].map((step) => step * size).find((top) => top >= largest) ?? largest;
}
