import { useTranslation } from 'react-i18next';
import { readSpan, type Span } from './span';

/** A length of time in words; one that is not simple is told as the hub writes it. */
export function useSpan() {
  const { t } = useTranslation('console');
  return (period: string) => {
    const span = readSpan(period);
    if (!span?.count) return period;
    const { count, unit } = inDays(Number(span.count), span.unit);
    return t(`span.${unit}`, { count });
  };
}

/** 72 hours are three days. */
const inDays = (count: number, unit: Span['unit']) =>
  unit === 'H' && count % 24 === 0 ? { count: count / 24, unit: 'D' as const } : { count, unit };
