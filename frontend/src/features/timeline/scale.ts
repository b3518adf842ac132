import type { Window } from '@/ui/Lane';
import { monthStart } from '@/lib/time/months';

export const ZOOMS = ['quarter', 'year', 'years'] as const;
export type Zoom = (typeof ZOOMS)[number];

/** How many months fill the width of the screen. */
export const MONTHS: Record<Zoom, number> = { quarter: 3, year: 12, years: 36 };

interface Extent {
  from: number;
  until: number | null;
}

const MOST_MONTHS_BACK = 36;
const MOST_MONTHS_AHEAD = 60;

/** The whole months that hold every part and at least one screen, no further than three years back and five ahead. */
export function windowOf(parts: readonly Extent[], now: number, zoom: Zoom, zone: string): Window {
  const first = Math.min(now, ...parts.map((part) => part.from));
  const last = Math.max(now, ...parts.map((part) => part.until ?? now));
  const from = Math.max(monthStart(first, zone), monthStart(now, zone, -MOST_MONTHS_BACK));
  const until = Math.min(monthStart(last, zone, 2), monthStart(now, zone, MOST_MONTHS_AHEAD));
  return { from, until: Math.max(until, monthStart(from, zone, MONTHS[zoom])) };
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
