import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readFragment, type FragmentType } from '@/gql';
import { AgreementCardFragmentDoc, type AgreementCardFragment, type MyRenewalsQuery } from '@/gql/graphql';
import { useLocalText } from '@/lib/i18n/localText';
import { useDates } from '@/lib/time/zone';
import { Button } from '@/ui/Button';
import card from '@/ui/Card.module.css';
import { Notice } from '@/ui/Notice';
import { CancelSheet } from './CancelSheet';
import { CardSheet } from './CardSheet';
import { History } from './History';
import { Introduction } from './Introduction';
import { PauseButton } from './PauseButton';
import { PriceSheet } from './PriceSheet';
import styles from './Renewals.module.css';
import { useAmount, usePeriod } from './words';

const PauseSheet = lazy(() => import('./PauseSheet'));
const SwitchSheet = lazy(() => import('./SwitchSheet'));

export type KeptCard = NonNullable<MyRenewalsQuery['viewer']['member']>['cards'][number];

interface Props {
  agreement: FragmentType<typeof AgreementCardFragmentDoc>;
  cards: readonly KeptCard[];
}

type Open = 'cancel' | 'card' | 'pause' | 'price' | 'switch';

/** One agreement: the terms in plain words, the next charge, what was charged, and the way out. */
export function AgreementCard({ agreement: given, cards }: Props) {
  const agreement = readFragment(AgreementCardFragmentDoc, given);
  const { t } = useTranslation();
  const text = useLocalText();
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  return (
    <article className={card.card}>
      <header className={card.head}>
        <h3 className={card.name}>
          <bdi>{text(agreement.offer.bundle.name)}</bdi>
        </h3>
        <span className={card.soft}>{t(`renewals.state.${agreement.state}`)}</span>
      </header>
      <Standing agreement={agreement} />
      {agreement.isLive && (
        <div className={styles.buttons}>
          {agreement.next?.needsConsent && (
            <Button weight="primary" onPress={() => setOpen('price')}>
              {t('renewals.price.open')}
            </Button>
          )}
          <Button onPress={() => setOpen('card')}>{t('renewals.card.open')}</Button>
          <Button onPress={() => setOpen('switch')}>{t('renewals.switch.open')}</Button>
          <PauseButton agreement={agreement} onPause={() => setOpen('pause')} />
          <Button weight="quiet" onPress={() => setOpen('cancel')}>
            {t('renewals.cancel.open')}
          </Button>
        </div>
      )}
      <History renewals={agreement.renewals} />
      <Suspense>
        {open === 'switch' && <SwitchSheet agreement={agreement} onClose={close} />}
        {open === 'pause' && <PauseSheet agreement={agreement} onClose={close} />}
      </Suspense>
      {open === 'cancel' && <CancelSheet agreement={agreement} onClose={close} />}
      {open === 'card' && <CardSheet agreement={agreement.id} cards={cards} onClose={close} />}
      {open === 'price' && <PriceSheet agreement={agreement} onClose={close} />}
    </article>
  );
}

function Standing({ agreement }: { agreement: AgreementCardFragment }) {
  const { t } = useTranslation();
  const amount = useAmount();
  const period = usePeriod();
  const { price } = agreement;
  if (!agreement.isLive) return <Over agreement={agreement} />;
  return (
    <>
      <p className={card.soft}>
        {t('renewals.terms', {
          amount: amount(price),
          period: period(agreement.period),
          last4: agreement.card?.last4 ?? '••••',
        })}
      </p>
      <Introduction left={agreement.next?.introductoryLeft} price={agreement.introductoryPrice} />
      <Switched agreement={agreement} />
      <Trouble agreement={agreement} />
      <NextCharge next={agreement.next} />
    </>
  );
}

function Switched({ agreement: { offer, heldOffer } }: { agreement: AgreementCardFragment }) {
  const { t } = useTranslation();
  const text = useLocalText();
  if (offer.id === heldOffer.id) return null;
  return <Notice tone="calm">{t('renewals.switch.announced', { what: text(offer.bundle.name) })}</Notice>;
}

function Trouble({ agreement: { state, renewals, pausedUntil } }: { agreement: AgreementCardFragment }) {
  const { t } = useTranslation();
  const dates = useDates();
  if (pausedUntil)
    return <Notice tone="calm">{t('renewals.pausedUntil', { day: dates.day(pausedUntil) })}</Notice>;
  if (state !== 'PAST_DUE') return null;
  const retryAt = renewals[0]?.retryAt;
  return (
    <Notice tone="warning">
      {retryAt ? t('renewals.retry', { day: dates.day(retryAt) }) : t('renewals.noRetry')}
    </Notice>
  );
}

function NextCharge({ next }: { next: AgreementCardFragment['next'] }) {
  const { t } = useTranslation();
  const dates = useDates();
  const amount = useAmount();
  if (!next) return null;
  if (next.needsConsent)
    return <Notice tone="warning">{t('renewals.price.raised', { amount: amount(next.amount) })}</Notice>;
  if (!next.chargeAt) return null;
  return (
    <p className={styles.next}>
      {t('renewals.next', { day: dates.day(next.chargeAt), amount: amount(next.amount) })}
    </p>
  );
}

function Over({ agreement: { endedBecause, endedAt, coveredUntil } }: { agreement: AgreementCardFragment }) {
  const { t } = useTranslation();
  const dates = useDates();
  return (
    <p>
      {endedBecause && endedAt && t(`renewals.because.${endedBecause}`, { day: dates.day(endedAt) })}{' '}
      {coveredUntil && t('renewals.keeps', { day: dates.lastDay(coveredUntil) })}
    </p>
  );
}
