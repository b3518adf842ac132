import { useTranslation } from 'react-i18next';
import { formatMoney } from '@/lib/money';
import { language } from '@/lib/preferences';
import { useStore } from '@/lib/store';
import { Choice } from '@/ui/Choice';
import type { ShopOffer } from './offers';

interface PricesProps {
  offers: ShopOffer[];
  chosen: ShopOffer | undefined;
  onChoose: (offer: ShopOffer) => void;
}

/** The prices in their currencies, and for once or for every period. */
export function Prices({ offers, chosen, onChoose }: PricesProps) {
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
