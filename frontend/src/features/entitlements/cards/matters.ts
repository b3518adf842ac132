import type { MatterFragment } from '@/gql/graphql';
import { byEnd, deadlineOf, timeLeft, type Teller } from './term';

export type MatterKind = 'ending' | 'activate' | 'bind';

const hasAction = (one: MatterFragment, kind: MatterFragment['actions'][number]['kind']) =>
  one.actions.some((action) => action.kind === kind);

/** Why an entitlement needs its member, if it does: it ends soon, waits for activation, or waits for an account. */
export function matterOf(one: MatterFragment): MatterKind | undefined {
  if (one.status === 'EXPIRING') return 'ending';
  if (hasAction(one, 'ACTIVATE')) return 'activate';
  return hasAction(one, 'BIND_ACCOUNT') ? 'bind' : undefined;
}

const URGENCY: Record<MatterKind, number> = { ending: 0, activate: 1, bind: 2 };

export const byUrgency = (one: MatterFragment, other: MatterFragment) =>
  URGENCY[matterOf(one) ?? 'bind'] - URGENCY[matterOf(other) ?? 'bind'] || byEnd(one, other);

function endingReason(one: MatterFragment, teller: Teller) {
  const { t, dates, now } = teller;
  const end = one.coverageEnd ?? '';
  if (dates.daysLeft(end, now) <= 0) return t('matter.endingToday', { time: dates.time(end) });
  const facts = { left: timeLeft(end, teller), day: dates.lastDayShort(end, now) };
  return one.quantity ? t('matter.endingCounted', facts) : t('matter.ending', facts);
}

/** What the matter is, why now, and what happens if nothing is done. */
export function matterReason(one: MatterFragment, teller: Teller): string {
  const { t, dates, text, now } = teller;
  const kind = matterOf(one);
  if (kind === 'ending' && one.coverageEnd) return endingReason(one, teller);
  if (kind === 'bind') return t('matter.bind', { provider: text(one.benefit.provider.name) });
  const deadline = deadlineOf(one);
  return deadline ? t('matter.activateBy', { day: dates.lastDayShort(deadline, now) }) : t('matter.activate');
}
