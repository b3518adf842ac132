import type { CampaignDeskFragment } from '@/gql/graphql';

/** The rooms of a campaign, in the order in which they are gone through. */
export const STEPS = ['audience', 'offer', 'journey', 'guards', 'simulation', 'launch', 'results'] as const;
export type BuilderStep = (typeof STEPS)[number];

type State = CampaignDeskFragment['state'];

/** Its plan can still be changed. */
export const isOpen = (state: State) => state === 'DRAFT' || state === 'SUBMITTED' || state === 'APPROVED';

/** Results come with the launch. */
export const stepsOf = (state: State) => STEPS.filter((step) => step !== 'results' || !isOpen(state));

export const firstStep = (state: State): BuilderStep => {
  if (state === 'DRAFT') return 'audience';
  return isOpen(state) ? 'launch' : 'results';
};

/** The step on which a part of the plan is written. */
export function stepOf(place: string): BuilderStep | undefined {
  const [, part = ''] = place.split('.');
  if (place.startsWith('plan.guards.hold_out') || ['variants', 'goal', 'landing'].includes(part))
    return 'journey';
  if (['name', 'note'].includes(part)) return 'audience';
  return STEPS.find((step) => step === part);
}
