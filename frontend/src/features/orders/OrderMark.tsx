import { useTranslation } from 'react-i18next';
import type { OrderState } from '@/gql/graphql';
import { Mark, type Tone } from '@/ui/StatusMark';

const TONES = {
  AWAITING_PAYMENT: 'waiting',
  PAID: 'active',
  EXPIRED: 'ended',
  CANCELLED: 'ended',
  PARTLY_REFUNDED: 'paused',
  REFUNDED: 'ended',
} as const satisfies Record<OrderState, Tone>;

/** How an order stands. */
export function OrderMark({ state }: { state: OrderState }) {
  const { t } = useTranslation();
  return <Mark tone={TONES[state]}>{t(`orderState.${state}`)}</Mark>;
}
