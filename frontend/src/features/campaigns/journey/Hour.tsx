import { Field } from '@/ui/Field';
import { useMistake } from '../form/draft';
import type { Part } from '../form/part';

const MINUTES = 5;

/** A time of day, on the member's own clock. */
export function Hour({ label, part }: { label: string; part: Part<string> }) {
  return (
    <Field
      type="time"
      label={label}
      value={part.value.slice(0, MINUTES)}
      problem={useMistake(part.path)}
      onChange={(time) => time && part.put(`${time}:00`)}
    />
  );
}
