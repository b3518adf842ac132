import { useTranslation } from 'react-i18next';
import { CancelRenewalDocument, type AgreementCardFragment } from '@/gql/graphql';
import { announce } from '@/lib/announcement';
import { useAct } from '@/lib/graphql/act';
import { useDates } from '@/lib/time/zone';
import { Button } from '@/ui/Button';
import { Notice } from '@/ui/Notice';
import { Sheet } from '@/ui/Sheet';
import styles from './Renewals.module.css';

interface Props {
  agreement: AgreementCardFragment;
  onClose: () => void;
}

/** Cancelling: what stays until when, and one button. */
export function CancelSheet({ agreement, onClose }: Props) {
  const { t } = useTranslation();
  const dates = useDates();
  const { isBusy, problem, run } = useAct(CancelRenewalDocument, (answer) => answer.cancelRenewal);
  const cancel = async () => {
    if (!(await run({ input: { agreement: agreement.id } }))) return;
    announce(t('renewals.cancel.done'));
    onClose();
  };
  return (
    <Sheet title={t('renewals.cancel.title')} onClose={onClose}>
      <p>
        {agreement.coveredUntil
          ? t('renewals.cancel.body', { day: dates.lastDay(agreement.coveredUntil) })
          : t('renewals.cancel.bodyPlain')}
      </p>
      {problem && (
        <Notice tone="danger" isUrgent>
          {problem}
        </Notice>
      )}
      <div className={styles.buttons}>
        <Button weight="quiet" onPress={onClose}>
          {t('renewals.cancel.keep')}
        </Button>
        <Button weight="danger" isBusy={isBusy} onPress={() => void cancel()}>
          {t('renewals.cancel.button')}
        </Button>
      </div>
    </Sheet>
  );
}
