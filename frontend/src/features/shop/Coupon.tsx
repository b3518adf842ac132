import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocalText } from '@/lib/i18n/localText';
import { formatMoney } from '@/lib/money';
import { language } from '@/lib/preferences';
import { useStore } from '@/lib/store';
import { Button } from '@/ui/Button';
import { Field } from '@/ui/Field';
import { Fold } from '@/ui/Fold';
import { Notice } from '@/ui/Notice';
import type { Agreed } from './BuySheet';
import styles from './Shop.module.css';

/** Where a coupon's code is typed in; what it is worth, or why it does not count, the quote says. */
export function CouponField({ onUse }: { onUse: (code: string) => void }) {
  const { t } = useTranslation();
  const [code, setCode] = useState('');
  return (
    <Fold title={t('shop.coupon.title')}>
      <form
        className={styles.coupon}
        onSubmit={(event) => {
          event.preventDefault();
          onUse(code.trim());
        }}
      >
        <Field label={t('shop.coupon.label')} value={code} onChange={setCode} />
        <Button type="submit">{t('shop.coupon.use')}</Button>
      </form>
    </Fold>
  );
}

/** Why a code counts for nothing here, where that is so. */
export function Unwanted({ why }: { why: string }) {
  const { t } = useTranslation();
  return <Notice tone="warning">{t([`shop.coupon.why.${why}`, 'shop.coupon.why.UNKNOWN'] as never)}</Notice>;
}

/** What comes off, and by which offer; nothing where nothing does. */
export function Saving({ quote }: { quote: Agreed['quote'] }) {
  const { t } = useTranslation();
  const text = useLocalText();
  const spoken = useStore(language);
  const { discount, subtotal, promotion } = quote;
  if (!promotion) return null;
  return (
    <p className={styles.sum}>
      <span>{text(promotion)}</span>
      {discount.amountMinor > 0 && (
        <span>
          {t('shop.coupon.saving', {
            discount: formatMoney(discount, spoken),
            subtotal: formatMoney(subtotal, spoken),
          })}
        </span>
      )}
    </p>
  );
}
