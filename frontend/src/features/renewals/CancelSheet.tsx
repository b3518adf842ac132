import { useTranslation } from 'react-i18next';
import { CancelRenewalDocument, type AgreementCardFragment } from '@/gql/graphql';
import { announce } from '@/lib/announcement';
import { useAct } from '@/lib/graphql/act';
import { useDates } from '@/lib/time/zone';
import { LastStep } from '@/ui/LastStep';
import { Sheet } from '@/ui/Sheet';

interface Props {
  agreement: AgreementCardFragment;
  onClose: () => void;
}

/** Cancelling: what stays until when, and one button. */
export function CancelSheet({ agreement, onClose }: Props) {
  const { t } = useTranslation();
  const dates = useDates();
  const act = useAct(CancelRenewalDocument, (answer) => answer.cancelRenewal);
  const cancel = async () => {
    if (!(await act.run({ input: { agreement: agreement.id } }))) return;
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
      <LastStep
        button={t('renewals.cancel.button')}
        weight="danger"
        act={act}
        onDo={cancel}
        onCancel={onClose}
        cancel={t('renewals.cancel.keep')}
      />
    </Sheet>
  );
}
