import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readFragment, type FragmentType } from '@/gql';
import { RenewableOfferFragmentDoc } from '@/gql/graphql';
import { useLocalText } from '@/lib/i18n/localText';
import { Button } from '@/ui/Button';
import card from '@/ui/Card.module.css';
import type { KeptCard } from './AgreementCard';
import styles from './Renewals.module.css';
import { useAmount, usePeriod } from './words';

const EnableSheet = lazy(() => import('./EnableSheet'));

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
      <Suspense>
        {isOpen && <EnableSheet offer={offer} cards={cards} onClose={() => setOpen(false)} />}
      </Suspense>
    </article>
  );
}
