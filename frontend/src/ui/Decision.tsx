import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Weight } from './Button';
import { Field } from './Field';
import { LastStep } from './LastStep';

interface Props {
  button: string;
  weight: Weight;
  act: { isBusy: boolean; problem: string | undefined };
  onDecide: (reason: string) => Promise<void>;
  onCancel: () => void;
}

/** The end of every change by staff: the reason, which is required, and the button. */
export function Decision({ button, weight, act, onDecide, onCancel }: Props) {
  const { t } = useTranslation('console');
  const [reason, setReason] = useState('');
  const [isMissing, setMissing] = useState(false);
  const decide = () => {
    setMissing(!reason.trim());
    if (reason.trim()) void onDecide(reason.trim());
  };
  return (
    <>
      <Field
        label={t('grant.reason')}
        value={reason}
        onChange={setReason}
        problem={isMissing ? t('grant.reasonRequired') : undefined}
      />
      <LastStep button={button} weight={weight} act={act} onDo={decide} onCancel={onCancel} />
    </>
  );
}
