import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, type Weight } from './Button';
import { Field } from './Field';
import { Notice } from './Notice';
import styles from './Decision.module.css';

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
  const { t: tell } = useTranslation();
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
      {act.problem && (
        <Notice tone="danger" isUrgent>
          {act.problem}
        </Notice>
      )}
      <div className={styles.buttons}>
        <Button weight="quiet" onPress={onCancel}>
          {tell('cancel')}
        </Button>
        <Button weight={weight} isBusy={act.isBusy} onPress={decide}>
          {button}
        </Button>
      </div>
    </>
  );
}
