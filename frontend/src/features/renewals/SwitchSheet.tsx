import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { readFragment } from '@/gql';
import {
  AlternativesDocument,
  PreviewSwitchDocument,
  RenewableOfferFragmentDoc,
  SwitchRenewalDocument,
  type AgreementCardFragment,
  type RenewableOfferFragment,
} from '@/gql/graphql';
import { useLastAct } from '@/lib/graphql/act';
import { isRefused } from '@/lib/graphql/refusal';
import { useLocalText } from '@/lib/i18n/localText';
import { useDates } from '@/lib/time/zone';
import { Choice } from '@/ui/Choice';
import { PreviewOutcome } from '@/ui/coverage/PreviewOutcome';
import { LastStep } from '@/ui/LastStep';
import { Sheet } from '@/ui/Sheet';
import { Skeleton } from '@/ui/Skeleton';
import { Introduction } from './Introduction';
import styles from './Renewals.module.css';
import { agreed, termsOf } from './terms';
import { useAmount, usePeriod } from './words';

interface Props {
  agreement: AgreementCardFragment;
  onClose: () => void;
}

/** Another offer from the end of the running period on: which, what it would change, and the consent. */
export default function SwitchSheet({ agreement, onClose }: Props) {
  const { t } = useTranslation();
  const [{ data }] = useQuery({ query: AlternativesDocument, variables: { agreement: agreement.id } });
  const offers = data?.node?.__typename === 'Agreement' ? data.node.alternatives : undefined;
  const known = readFragment(RenewableOfferFragmentDoc, offers);
  return (
    <Sheet title={t('renewals.switch.title')} onClose={onClose}>
      {known ? <Offers offers={known} agreement={agreement.id} onClose={onClose} /> : <Skeleton height={3} />}
    </Sheet>
  );
}

interface OffersProps {
  offers: readonly RenewableOfferFragment[];
  agreement: string;
  onClose: () => void;
}

function Offers({ offers, ...rest }: OffersProps) {
  const { t } = useTranslation();
  const text = useLocalText();
  const [code, setCode] = useState(offers[0]?.code ?? '');
  const named = (wanted: string) => offers.find((one) => one.code === wanted);
  const offer = named(code);
  if (!offer) return <p>{t('renewals.switch.none')}</p>;
  return (
    <>
      <Choice
        label={t('renewals.switch.label')}
        options={offers.map((one) => one.code)}
        chosen={code}
        onChoose={setCode}
        nameOf={(option) => text((named(option) ?? offer).bundle.name)}
      />
      <Consent key={code} offer={offer} {...rest} />
    </>
  );
}

interface ConsentProps {
  agreement: string;
  offer: RenewableOfferFragment;
  onClose: () => void;
}

function Consent({ agreement, offer, onClose }: ConsentProps) {
  const { t } = useTranslation();
  const text = useLocalText();
  const dates = useDates();
  const amount = useAmount();
  const period = usePeriod();
  const [{ data }] = useQuery({ query: PreviewSwitchDocument, variables: { agreement, offer: offer.code } });
  const act = useLastAct(SwitchRenewalDocument, (answer) => answer.switchRenewal, onClose);
  const outcome = data?.previewSwitch;
  const preview = termsOf(outcome);
  const agree = (termsVersion: string) =>
    act.finish(
      { input: { agreement, terms: agreed(offer, offer.price, termsVersion) } },
      t('renewals.switch.done'),
    );
  const words = {
    what: text(offer.bundle.name),
    amount: amount(offer.price),
    period: period(offer.renewalPeriod ?? ''),
  };
  return (
    <>
      <p>{t('renewals.switch.body', words)}</p>
      <Introduction left={preview?.introductoryLeft} price={offer.introductoryPrice} />
      {preview?.chargeAt && (
        <p className={styles.next}>
          {t('renewals.next', { day: dates.day(preview.chargeAt), amount: amount(preview.amount) })}
        </p>
      )}
      <PreviewOutcome outcome={preview ?? (outcome && isRefused(outcome) ? outcome : undefined)} />
      {preview && (
        <LastStep
          button={t('renewals.switch.button')}
          act={act}
          onDo={() => agree(preview.termsVersion)}
          onCancel={onClose}
        />
      )}
    </>
  );
}
