import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { readFragment, type FragmentType } from '@/gql';
import {
  EnableRenewalDocument,
  PreviewRenewalDocument,
  RenewableOfferFragmentDoc,
  type RenewableOfferFragment,
} from '@/gql/graphql';
import { useLastAct } from '@/lib/graphql/act';
import { useLocalText } from '@/lib/i18n/localText';
import { newIdempotencyKey } from '@/lib/idempotency';
import { useDates } from '@/lib/time/zone';
import { Button } from '@/ui/Button';
import card from '@/ui/Card.module.css';
import { Notice } from '@/ui/Notice';
import { Sheet } from '@/ui/Sheet';
import type { KeptCard } from './AgreementCard';
import { CardPicker } from './CardPicker';
import styles from './Renewals.module.css';
import { agreed, termsOf } from './terms';
import { useAmount, usePeriod } from './words';

interface Props {
  offer: FragmentType<typeof RenewableOfferFragmentDoc>;
  cards: readonly KeptCard[];
}

/** An offer that could renew by itself, off until the member turns it on. */
export function OfferSwitch({ offer: given, cards }: Props) {
  const offer = readFragment(RenewableOfferFragmentDoc, given);
  const { t } = useTranslation();
  const text = useLocalText();
  const amount = useAmount();
  const period = usePeriod();
  const [isOpen, setOpen] = useState(false);
  return (
    <article className={card.card}>
      <header className={card.head}>
        <h3 className={card.name}>
          <bdi>{text(offer.bundle.name)}</bdi>
        </h3>
        <span className={card.soft}>{t('renewals.off')}</span>
      </header>
      <p className={card.soft}>
        {t('renewals.each', { amount: amount(offer.price), period: period(offer.renewalPeriod ?? '') })}
      </p>
      <div className={styles.buttons}>
        <Button onPress={() => setOpen(true)}>{t('renewals.enable.open')}</Button>
      </div>
      {isOpen && <EnableSheet offer={offer} cards={cards} onClose={() => setOpen(false)} />}
    </article>
  );
}

interface SheetProps {
  offer: RenewableOfferFragment;
  cards: readonly KeptCard[];
  onClose: () => void;
}

/** The terms in plain words, the first charge, the card, and the consent. */
function EnableSheet({ offer, cards, onClose }: SheetProps) {
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
  const preview = termsOf(data?.previewRenewal);
  const enable = async ({ gateway, method }: Pick<KeptCard, 'gateway' | 'method'>) => {
    if (!preview) return;
    const terms = agreed(offer, offer.price, preview.termsVersion);
    await finish({ input: { terms, card: { gateway, method }, idempotencyKey } }, t('renewals.enable.done'));
  };
  const words = { amount: amount(offer.price), period: period(offer.renewalPeriod ?? '') };
  return (
    <Sheet title={t('renewals.enable.title', { what: text(offer.bundle.name) })} onClose={onClose}>
      <p>{t('renewals.enable.terms', words)}</p>
      {preview?.chargeAt && (
        <p className={styles.next}>
          {t('renewals.next', { day: dates.day(preview.chargeAt), amount: amount(preview.amount) })}
        </p>
      )}
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
