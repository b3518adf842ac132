import { useTranslation } from 'react-i18next';
import { AcceptRenewalPriceDocument, type AgreementCardFragment } from '@/gql/graphql';
import { announce } from '@/lib/announcement';
import { useAct } from '@/lib/graphql/act';
import { LastStep } from '@/ui/LastStep';
import { Sheet } from '@/ui/Sheet';
import { useAmount } from './words';

interface Props {
  agreement: AgreementCardFragment;
  onClose: () => void;
}

/** The raised price beside the one agreed to; nothing happens unless the member accepts it. */
export function PriceSheet({ agreement, onClose }: Props) {
  const { t } = useTranslation();
  const amount = useAmount();
  const act = useAct(AcceptRenewalPriceDocument, (answer) => answer.acceptRenewalPrice);
  const { next } = agreement;
  if (!next) return null;
  const accept = async () => {
    const terms = {
      offer: agreement.offer.code,
      price: next.amount.amountMinor,
      currency: next.amount.currency,
      termsVersion: next.termsVersion,
    };
    if (!(await act.run({ input: { agreement: agreement.id, terms } }))) return;
    announce(t('renewals.price.done'));
    onClose();
  };
  return (
    <Sheet title={t('renewals.price.title')} onClose={onClose}>
      <p>{t('renewals.price.body', { old: amount(agreement.price), new: amount(next.amount) })}</p>
      <LastStep button={t('renewals.price.button')} act={act} onDo={accept} onCancel={onClose} />
    </Sheet>
  );
}
