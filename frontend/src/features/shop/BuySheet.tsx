import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { QuoteCartDocument, type QuoteCartQuery, type ShopBundleFragment } from '@/gql/graphql';
import { useLocalText } from '@/lib/i18n/localText';
import { formatMoney } from '@/lib/money';
import { language } from '@/lib/preferences';
import { useStore } from '@/lib/store';
import { Button } from '@/ui/Button';
import { Choice } from '@/ui/Choice';
import { PreviewOutcome } from '@/ui/coverage/PreviewOutcome';
import { Sheet } from '@/ui/Sheet';
import { Checkout } from './Checkout';
import { offersFor, type ShopOffer } from './offers';
import { OptionPicker } from './OptionPicker';
import styles from './Shop.module.css';

/** What was picked in each choice group, by the group's path. */
type Picks = Record<string, string[]>;

export interface Agreed {
  offer: ShopOffer;
  picks: Picks;
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
function useQuote(offer: ShopOffer | undefined, picks: Picks) {
  const [{ data, fetching }] = useQuery({
    query: QuoteCartDocument,
    variables: { cart: { lines: [{ offer: offer?.code ?? '', choices: picks }] } },
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
  const outcome = useQuote(offer, picks);
  return (
    <>
      <Prices offers={offers} chosen={offer} onChoose={setOffer} />
      {outcome?.__typename === 'ChoiceMissing' ? (
        <OptionPicker
          key={outcome.choice}
          bundle={bundle}
          {...outcome}
          onPick={(options) => setPicks({ ...picks, [outcome.choice]: options })}
        />
      ) : (
        <PreviewOutcome outcome={outcome} />
      )}
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
          <BuyButton quote={outcome} onBuy={() => onAgree({ offer, picks, quote: outcome })} />
        )}
      </div>
    </>
  );
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

interface PricesProps {
  offers: ShopOffer[];
  chosen: ShopOffer | undefined;
  onChoose: (offer: ShopOffer) => void;
}

/** The prices in their currencies, and for once or for every period. */
function Prices({ offers, chosen, onChoose }: PricesProps) {
  const { t } = useTranslation();
  const spoken = useStore(language);
  if (!chosen || offers.length < 2) return null;
  const offerOf = (code: string) => offers.find((one) => one.code === code) ?? chosen;
  return (
    <Choice
      label={t('shop.price')}
      options={offers.map((one) => one.code)}
      chosen={chosen.code}
      onChoose={(code) => onChoose(offerOf(code))}
      nameOf={(code) => formatMoney(offerOf(code).price, spoken)}
    />
  );
}
