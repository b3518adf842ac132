import { useTranslation } from 'react-i18next';
import { AcceptRenewalPriceDocument, type AgreementCardFragment } from '@/gql/graphql';
import { announce } from '@/lib/announcement';
import { useAct } from '@/lib/graphql/act';
import { Button } from '@/ui/Button';
import { Notice } from '@/ui/Notice';
import { Sheet } from '@/ui/Sheet';
import styles from './Renewals.module.css';
import { useAmount } from './words';

interface Props {
  agreement: AgreementCardFragment;
  onClose: () => void;
}

/** The raised price beside the one agreed to; nothing happens unless the member accepts it. */
export function PriceSheet({ agreement, onClose }: Props) {
  const { t } = useTranslation();
  const amount = useAmount();
  const { isBusy, problem, run } = useAct(AcceptRenewalPriceDocument, (answer) => answer.acceptRenewalPrice);
  const { next } = agreement;
  if (!next) return null;
  const accept = async () => {
    const terms = {
      offer: agreement.offer.code,
      price: next.amount.amountMinor,
      currency: next.amount.currency,
      termsVersion: next.termsVersion,
    };
    if (!(await run({ input: { agreement: agreement.id, terms } }))) return;
    announce(t('renewals.price.done'));
    onClose();
  };
  return (
    <Sheet title={t('renewals.price.title')} onClose={onClose}>
      <p>{t('renewals.price.body', { old: amount(agreement.price), new: amount(next.amount) })}</p>
      {problem && (
        <Notice tone="danger" isUrgent>
          {problem}
        </Notice>
      )}
      <div className={styles.buttons}>
        <Button weight="quiet" onPress={onClose}>
          {t('cancel')}
        </Button>
        <Button weight="primary" isBusy={isBusy} onPress={() => void accept()}>
          {t('renewals.price.button')}
        </Button>
      </div>
    </Sheet>
  );
}
