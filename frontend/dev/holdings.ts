import { BENEFITS, say, type LocalText } from './catalogue.ts';
import { inDays, type DemoEntitlement } from './entitlements.ts';
import type { DemoMember } from './members.ts';

const bundle = (code: string, name: LocalText) => ({
  __typename: 'Bundle',
  id: `bundle:${code}`,
  code,
  name,
  description: say('一次购买，多项权益。', 'Several benefits in one purchase.'),
  revision: revision(code),
  revisions: [revision(code)],
  offers: [],
});

const revision = (code: string) => ({
  __typename: 'BundleRevision',
  id: `revision:${code}:1`,
  number: 1,
  publishedAt: inDays(-300),
  components: [
    component(
      'svip',
      BENEFITS.svip,
      'P1Y',
      say('12 个月，购买后立即开始', 'twelve months, from the purchase'),
    ),
    component(
      'music',
      BENEFITS.music,
      'P3M',
      say('3 个月，购买后立即开始', 'three months, from the purchase'),
    ),
    component('lounge', BENEFITS.lounge, 'P1Y', say('6 次，一年内有效', 'six visits within a year')),
  ],
  choices: [],
});

const component = (key: string, benefit: unknown, period: string, sentence: LocalText) => ({
  key,
  benefit,
  bundle: null,
  quantity: 1,
  validity: 'ROLLING',
  period,
  from: null,
  until: null,
  every: null,
  count: null,
  activateWithin: null,
  needsActivation: false,
  sentence,
  components: [],
  choices: [],
});

export const makeBundles = () => [
  bundle('family-year', say('全家桶年卡', 'Family Year')),
  bundle('new-year-gift', say('新年礼包', 'New Year gift')),
];

const partOf = (entitlement: DemoEntitlement) => ({
  path: [entitlement.benefit.code],
  benefit: entitlement.benefit,
  grants: entitlement.grants,
  until: entitlement.coverageEnd,
  status: entitlement.status,
});

/** Two receipts: what was bought in spring, and a gift. */
export function holdingsOf(member: DemoMember) {
  const some = member.entitlements.filter((one) => one.status !== 'REVOKED').slice(0, 6);
  if (some.length === 0) return [];
  const [family, gift] = makeBundles();
  const holding = (id: string, of: unknown, parts: DemoEntitlement[], source: string, days: number) => {
    const ends = parts.flatMap((part) => part.coverageEnd ?? []).sort();
    return {
      __typename: 'BundleHolding',
      id: `holding:${id}`,
      bundle: of,
      revision: 1,
      grantedAt: inDays(days),
      source,
      revokedAt: null,
      parts: parts.map(partOf),
      firstEnd: ends[0] ?? null,
      lastEnd: ends.at(-1) ?? null,
      isLifetime: false,
    };
  };
  return [
    holding('1', family, some.slice(0, 4), 'PURCHASE', -86),
    holding('2', gift, some.slice(4), 'GIFT', -20),
  ];
}
