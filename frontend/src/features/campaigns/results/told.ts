import type { CampaignArmFragment } from '@/gql/graphql';
import { formatMoney, type Money } from '@/lib/money';
import type { Language } from '@/lib/preferences';

/** All who were told anything, as one: every arm but those held out. */
export function toldOf(
  arms: readonly Pick<CampaignArmFragment, 'variant' | 'members' | 'renewed' | 'revenue' | 'cost'>[],
) {
  const told = arms.filter(({ variant }) => variant !== 'HELD_OUT');
  return {
    members: told.reduce((sum, arm) => sum + arm.members, 0),
    renewed: told.reduce((sum, arm) => sum + arm.renewed, 0),
    revenue: byCurrency(told.flatMap(({ revenue }) => revenue)),
    cost: byCurrency(told.flatMap(({ cost }) => cost)),
  };
}

function byCurrency(sums: readonly Money[]): Money[] {
  const found = new Map<string, number>();
  for (const { currency, amountMinor } of sums) found.set(currency, (found.get(currency) ?? 0) + amountMinor);
  return [...found].map(([currency, amountMinor]) => ({ currency, amountMinor }));
}

/** Sums of several currencies, which are never added up. */
export const moneyOf = (sums: readonly Money[], spoken: Language) =>
  sums.map((sum) => formatMoney(sum, spoken)).join(' + ') || '–';
