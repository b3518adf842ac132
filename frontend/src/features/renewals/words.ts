import { useTranslation } from 'react-i18next';
import { formatMoney, type Money } from '@/lib/money';
import { language } from '@/lib/preferences';
import { useStore } from '@/lib/store';

/** Money as the reader writes it. */
export function useAmount() {
  const spoken = useStore(language);
  return (amount: Money) => formatMoney(amount, spoken);
}

/** How many periods cost less at first, in a sentence; nothing where none does. */
export function useIntroduction() {
  const { t } = useTranslation();
  const amount = useAmount();
  return (left: number | undefined, price: Money | null | undefined) =>
    left && price ? t('renewals.introduction', { count: left, amount: amount(price) }) : '';
}

const PERIOD = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?$/;
const UNITS = ['year', 'month', 'week', 'day'] as const;

/** `P1M` as "1 month"; what has several parts, or none that a reader would say, stays as it is. */
export function usePeriod() {
  const { t } = useTranslation();
  return (period: string) => {
    const amounts = PERIOD.exec(period)?.slice(1) ?? [];
    const parts = UNITS.flatMap((unit, place) =>
      amounts[place] ? [t(`renewals.period.${unit}`, { count: Number(amounts[place]) })] : [],
    );
    return parts.join(' ') || period;
  };
}
