import { useTranslation } from 'react-i18next';
import { CancelRenewalDocument, type AgreementCardFragment } from '@/gql/graphql';
import { useLastAct } from '@/lib/graphql/act';
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
  const act = useLastAct(CancelRenewalDocument, (answer) => answer.cancelRenewal, onClose);
  const cancel = () => act.finish({ input: { agreement: agreement.id } }, t('renewals.cancel.done'));
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
