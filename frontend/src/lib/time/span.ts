/** Lengths of time as people say them: a number of days, weeks, months or years, or of hours. */
export const UNITS = ['H', 'D', 'M', 'Y'] as const;
export type Unit = (typeof UNITS)[number];

export interface Span {
  count: string;
  unit: Unit;
}

const SIMPLE = /^P(?:T(\d+)H|(\d+)([DMY]))$/;

/** `P30D` in two fields; anything more complicated has none. */
export function readSpan(period: string): Span | undefined {
  const found = SIMPLE.exec(period);
  if (!found) return period === '' ? { count: '', unit: 'D' } : undefined;
  return { count: found[1] ?? found[2] ?? '', unit: (found[3] ?? 'H') as Unit };
}

export const writeSpan = ({ count, unit }: Span) => (unit === 'H' ? `PT${count}H` : `P${count}${unit}`);
