import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import {
  AlternativesDocument,
  PreviewSwitchDocument,
  SwitchRenewalDocument,
  type AgreementCardFragment,
  type AlternativesQuery,
} from '@/gql/graphql';
import { announce } from '@/lib/announcement';
import { useAct } from '@/lib/graphql/act';
import { useLocalText } from '@/lib/i18n/localText';
import { useDates } from '@/lib/time/zone';
import { Choice } from '@/ui/Choice';
import { PreviewOutcome } from '@/ui/coverage/PreviewOutcome';
import { LastStep } from '@/ui/LastStep';
import { Sheet } from '@/ui/Sheet';
import { Skeleton } from '@/ui/Skeleton';
import styles from './Renewals.module.css';
import { useAmount, usePeriod } from './words';

type Alternative = Extract<
  NonNullable<AlternativesQuery['node']>,
  { __typename: 'Agreement' }
>['alternatives'][number];

interface Props {
  agreement: AgreementCardFragment;
  onClose: () => void;
}

/** Another offer from the end of the running period on: which, what it would change, and the consent. */
export default function SwitchSheet({ agreement, onClose }: Props) {
  const { t } = useTranslation();
  const [{ data }] = useQuery({ query: AlternativesDocument, variables: { agreement: agreement.id } });
  const offers = data?.node?.__typename === 'Agreement' ? data.node.alternatives : undefined;
  return (
    <Sheet title={t('renewals.switch.title')} onClose={onClose}>
      {offers ? (
        <Offers offers={offers} agreement={agreement.id} onClose={onClose} />
      ) : (
        <Skeleton height={3} />
      )}
    </Sheet>
  );
}

interface OffersProps {
  offers: readonly Alternative[];
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
  offer: Alternative;
  onClose: () => void;
}

function Consent({ agreement, offer, onClose }: ConsentProps) {
  const { t } = useTranslation();
  const text = useLocalText();
  const dates = useDates();
  const amount = useAmount();
  const period = usePeriod();
  const [{ data }] = useQuery({ query: PreviewSwitchDocument, variables: { agreement, offer: offer.code } });
  const act = useAct(SwitchRenewalDocument, (answer) => answer.switchRenewal);
  const outcome = data?.previewSwitch;
  const preview = outcome?.__typename === 'RenewalPreview' ? outcome : undefined;
  const agree = async (termsVersion: string) => {
    const { amountMinor: price, currency } = offer.price;
    if (
      !(await act.run({ input: { agreement, terms: { offer: offer.code, price, currency, termsVersion } } }))
    )
      return;
    announce(t('renewals.switch.done'));
    onClose();
  };
  const words = {
    what: text(offer.bundle.name),
    amount: amount(offer.price),
    period: period(offer.renewalPeriod ?? ''),
  };
  return (
    <>
      <p>{t('renewals.switch.body', words)}</p>
      {preview?.chargeAt && (
        <p className={styles.next}>
          {t('renewals.next', { day: dates.day(preview.chargeAt), amount: amount(preview.amount) })}
        </p>
      )}
      <PreviewOutcome outcome={outcome} />
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
