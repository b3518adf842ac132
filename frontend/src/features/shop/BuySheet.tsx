import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { QuoteCartDocument, type QuoteCartQuery, type ShopBundleFragment } from '@/gql/graphql';
import { useLocalText } from '@/lib/i18n/localText';
import { formatMoney } from '@/lib/money';
import { language } from '@/lib/preferences';
import { useStore } from '@/lib/store';
import { Button } from '@/ui/Button';
import { PreviewOutcome } from '@/ui/coverage/PreviewOutcome';
import { Sheet } from '@/ui/Sheet';
import { Checkout } from './Checkout';
import { CouponField, Saving, Unwanted } from './Coupon';
import { offersFor, type ShopOffer } from './offers';
import { OptionPicker } from './OptionPicker';
import { Prices } from './Prices';
import styles from './Shop.module.css';

/** What was picked in each choice group, by the group's path. */
type Picks = Record<string, string[]>;

export interface Agreed {
  offer: ShopOffer;
  picks: Picks;
  coupon: string;
  quote: Extract<QuoteCartQuery['quote'], { __typename: 'Quote' }>;
}

interface Props {
  bundle: ShopBundleFragment;
  onClose: () => void;
}

/** One purchase: the picks, what it costs and would change, then the card. */
export default function BuySheet({ bundle, onClose }: Props) {
  const text = useLocalText();
  const [agreed, setAgreed] = useState<Agreed>();
  return (
    <Sheet title={<bdi>{text(bundle.name)}</bdi>} onClose={onClose}>
      {agreed ? (
        <Checkout agreed={agreed} onBack={() => setAgreed(undefined)} />
      ) : (
        <Configuration bundle={bundle} onAgree={setAgreed} onClose={onClose} />
      )}
    </Sheet>
  );
}

/** What it costs and changes; undefined while that is worked out. */
function useQuote(offer: ShopOffer | undefined, picks: Picks, coupon: string) {
  const [{ data, fetching }] = useQuery({
    query: QuoteCartDocument,
    variables: { cart: { lines: [{ offer: offer?.code ?? '', choices: picks }], coupon } },
    requestPolicy: 'network-only',
  });
  return fetching ? undefined : data?.quote;
}

type ConfigurationProps = Props & { onAgree: (agreed: Agreed) => void };

function Configuration({ bundle, onAgree, onClose }: ConfigurationProps) {
  const { t } = useTranslation();
  const offers = offersFor(bundle);
  const [offer, setOffer] = useState(offers[0]);
  const [picks, setPicks] = useState<Picks>({});
  const [coupon, setCoupon] = useState('');
  const outcome = useQuote(offer, picks, coupon);
  return (
    <>
      <Prices offers={offers} chosen={offer} onChoose={setOffer} />
      <CouponField onUse={setCoupon} />
      <Told outcome={outcome} bundle={bundle} onPick={(picked) => setPicks({ ...picks, ...picked })} />
      <div className={styles.buttons}>
        {Object.keys(picks).length > 0 && (
          <Button weight="quiet" onPress={() => setPicks({})}>
            {t('shop.pickAgain')}
          </Button>
        )}
        <Button weight="quiet" onPress={onClose}>
          {t('cancel')}
        </Button>
        {offer && outcome?.__typename === 'Quote' && (
          <BuyButton quote={outcome} onBuy={() => onAgree({ offer, picks, coupon, quote: outcome })} />
        )}
      </div>
    </>
  );
}

interface ToldProps {
  outcome: QuoteCartQuery['quote'] | undefined;
  bundle: ShopBundleFragment;
  onPick: (picks: Picks) => void;
}

/** What the quote comes to: what would change, or what is still to be said. */
function Told({ outcome, bundle, onPick }: ToldProps) {
  switch (outcome?.__typename) {
    case 'ChoiceMissing':
      return (
        <OptionPicker
          key={outcome.choice}
          bundle={bundle}
          {...outcome}
          onPick={(options) => onPick({ [outcome.choice]: options })}
        />
      );
    case 'CouponNotValid':
      return <Unwanted why={outcome.why} />;
    case 'Quote':
      return (
        <>
          <Saving quote={outcome} />
          <PreviewOutcome outcome={outcome} />
        </>
      );
    default:
      return <PreviewOutcome outcome={outcome} />;
  }
}

function BuyButton({ quote, onBuy }: { quote: Agreed['quote']; onBuy: () => void }) {
  const { t } = useTranslation();
  const spoken = useStore(language);
  return (
    <Button weight="primary" onPress={onBuy}>
      {t('shop.buy', { price: formatMoney(quote.total, spoken) })}
    </Button>
  );
}
