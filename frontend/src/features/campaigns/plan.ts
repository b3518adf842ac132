/** The plan of a campaign as the hub writes it; what is left out is as the hub would have it anyway. */

export interface Group {
  kind: 'ALL' | 'ANY';
  of: Condition[];
}

export interface Opposite {
  kind: 'NOT';
  of: Condition;
}

export type Condition = Group | Opposite | Fact;

/** A condition about the member alone, as a form: its kind, and what that asks for. */
export interface Fact {
  kind: FactKind;
  benefit?: string;
  bundle?: string;
  group?: string;
  at_least?: string | number;
  less_than?: string;
  within?: string;
  offers?: string[];
  times?: number;
  locale?: string;
  zone?: string;
  tag?: string;
  name?: string;
  value?: string | number | boolean;
  campaign?: string;
  did?: string;
  members?: string[];
}

export const FACTS = [
  'HOLDS',
  'HOLDS_BUNDLE',
  'TIER',
  'ENDS',
  'ENDED',
  'BOUGHT',
  'SPENT',
  'RENEWS',
  'USED',
  'MEMBER_SINCE',
  'LOCALE',
  'ZONE',
  'TAG',
  'ATTRIBUTE',
  'CAMPAIGN',
  'MEMBERS',
] as const;
export type FactKind = (typeof FACTS)[number];

export const GIVES = ['NONE', 'PERCENT', 'AMOUNT', 'BONUS', 'GIFT'] as const;

export interface Gives {
  kind: (typeof GIVES)[number];
  percent?: number;
  amount?: string;
  benefit?: string;
  period?: string;
  bundle?: string;
  cost?: string;
}

export const WAYS = ['AUTOMATIC', 'PERSONAL_CODE', 'SHARED_CODE'] as const;

export interface Offer {
  gives: Gives;
  by: (typeof WAYS)[number];
  code?: string;
  products: string[];
  per_member: number;
  opens?: string;
  closes?: string;
  budget?: string;
  redemptions?: number;
  not_with: string[];
}

export interface Variant {
  name: string;
  weight: number;
  gives?: Gives;
}

export interface Words {
  subject: string;
  text: string;
  button: string;
}

export const SPOKEN = ['zh-CN', 'en'] as const;
export const CHANNELS = ['EMAIL', 'INBOX', 'WEBHOOK'] as const;
export const ONLY = ['ALWAYS', 'OPENED', 'NOT_OPENED', 'CLICKED', 'NOT_CLICKED'] as const;
export const LETTERS = ['campaign-offer', 'campaign-letter'] as const;

export interface Step {
  at: string;
  channels: (typeof CHANNELS)[number][];
  template: (typeof LETTERS)[number];
  words?: Partial<Record<(typeof SPOKEN)[number], Words>>;
  only: (typeof ONLY)[number];
  variants: string[];
}

export interface Journey {
  anchor: 'LAUNCH' | 'COVERAGE_END';
  benefit?: string;
  hour: string;
  steps: Step[];
}

export interface Audience {
  saved?: string;
  condition?: Condition;
  refresh: 'FROZEN' | 'DAILY';
}

export interface Guards {
  hold_out: number;
  cap: { most: number; within: string };
  quiet: { begin: string; end: string };
  exclude: string[];
  stop_when_spent: boolean;
  stop_at_errors: number;
}

export interface Plan {
  name: string;
  note: string;
  audience?: Audience;
  offer?: Offer;
  variants: Variant[];
  journey?: Journey;
  landing: 'SHOP' | 'RENEW';
  goal: { products: string[]; within: string };
  guards: Guards;
}

export const EVERYONE: Group = { kind: 'ALL', of: [] };
export const newAudience = (): Audience => ({ condition: EVERYONE, refresh: 'FROZEN' });
export const newOffer = (): Offer => ({
  gives: { kind: 'PERCENT', percent: 20 },
  by: 'AUTOMATIC',
  products: [],
  per_member: 1,
  not_with: [],
});
export const newStep = (at: string): Step => ({
  at,
  channels: ['EMAIL', 'INBOX'],
  template: 'campaign-offer',
  only: 'ALWAYS',
  variants: [],
});
export const newJourney = (): Journey => ({ anchor: 'LAUNCH', hour: '10:00:00', steps: [newStep('START')] });

/** A plan as the hub keeps it, with everything that it leaves out said. */
export function filledIn(kept: unknown): Plan {
  const plan = kept as Partial<Plan> & { name: string };
  const guards: Partial<Guards> = plan.guards ?? {};
  const journey = plan.journey && { ...newJourney(), ...plan.journey };
  return {
    note: '',
    landing: 'SHOP',
    variants: [{ name: 'A', weight: 1 }],
    ...plan,
    ...(plan.audience && { audience: { ...newAudience(), condition: undefined, ...plan.audience } }),
    ...(plan.offer && { offer: { ...newOffer(), ...plan.offer } }),
    ...(plan.variants && { variants: plan.variants.map(weighed) }),
    ...(journey && { journey: { ...journey, steps: journey.steps.map(filledStep) } }),
    goal: { products: [], within: 'P14D', ...plan.goal },
    guards: {
      hold_out: 10,
      exclude: [],
      stop_when_spent: true,
      stop_at_errors: 5,
      ...guards,
      cap: { most: 3, within: 'P7D', ...guards.cap },
      quiet: { begin: '22:00:00', end: '08:00:00', ...guards.quiet },
    },
  };
}

/** A variant whose weight the hub leaves out has the weight of one. */
const weighed = (variant: Omit<Variant, 'weight'> & Partial<Variant>): Variant => ({ weight: 1, ...variant });

const filledStep = (step: Step): Step => ({ ...newStep(step.at), ...step });

export const isGroup = (condition: Condition): condition is Group =>
  condition.kind === 'ALL' || condition.kind === 'ANY';

/** The form's root is a group: a single condition is put into one. */
export const asGroup = (condition: Condition): Group =>
  isGroup(condition) ? condition : { kind: 'ALL', of: [condition] };
