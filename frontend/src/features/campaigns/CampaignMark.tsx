import { useTranslation } from 'react-i18next';
import type { CampaignDeskFragment } from '@/gql/graphql';
import { Mark, type Tone } from '@/ui/StatusMark';

type State = CampaignDeskFragment['state'];

const TONES = {
  DRAFT: 'later',
  SUBMITTED: 'waiting',
  APPROVED: 'ending',
  RUNNING: 'active',
  PAUSED: 'paused',
  ENDED: 'ended',
} as const satisfies Record<State, Tone>;

/** How a campaign stands. */
export function CampaignMark({ state }: { state: State }) {
  const { t } = useTranslation('console');
  return <Mark tone={TONES[state]}>{t(`campaigns.state.${state}`)}</Mark>;
}
