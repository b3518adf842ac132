import {
  parseAbsolute,
  startOfMonth,
  toCalendarDate,
  toZoned,
  type ZonedDateTime,
} from '@internationalized/date';

const zoned = (instant: number, zone: string): ZonedDateTime =>
  parseAbsolute(new Date(instant).toISOString(), zone);

/** The first instants of the months that begin within [from, until), as the zone's calendar has them. */
export function monthStarts(from: number, until: number, zone: string): number[] {
  const starts: number[] = [];
  let month = toCalendarDate(startOfMonth(zoned(from, zone)));
  for (;;) {
    const start = toZoned(month, zone).toDate().getTime();
    if (start >= until) return starts;
    if (start >= from) starts.push(start);
    month = month.add({ months: 1 });
  }
}

/** The start of the month that holds the instant, moved by whole months. */
export const monthStart = (instant: number, zone: string, moved = 0): number =>
  toZoned(toCalendarDate(startOfMonth(zoned(instant, zone))).add({ months: moved }), zone)
    .toDate()
    .getTime();
