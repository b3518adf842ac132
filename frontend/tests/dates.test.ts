import { expect, test } from 'vitest';
import { makeDates } from '@/lib/time/dates';
import { monthStarts } from '@/lib/time/months';

const shanghai = makeDates('en', 'Asia/Shanghai');
const at = (instant: string) => Date.parse(instant);

test('what ends at midnight was last good on the day before', () => {
  expect(shanghai.lastDay('2027-02-27T16:00:00Z')).toBe('27 Feb 2027');
  expect(shanghai.lastDay('2027-02-27T16:00:01Z')).toBe('28 Feb 2027');
});

test('days left are counted on the member’s calendar, not in hours', () => {
  expect(shanghai.daysLeft('2027-02-27T10:00:00Z', at('2027-02-20T15:59:00Z'))).toBe(7);
  expect(shanghai.daysLeft('2027-02-27T10:00:00Z', at('2027-02-20T16:00:00Z'))).toBe(6);
  expect(shanghai.daysLeft('2027-02-27T10:00:00Z', at('2027-02-27T01:00:00Z'))).toBe(0);
});

test('Chinese dates read as Chinese dates', () => {
  expect(makeDates('zh-CN', 'Asia/Shanghai').lastDay('2027-02-27T10:00:00Z')).toBe('2027年2月27日');
});

test('this year’s dates need no year', () => {
  expect(shanghai.lastDayShort('2027-02-27T10:00:00Z', at('2027-01-01T00:00:00Z'))).toBe('27 Feb');
  expect(shanghai.lastDayShort('2027-02-27T10:00:00Z', at('2026-12-30T00:00:00Z'))).toBe('27 Feb 2027');
});

test('months begin at midnight of the member’s zone, also where the clocks change', () => {
  const starts = monthStarts(at('2026-03-15T00:00:00Z'), at('2026-06-01T00:00:00Z'), 'Europe/London');
  expect(starts.map((start) => new Date(start).toISOString())).toEqual([
    '2026-03-31T23:00:00.000Z',
    '2026-04-30T23:00:00.000Z',
    '2026-05-31T23:00:00.000Z',
  ]);
});
