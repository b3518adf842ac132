import type { TFunction } from 'i18next';

const KNOWN = ['PURCHASE', 'GIFT', 'STAFF', 'IMPORT', 'CAMPAIGN', 'RENEWAL'] as const;

/** Where a grant came from, in words; a source this page has not heard of is simply «received». */
export const sourceName = (t: TFunction, source: string) =>
  t(`source.${KNOWN.find((known) => known === source.toUpperCase()) ?? 'OTHER'}`);
