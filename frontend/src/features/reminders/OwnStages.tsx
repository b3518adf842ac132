import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readSpan } from '@/lib/time/span';
import { useStage } from '@/lib/time/useStage';
import { Button } from '@/ui/Button';
import { Field } from '@/ui/Field';
import { Picker } from '@/ui/Picker';
import styles from './Reminders.module.css';

const SIDES = ['before', 'after'] as const;
const MOST_DAYS = 731;

/** About how many days after the end; before it, less than none. */
const daysOf = (stage: string) => {
  const span = readSpan(stage.slice(1));
  const days = span ? Number(span.count) * DAYS[span.unit] : 0;
  return stage.startsWith('-') ? -days : days;
};
const DAYS = { H: 1 / 24, D: 1, M: 30, Y: 365 };

interface Props {
  stages: string[];
  onChange: (stages: string[]) => void;
}

/** The stages of one benefit: each can be taken out, and others put in by the day. */
export function OwnStages({ stages, onChange }: Props) {
  const { t } = useTranslation('console');
  const stage = useStage();
  return (
    <>
      {stages.length === 0 && <p>{t('reminders.stages.none')}</p>}
      <ul className={styles.stages} aria-label={t('reminders.stages.chosen')}>
        {stages.map((one) => (
          <li key={one}>
            <Button
              onPress={() => onChange(stages.filter((other) => other !== one))}
              aria-label={t('reminders.stages.remove', { stage: stage(one) })}
            >
              {stage(one)} ×
            </Button>
          </li>
        ))}
      </ul>
      <Adding
        stages={stages}
        onAdd={(one) => onChange([...stages, one].sort((a, b) => daysOf(a) - daysOf(b)))}
      />
    </>
  );
}

function Adding({ stages, onAdd }: { stages: string[]; onAdd: (stage: string) => void }) {
  const { t } = useTranslation('console');
  const [days, setDays] = useState('');
  const [side, setSide] = useState<(typeof SIDES)[number]>('before');
  const [problem, setProblem] = useState<'badDays' | 'twice'>();
  const add = () => {
    const stage = `${side === 'before' ? '-' : '+'}P${Number(days)}D`;
    const isGood = /^\d+$/.test(days) && Number(days) >= 1 && Number(days) <= MOST_DAYS;
    const found = isGood ? stages.includes(stage) && 'twice' : 'badDays';
    setProblem(found || undefined);
    if (found) return;
    onAdd(stage);
    setDays('');
  };
  return (
    <form
      className={styles.adding}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <Field
        type="number"
        label={t('reminders.stages.days')}
        value={days}
        onChange={setDays}
        problem={problem && t(`reminders.stages.${problem}`)}
      />
      <Picker
        label={t('reminders.stages.side')}
        options={SIDES.map((key) => ({ key, name: t(`reminders.stages.sideName.${key}`) }))}
        chosen={side}
        onChoose={setSide}
      />
      <Button type="submit">{t('reminders.stages.add')}</Button>
    </form>
  );
}
