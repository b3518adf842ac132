import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { EnableRenewalDocument, PreviewRenewalDocument, type RenewableOfferFragment } from '@/gql/graphql';
import { useLastAct } from '@/lib/graphql/act';
import { isRefused } from '@/lib/graphql/refusal';
import { useLocalText } from '@/lib/i18n/localText';
import { newIdempotencyKey } from '@/lib/idempotency';
import { useDates } from '@/lib/time/zone';
import card from '@/ui/Card.module.css';
import { PreviewOutcome } from '@/ui/coverage/PreviewOutcome';
import { Notice } from '@/ui/Notice';
import { Sheet } from '@/ui/Sheet';
import type { KeptCard } from './AgreementCard';
import { CardPicker } from './CardPicker';
import { Introduction } from './Introduction';
import styles from './Renewals.module.css';
import { agreed, termsOf } from './terms';
import { useAmount, usePeriod } from './words';

interface Props {
  offer: RenewableOfferFragment;
  cards: readonly KeptCard[];
  onClose: () => void;
}

/** The terms in plain words, the first charge and what it changes, the card, and the consent. */
export default function EnableSheet({ offer, cards, onClose }: Props) {
  const { t } = useTranslation();
  const text = useLocalText();
  const dates = useDates();
  const amount = useAmount();
  const period = usePeriod();
  const [idempotencyKey] = useState(newIdempotencyKey);
  const [{ data }] = useQuery({ query: PreviewRenewalDocument, variables: { offer: offer.code } });
  const { isBusy, problem, finish } = useLastAct(
    EnableRenewalDocument,
    (answer) => answer.enableRenewal,
    onClose,
  );
  const outcome = data?.previewRenewal;
  const preview = termsOf(outcome);
  const enable = async ({ gateway, method }: Pick<KeptCard, 'gateway' | 'method'>) => {
    if (!preview) return;
    const terms = agreed(offer, offer.price, preview.termsVersion);
    await finish({ input: { terms, card: { gateway, method }, idempotencyKey } }, t('renewals.enable.done'));
  };
  const words = { amount: amount(offer.price), period: period(offer.renewalPeriod ?? '') };
  return (
    <Sheet title={t('renewals.enable.title', { what: text(offer.bundle.name) })} onClose={onClose}>
      <p>{t('renewals.enable.terms', words)}</p>
      <Introduction left={preview?.introductoryLeft} price={offer.introductoryPrice} />
      {preview?.chargeAt && (
        <p className={styles.next}>
          {t('renewals.next', { day: dates.day(preview.chargeAt), amount: amount(preview.amount) })}
        </p>
      )}
      <PreviewOutcome outcome={preview ?? (outcome && isRefused(outcome) ? outcome : undefined)} />
      <p className={card.soft}>{t('renewals.promise')}</p>
      {problem && (
        <Notice tone="danger" isUrgent>
          {problem}
        </Notice>
      )}
      <CardPicker cards={cards} button={t('renewals.enable.button')} isBusy={isBusy} onPick={enable} />
    </Sheet>
  );
}
