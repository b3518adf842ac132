import type { MatterFragment } from '@/gql/graphql';
import { byEnd, deadlineOf, timeLeft, type Teller } from './term';

export type MatterKind = 'ending' | 'activate' | 'bind';

/** Something that needs its member. An account is asked for once a provider, however many benefits wait for it. */
export interface Matter {
  kind: MatterKind;
  entitlement: MatterFragment;
  /** How many benefits it concerns. */
  count: number;
}

const hasAction = (one: MatterFragment, kind: MatterFragment['actions'][number]['kind']) =>
  one.actions.some((action) => action.kind === kind);

const simple = (kind: MatterKind) => (entitlement: MatterFragment) => ({ kind, entitlement, count: 1 });

function accountsAsked(all: readonly MatterFragment[]): Matter[] {
  const waiting = all.filter((one) => hasAction(one, 'BIND_ACCOUNT'));
  const byProvider = Map.groupBy(waiting, (one) => one.benefit.provider.code);
  return [...byProvider.values()].flatMap(([first, ...others]) =>
    first ? [{ kind: 'bind' as const, entitlement: first, count: others.length + 1 }] : [],
  );
}

/** What waits for the member: what ends first, then what must be activated, then the accounts that are missing. */
export function mattersOf(all: readonly MatterFragment[]): Matter[] {
  const ending = all.filter((one) => one.status === 'EXPIRING').toSorted(byEnd);
  const activating = all.filter((one) => hasAction(one, 'ACTIVATE'));
  return [...ending.map(simple('ending')), ...activating.map(simple('activate')), ...accountsAsked(all)];
}

function endingReason(one: MatterFragment, teller: Teller) {
  const { t, dates, now } = teller;
  const end = one.coverageEnd ?? '';
  if (dates.daysLeft(end, now) <= 0) return t('matter.endingToday', { time: dates.time(end) });
  const facts = { left: timeLeft(end, teller), day: dates.lastDayShort(end, now) };
  return one.quantity ? t('matter.endingCounted', facts) : t('matter.ending', facts);
}

function activatingReason(one: MatterFragment, { t, dates, now }: Teller) {
  const deadline = deadlineOf(one);
  return deadline ? t('matter.activateBy', { day: dates.lastDayShort(deadline, now) }) : t('matter.activate');
}

/** Why now, and what happens if nothing is done. */
export function matterReason({ kind, entitlement, count }: Matter, teller: Teller): string {
  if (kind === 'ending') return endingReason(entitlement, teller);
  if (kind === 'activate') return activatingReason(entitlement, teller);
  return teller.t('matter.bind', { count });
}
