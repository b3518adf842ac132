import { useTranslation } from 'react-i18next';
import { formatMoney, type Money } from '@/lib/money';
import { language } from '@/lib/preferences';
import { useStore } from '@/lib/store';

/** Money as the reader writes it. */
export function useAmount() {
  const spoken = useStore(language);
  return (amount: Money) => formatMoney(amount, spoken);
}

const PERIOD = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?$/;
const UNITS = ['year', 'month', 'week', 'day'] as const;

/** `P1M` as what follows "every"; what has no parts that a reader would say stays as it is. */
export function usePeriod() {
  const { t } = useTranslation();
  return (period: string) => {
    const amounts = PERIOD.exec(period)?.slice(1) ?? [];
    const parts = UNITS.map((unit, place) => ({ unit, count: Number(amounts[place] ?? 0) })).filter(
      ({ count }) => count > 0,
    );
    const [only] = parts;
    if (parts.length === 1 && only?.count === 1) return t(`renewals.single.${only.unit}`);
    return parts.map(({ unit, count }) => t(`renewals.period.${unit}`, { count })).join(' ') || period;
  };
}
