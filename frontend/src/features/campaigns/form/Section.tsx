import type { ReactNode } from 'react';
import { Fold } from '@/ui/Fold';
import { Notice } from '@/ui/Notice';
import { Tick } from '@/ui/Tick';
import { useMistake } from './draft';
import styles from './Form.module.css';
import type { Part } from './part';

interface Props {
  title: string;
  /** The part of the plan it is about: a mistake of the whole part is told at its head. */
  path?: string;
  hint?: string | undefined;
  tools?: ReactNode;
  children: ReactNode;
}

/** Fields that belong together, with what they mean. */
export function Section({ title, path = '', hint, tools, children }: Props) {
  const problem = useMistake(path || '-');
  return (
    <section className={styles.part} aria-label={title}>
      <header className={styles.head}>
        <h2>{title}</h2>
        {tools}
      </header>
      {hint && <p className={styles.hint}>{hint}</p>}
      {problem && <Notice tone="danger">{problem}</Notice>}
      {children}
    </section>
  );
}

interface SeveralProps<Option extends string> {
  label: string;
  part: Part<Option[]>;
  options: readonly { key: Option; name: string }[];
}

/** Some of a few, each with a box. */
export function Several<Option extends string>({ label, part, options }: SeveralProps<Option>) {
  const problem = useMistake(part.path);
  const shown = [
    ...options,
    ...part.value
      .filter((key) => !options.some((option) => option.key === key))
      .map((key) => ({ key, name: key })),
  ];
  return (
    <div role="group" aria-label={label}>
      <p className={styles.caption}>{label}</p>
      <div className={styles.ticks}>
        {shown.map(({ key, name }) => (
          <Tick
            key={key}
            isOn={part.value.includes(key)}
            onChange={(isOn) =>
              part.put(isOn ? [...part.value, key] : part.value.filter((other) => other !== key))
            }
          >
            {name}
          </Tick>
        ))}
      </div>
      {problem && <Notice tone="danger">{problem}</Notice>}
    </div>
  );
}

/** The same where there are many: folded up until some are chosen. */
export function SeveralOfMany<Option extends string>(props: SeveralProps<Option>) {
  return (
    <Fold title={props.label} isOpen={props.part.value.length > 0}>
      <Several {...props} />
    </Fold>
  );
}

/** What stood in the way of what was just asked. */
export function Problem({ problem }: { problem: string | undefined }) {
  if (!problem) return null;
  return (
    <Notice tone="danger" isUrgent>
      {problem}
    </Notice>
  );
}
