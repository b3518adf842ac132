import { parseAbsolute, parseDateTime, toCalendarDateTime, toZoned } from '@internationalized/date';
import { useDates } from '@/lib/time/zone';
import { Field } from '@/ui/Field';
import { useMistake } from './draft';
import type { Part } from './part';

const MINUTES = 16;

const asWallTime = (instant: string | undefined, zone: string) =>
  instant ? toCalendarDateTime(parseAbsolute(instant, zone)).toString().slice(0, MINUTES) : '';

const asInstant = (wallTime: string, zone: string) =>
  wallTime ? toZoned(parseDateTime(wallTime), zone).toAbsoluteString() : undefined;

/** An instant, given on the viewer's clock. */
export function Moment({ label, part }: { label: string; part: Part<string | undefined> }) {
  const { zone } = useDates();
  return (
    <Field
      type="datetime-local"
      label={`${label} (${zone})`}
      value={asWallTime(part.value, zone)}
      problem={useMistake(part.path)}
      onChange={(wallTime) => part.put(asInstant(wallTime, zone))}
    />
  );
}
