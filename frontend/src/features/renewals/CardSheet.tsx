import { useTranslation } from 'react-i18next';
import { SetRenewalCardDocument } from '@/gql/graphql';
import { useLastAct } from '@/lib/graphql/act';
import { Notice } from '@/ui/Notice';
import { Sheet } from '@/ui/Sheet';
import type { KeptCard } from './AgreementCard';
import { CardPicker } from './CardPicker';

interface Props {
  agreement: string;
  cards: readonly KeptCard[];
  onClose: () => void;
}

/** Another card for the next charge; a declined one is then tried again at once. */
export function CardSheet({ agreement, cards, onClose }: Props) {
  const { t } = useTranslation();
  const { isBusy, problem, finish } = useLastAct(
    SetRenewalCardDocument,
    (answer) => answer.setRenewalCard,
    onClose,
  );
  const choose = async ({ gateway, method }: Pick<KeptCard, 'gateway' | 'method'>) =>
    finish({ input: { agreement, card: { gateway, method } } }, t('renewals.card.done'));
  return (
    <Sheet title={t('renewals.card.title')} onClose={onClose}>
      {problem && (
        <Notice tone="danger" isUrgent>
          {problem}
        </Notice>
      )}
      <CardPicker cards={cards} button={t('renewals.card.button')} isBusy={isBusy} onPick={choose} />
    </Sheet>
  );
}
