import type { Condition, Fact, FactKind, Opposite } from '../plan';

type FieldKind =
  | 'benefit'
  | 'maybeBenefit'
  | 'bundle'
  | 'length'
  | 'count'
  | 'amount'
  | 'words'
  | 'products'
  | 'locale'
  | 'campaign'
  | 'did'
  | 'value'
  | 'members';

export interface FactField {
  key: Exclude<keyof Fact, 'kind'>;
  as: FieldKind;
}

const field = (key: FactField['key'], as: FieldKind): FactField => ({ key, as });

/** What each kind of condition asks for, in the order in which it is read. */
export const FIELDS: Record<FactKind, FactField[]> = {
  HOLDS: [field('benefit', 'benefit')],
  HOLDS_BUNDLE: [field('bundle', 'bundle')],
  TIER: [field('group', 'words'), field('at_least', 'count')],
  ENDS: [field('benefit', 'benefit'), field('within', 'length')],
  ENDED: [field('benefit', 'benefit'), field('at_least', 'length'), field('less_than', 'length')],
  BOUGHT: [field('times', 'count'), field('within', 'length'), field('offers', 'products')],
  SPENT: [field('at_least', 'amount'), field('within', 'length')],
  RENEWS: [],
  USED: [field('benefit', 'maybeBenefit'), field('within', 'length')],
  MEMBER_SINCE: [field('within', 'length')],
  LOCALE: [field('locale', 'locale')],
  ZONE: [field('zone', 'words')],
  TAG: [field('tag', 'words')],
  ATTRIBUTE: [field('name', 'words'), field('value', 'value')],
  CAMPAIGN: [field('campaign', 'campaign'), field('did', 'did')],
  MEMBERS: [field('members', 'members')],
};

/** A sensible beginning for each kind, so that little is left to fill in. */
const BEGINNINGS: Partial<Record<FactKind, Partial<Fact>>> = {
  TIER: { at_least: 1 },
  ENDS: { within: 'P30D' },
  ENDED: { at_least: 'P30D', less_than: 'P90D' },
  BOUGHT: { times: 1 },
  SPENT: { at_least: '100.00 CNY' },
  USED: { within: 'P30D' },
  MEMBER_SINCE: { within: 'P30D' },
  LOCALE: { locale: 'zh-CN' },
  ZONE: { zone: 'Asia/Shanghai' },
  CAMPAIGN: { did: 'RECEIVED' },
};

/** A condition of this kind, with what the one before it said as far as it fits. */
export function beginning(kind: FactKind, before: Fact): Fact {
  const kept = FIELDS[kind].some(({ key }) => key === 'benefit') ? { benefit: before.benefit } : {};
  return { kind, ...kept, ...BEGINNINGS[kind] };
}

/** The condition, or that it does not hold. */
export const turned = (condition: Exclude<Condition, Opposite>, isNot: boolean): Condition =>
  isNot ? { kind: 'NOT', of: condition } : condition;
