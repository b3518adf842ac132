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
import { announce } from '@/lib/announcement';
import { useAct } from '@/lib/graphql/act';
import { useLocalText } from '@/lib/i18n/localText';
import { newIdempotencyKey } from '@/lib/idempotency';
import { useDates } from '@/lib/time/zone';
import { Button } from '@/ui/Button';
import { Notice } from '@/ui/Notice';
import { Sheet } from '@/ui/Sheet';
import type { KeptCard } from './AgreementCard';
import { CardPicker } from './CardPicker';
import styles from './Renewals.module.css';
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
    <article className={styles.card}>
      <header className={styles.head}>
        <h3 className={styles.name}>
          <bdi>{text(offer.bundle.name)}</bdi>
        </h3>
        <span className={styles.soft}>{t('renewals.off')}</span>
      </header>
      <p className={styles.soft}>
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
  const { isBusy, problem, run } = useAct(EnableRenewalDocument, (answer) => answer.enableRenewal);
  const preview = data?.previewRenewal.__typename === 'RenewalPreview' ? data.previewRenewal : undefined;
  const enable = async ({ gateway, method }: Pick<KeptCard, 'gateway' | 'method'>) => {
    if (!preview) return;
    const terms = {
      offer: offer.code,
      price: offer.price.amountMinor,
      currency: offer.price.currency,
      termsVersion: preview.termsVersion,
    };
    if (!(await run({ input: { terms, card: { gateway, method }, idempotencyKey } }))) return;
    announce(t('renewals.enable.done'));
    onClose();
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
      <p className={styles.soft}>{t('renewals.promise')}</p>
      {problem && (
        <Notice tone="danger" isUrgent>
          {problem}
        </Notice>
      )}
      <CardPicker cards={cards} button={t('renewals.enable.button')} isBusy={isBusy} onPick={enable} />
    </Sheet>
  );
}
