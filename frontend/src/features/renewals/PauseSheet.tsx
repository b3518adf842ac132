import { fromAbsolute, parseDate, toCalendarDate, type CalendarDate } from '@internationalized/date';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PauseRenewalDocument, type AgreementCardFragment } from '@/gql/graphql';
import { useLastAct } from '@/lib/graphql/act';
import { useNow } from '@/lib/time/now';
import { useDates } from '@/lib/time/zone';
import { Choice } from '@/ui/Choice';
import { Field } from '@/ui/Field';
import { LastStep } from '@/ui/LastStep';
import { Sheet } from '@/ui/Sheet';

const LENGTHS = ['1', '2', '3', 'date'] as const;

interface Props {
  agreement: AgreementCardFragment;
  onClose: () => void;
}

const read = (day: string): CalendarDate | undefined => {
  try {
    return parseDate(day);
  } catch {
    return undefined;
  }
};

/** A pause: until when nothing is charged, and what becomes of what is held. */
export default function PauseSheet({ agreement, onClose }: Props) {
  const { t } = useTranslation();
  const { zone } = useDates();
  const today = toCalendarDate(fromAbsolute(useNow(), zone));
  const [length, setLength] = useState<(typeof LENGTHS)[number]>('2');
  const [day, setDay] = useState(today.add({ months: 1 }).toString());
  const act = useLastAct(PauseRenewalDocument, (answer) => answer.pauseRenewal, onClose);
  const chosen = length === 'date' ? read(day) : today.add({ months: Number(length) });
  const isGood = chosen && chosen.compare(today) > 0 && chosen.compare(today.add({ years: 1 })) <= 0;
  const until = isGood ? chosen.toDate(zone).toISOString() : undefined;
  const pause = async () => {
    if (until) await act.finish({ input: { agreement: agreement.id, until } }, t('renewals.pause.done'));
  };
  return (
    <Sheet title={t('renewals.pause.title')} onClose={onClose}>
      <Choice
        label={t('renewals.pause.label')}
        options={LENGTHS}
        chosen={length}
        onChoose={setLength}
        nameOf={(one) =>
          one === 'date' ? t('renewals.pause.date') : t('renewals.pause.months', { count: Number(one) })
        }
      />
      {length === 'date' && (
        <Field
          type="date"
          label={t('renewals.pause.until')}
          value={day}
          onChange={setDay}
          problem={until ? undefined : t('renewals.pause.wrongDay')}
        />
      )}
      {until && <Consequence until={until} coveredUntil={agreement.coveredUntil} />}
      <LastStep button={t('renewals.pause.button')} act={act} onDo={pause} onCancel={onClose} />
    </Sheet>
  );
}

interface ConsequenceProps {
  until: string;
  coveredUntil: string | null | undefined;
}

/** Nothing is charged; what is paid for stays to its end, and a gap may follow. */
function Consequence({ until, coveredUntil }: ConsequenceProps) {
  const { t } = useTranslation();
  const dates = useDates();
  return (
    <>
      <p>{t('renewals.pause.body', { day: dates.day(until) })}</p>
      {coveredUntil && (
        <p>
          {t(coveredUntil < until ? 'renewals.pause.gap' : 'renewals.keeps', {
            day: dates.lastDay(coveredUntil),
          })}
        </p>
      )}
    </>
  );
}
