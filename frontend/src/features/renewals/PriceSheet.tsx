import { useTranslation } from 'react-i18next';
import { AcceptRenewalPriceDocument, type AgreementCardFragment } from '@/gql/graphql';
import { useLastAct } from '@/lib/graphql/act';
import { LastStep } from '@/ui/LastStep';
import { Sheet } from '@/ui/Sheet';
import { agreed } from './terms';
import { useAmount } from './words';

interface Props {
  agreement: AgreementCardFragment;
  onClose: () => void;
}

/** The raised price beside the one agreed to; nothing happens unless the member accepts it. */
export function PriceSheet({ agreement, onClose }: Props) {
  const { t } = useTranslation();
  const amount = useAmount();
  const act = useLastAct(AcceptRenewalPriceDocument, (answer) => answer.acceptRenewalPrice, onClose);
  const { next } = agreement;
  if (!next) return null;
  const terms = agreed(agreement.offer, next.amount, next.termsVersion);
  const accept = () => act.finish({ input: { agreement: agreement.id, terms } }, t('renewals.price.done'));
  return (
    <Sheet title={t('renewals.price.title')} onClose={onClose}>
      <p>{t('renewals.price.body', { old: amount(agreement.price), new: amount(next.amount) })}</p>
      <LastStep button={t('renewals.price.button')} act={act} onDo={accept} onCancel={onClose} />
    </Sheet>
  );
}
