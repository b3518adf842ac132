import type { Language } from '@/lib/preferences';

/** `12.3%`, from 0.123. */
export const percent = (share: number, spoken: Language) =>
  new Intl.NumberFormat(spoken, { style: 'percent', maximumFractionDigits: 1 }).format(share);

/** The same of a difference of shares, in percentage points: `4.2`. */
export const points = (difference: number, spoken: Language) =>
  new Intl.NumberFormat(spoken, { maximumFractionDigits: 1 }).format(difference * 100);
