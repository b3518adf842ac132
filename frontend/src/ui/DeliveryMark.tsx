import { useTranslation } from 'react-i18next';
import type { DeliveryState } from '@/gql/graphql';
import { Mark, type Tone } from './StatusMark';

const TONES = {
  QUEUED: 'later',
  SENT: 'later',
  AWAITING_MEMBER: 'waiting',
  AWAITING_PROVIDER: 'later',
  RETRYING: 'ending',
  DELIVERED: 'active',
  FAILED: 'ending',
  CANCELLED: 'ended',
} as const satisfies Record<DeliveryState, Tone>;

/** How a delivery stands, in the member's words. */
export function DeliveryMark({ state }: { state: DeliveryState }) {
  const { t } = useTranslation();
  return <Mark tone={TONES[state]}>{t(`deliveryState.${state}`)}</Mark>;
}

/** How a delivery stands, in the words of the staff. */
export function StaffDeliveryMark({ state }: { state: DeliveryState }) {
  const { t } = useTranslation('console');
  return <Mark tone={TONES[state]}>{t(`deliveries.state.${state}`)}</Mark>;
}
