import type { Language } from '@/lib/preferences';

export const DAY_MS = 86_400_000;

/** British order in English ("27 Feb 2027"): unambiguous for everyone who reads English. */
const LOCALES: Record<Language, string> = { 'zh-CN': 'zh-CN', en: 'en-GB' };

/** Instants in words: in one language and one zone. Instants are ISO strings or milliseconds. */
export interface Dates {
  zone: string;
  /** 27 Feb 2027 */
  day(instant: string | number): string;
  /** 27 Feb 2027, 18:00 */
  moment(instant: string | number): string;
  /** 18:00 */
  time(instant: string | number): string;
  /** The last day on which something that ends at the instant can be used: an end at midnight belongs to the day before. */
  lastDay(end: string | number): string;
  /** The same without the year while it is this year's. */
  lastDayShort(end: string | number, now: number): string;
  /** Nights between now and the last day: 0 means it ends today. Negative when it is over. */
  daysLeft(end: string | number, now: number): number;
  /** Feb — or the year's name in January */
  month(instant: number): string;
  number(value: number): string;
}

const milliseconds = (instant: string | number) =>
  typeof instant === 'number' ? instant : Date.parse(instant);

export function makeDates(language: Language, zone: string): Dates {
  const locale = LOCALES[language];
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { timeZone: zone, ...options });
  const month = language === 'en' ? 'short' : 'long';
  const day = format({ day: 'numeric', month, year: 'numeric' });
  const moment = format({
    day: 'numeric',
    month,
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const time = format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const shortDay = format({ day: 'numeric', month });
  const months = format({ month: 'short' });
  const years = format({ year: 'numeric' });
  const calendar = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  const dayNumber = (instant: number) => Date.parse(calendar.format(instant)) / DAY_MS;
  const numbers = new Intl.NumberFormat(locale);
  return {
    zone,
    day: (instant) => day.format(milliseconds(instant)),
    moment: (instant) => moment.format(milliseconds(instant)),
    time: (instant) => time.format(milliseconds(instant)),
    lastDay: (end) => day.format(milliseconds(end) - 1),
    lastDayShort: (end, now) => {
      const last = milliseconds(end) - 1;
      return (years.format(last) === years.format(now) ? shortDay : day).format(last);
    },
    daysLeft: (end, now) => dayNumber(milliseconds(end) - 1) - dayNumber(now),
    month: (instant) => {
      const name = months.format(instant);
      return calendar.format(instant).slice(5, 7) === '01' ? years.format(instant) : name;
    },
    number: (value) => numbers.format(value),
  };
}
