import type { Window } from '@/ui/Lane';
import { monthStart } from '@/lib/time/months';

export const ZOOMS = ['month', 'quarter', 'year', 'years'] as const;
export type Zoom = (typeof ZOOMS)[number];

/** How many months fill the width of the screen. */
export const MONTHS: Record<Zoom, number> = { month: 1, quarter: 3, year: 12, years: 36 };

interface Extent {
  from: number;
  until: number | null;
}

/** Today stands here, counted from the left of the screen: what is to come matters more than what was. */
export const TODAY_FROM_LEFT = 0.22;

const AHEAD_OF_TODAY = 1 - TODAY_FROM_LEFT;
const MOST_MONTHS_BACK = 36;
const MOST_MONTHS_AHEAD = 60;

/** The whole months that hold every part and a screen with today in its place, no further than three years back and five ahead. */
export function windowOf(parts: readonly Extent[], now: number, zoom: Zoom, zone: string): Window {
  const first = Math.min(now, ...parts.map((part) => part.from));
  const last = Math.max(now, ...parts.map((part) => part.until ?? now));
  const screenBack = monthStart(now, zone, -Math.ceil(MONTHS[zoom] * TODAY_FROM_LEFT));
  const from = Math.max(
    Math.min(monthStart(first, zone), screenBack),
    monthStart(now, zone, -MOST_MONTHS_BACK),
  );
  const until = Math.min(monthStart(last, zone, 2), monthStart(now, zone, MOST_MONTHS_AHEAD));
  const screenAhead = monthStart(now, zone, Math.ceil(MONTHS[zoom] * AHEAD_OF_TODAY));
  return { from, until: Math.max(until, screenAhead) };
}

/** How wide the lanes are, in screens. */
export const screens = (window: Window, zoom: Zoom) =>
  (window.until - window.from) / (MONTHS[zoom] * 30.44 * 86_400_000);

/** How much a month's name matters: where there is little room only quarters, or only years, are named. */
export function rankOf(start: number, zone: string): 'year' | 'quarter' | 'month' {
  const month = Number(new Intl.DateTimeFormat('en', { month: 'numeric', timeZone: zone }).format(start));
  if (month === 1) return 'year';
  return month % 3 === 1 ? 'quarter' : 'month';
}
