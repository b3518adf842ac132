import type { Language } from './preferences';

/** An amount in the smallest unit of its currency, e.g. 1990 fen. */
export interface Money {
  currency: string;
  amountMinor: number;
}

/** `¥19.90` — with as many decimals as the currency has. */
export function formatMoney({ currency, amountMinor }: Money, spoken: Language): string {
  const format = new Intl.NumberFormat(spoken, { style: 'currency', currency });
  const decimals = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(amountMinor / 10 ** decimals);
}
