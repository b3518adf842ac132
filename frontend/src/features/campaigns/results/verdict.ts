import type { CampaignUpliftFragment } from '@/gql/graphql';

/** What an interval allows to be said: better or worse than nothing, or that chance alone could have done it. */
export function verdictOf({ low, high }: Pick<CampaignUpliftFragment, 'low' | 'high'>) {
  if (low > 0) return 'better';
  return high < 0 ? 'worse' : 'unclear';
}
