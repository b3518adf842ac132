import { useTranslation } from 'react-i18next';
import { formatMoney } from '@/lib/money';
import { language } from '@/lib/preferences';
import { useStore } from '@/lib/store';
import card from '@/ui/Card.module.css';
import type { ShopOffer } from './offers';
import styles from './Shop.module.css';

/** What it costs, and for the first time where that is less. */
export function PriceTag({ offer: { price, introductoryPrice } }: { offer: ShopOffer }) {
  const { t } = useTranslation();
  const spoken = useStore(language);
  const usual = formatMoney(price, spoken);
  if (!introductoryPrice) return <p className={styles.price}>{usual}</p>;
  return (
    <p className={styles.price}>
      {formatMoney(introductoryPrice, spoken)}
      <span className={card.soft}> {t('shop.thenPrice', { price: usual })}</span>
    </p>
  );
}
