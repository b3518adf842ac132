import { useTranslation } from 'react-i18next';
import { readSpan } from '../form/span';

/** A length of time in words; one that is not simple is told as the hub writes it. */
export function useSpan() {
  const { t } = useTranslation('console');
  return (period: string) => {
    const span = readSpan(period);
    return span?.count ? t(`campaigns.span.${span.unit}`, { count: Number(span.count) }) : period;
  };
}
