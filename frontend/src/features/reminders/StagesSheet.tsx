import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SetReminderStagesDocument, type RemindedBenefitFragment } from '@/gql/graphql';
import { useLastAct } from '@/lib/graphql/act';
import { useLocalText } from '@/lib/i18n/localText';
import { DAY_MS } from '@/lib/time/dates';
import { useNow } from '@/lib/time/now';
import { dayStage, stageText, type DayStage } from '@/lib/time/stages';
import { useDates } from '@/lib/time/zone';
import { Choice } from '@/ui/Choice';
import { Field } from '@/ui/Field';
import { LastStep } from '@/ui/LastStep';
import { Notice } from '@/ui/Notice';
import { Sheet } from '@/ui/Sheet';
import styles from './Reminders.module.css';

const KINDS = ['usual', 'own', 'never'] as const;
type Kind = (typeof KINDS)[number];

/** The example of an end is this far ahead. */
const EXAMPLE_DAYS = 60;

interface Props {
  benefit: RemindedBenefitFragment;
  /** The benefit's own stages, if it has some. */
  own: string[] | undefined;
  usual: string[];
  hour: string;
  onClose: () => void;
}

const kindOf = (own: string[] | undefined): Kind => {
  if (!own) return 'usual';
  return own.length > 0 ? 'own' : 'never';
};

const daysOf = (stages: string[], isAfter: boolean) =>
  stages
    .map(dayStage)
    .filter((stage): stage is DayStage => stage?.isAfter === isAfter)
    .map(({ days }) => days)
    .join(', ');

/** `30, 7, 1` as stages; none where something is not a whole number of days. */
const stagesOf = (line: string, isAfter: boolean): DayStage[] | undefined => {
  const days = line.split(/[\s,，、]+/).filter(Boolean);
  if (!days.every((one) => /^[1-9]\d{0,3}$/.test(one))) return undefined;
  return days.map((one) => ({ days: Number(one), isAfter }));
};

/** Changes when members are reminded of one benefit, and shows on which days that is for one that ends soon. */
export function StagesSheet({ benefit, own, usual, hour, onClose }: Props) {
  const { t } = useTranslation('console');
  const text = useLocalText();
  const [kind, setKind] = useState(kindOf(own));
  const [before, setBefore] = useState(daysOf(own ?? usual, false));
  const [after, setAfter] = useState(daysOf(own ?? usual, true));
  const act = useLastAct(SetReminderStagesDocument, (answer) => answer.setReminderStages, onClose);
  const [earlier, later] = [stagesOf(before, false), stagesOf(after, true)];
  const shown = {
    usual: usual.map(dayStage).filter((stage) => stage !== undefined),
    own: earlier && later && [...earlier, ...later],
    never: [],
  }[kind];
  const change = async () => {
    const stages = kind === 'usual' ? null : shown?.map(stageText);
    if (stages !== undefined) {
      await act.finish({ input: { benefit: benefit.code, stages } }, t('reminders.changed'));
    }
  };
  return (
    <Sheet title={text(benefit.name)} onClose={onClose}>
      <Choice
        label={t('reminders.column.stages')}
        options={KINDS}
        chosen={kind}
        onChoose={setKind}
        nameOf={(one) => t(`reminders.kind.${one}`)}
      />
      {kind === 'own' && (
        <>
          <Days label={t('reminders.daysBefore')} days={before} onChange={setBefore} isWrong={!earlier} />
          <Days label={t('reminders.daysAfter')} days={after} onChange={setAfter} isWrong={!later} />
        </>
      )}
      <Example stages={shown ?? []} hour={hour} />
      <p className={styles.rules}>{t('reminders.replanned')}</p>
      <LastStep button={t('reminders.change')} act={act} onDo={change} onCancel={onClose} />
    </Sheet>
  );
}

interface DaysProps {
  label: string;
  days: string;
  onChange: (days: string) => void;
  isWrong: boolean;
}

function Days({ label, days, onChange, isWrong }: DaysProps) {
  const { t } = useTranslation('console');
  const problem = isWrong ? t('reminders.wrongDays') : undefined;
  return <Field label={label} value={days} onChange={onChange} problem={problem} />;
}

/** On which days a member would be reminded. */
function Example({ stages, hour }: { stages: DayStage[]; hour: string }) {
  const { t } = useTranslation('console');
  const dates = useDates();
  const end = useNow() + EXAMPLE_DAYS * DAY_MS;
  const offsets = stages
    .map(({ days, isAfter }) => (isAfter ? days : -days))
    .sort((one, other) => one - other);
  if (offsets.length === 0) return <Notice tone="warning">{t('reminders.exampleNever')}</Notice>;
  const days = offsets.map((offset) => dates.day(end + offset * DAY_MS)).join(t('reminders.and'));
  return <Notice tone="good">{t('reminders.example', { end: dates.day(end), days, hour })}</Notice>;
}
