import { createContext, useContext } from 'react';
import type { PrimaryActionFragment } from '@/gql/graphql';

type Benefit = PrimaryActionFragment['benefit'];

/** Something the member wants done, before it is confirmed. */
export type Wish =
  | { kind: 'ACTIVATE'; benefit: Benefit; grant: string }
  | { kind: 'BIND_ACCOUNT'; benefit: Benefit }
  | { kind: 'USE'; benefit: Benefit; remaining: number; granted: number };

/** Opens the sheet that confirms a wish. */
export const WishDesk = createContext<(wish: Wish) => void>(() => undefined);

export const useWishDesk = () => useContext(WishDesk);

type Action = PrimaryActionFragment['actions'][number];

function wishFor(entitlement: PrimaryActionFragment, { kind, grant }: Action): Wish | undefined {
  const { benefit, quantity } = entitlement;
  if (kind === 'ACTIVATE' && grant) return { kind, benefit, grant: grant.id };
  if (kind === 'BIND_ACCOUNT') return { kind, benefit };
  if (kind === 'USE' && quantity) return { kind, benefit, ...quantity };
  return undefined;
}

/** What the member would most likely do next: a wish to confirm here, or a link to follow. */
export type Step = { kind: Action['kind']; wish: Wish } | { kind: Action['kind']; url: string };

const FIRST_OF = ['ACTIVATE', 'BIND_ACCOUNT', 'USE', 'REVEAL_CODE', 'OPEN_LINK', 'RENEW'] as const;

/** Done in the benefit's own page, where what is secret stays veiled until the member says so. */
const IN_DETAIL = ['REVEAL_CODE', 'OPEN_LINK'];

function stepFor(entitlement: PrimaryActionFragment, action: Action): Step | undefined {
  const wish = wishFor(entitlement, action);
  if (wish) return { kind: action.kind, wish };
  const inDetail = IN_DETAIL.includes(action.kind)
    ? `/benefits/${encodeURIComponent(entitlement.benefit.code)}`
    : undefined;
  const url = action.url ?? inDetail;
  return url ? { kind: action.kind, url } : undefined;
}

/** The step of a kind, if it can be taken now. */
export function stepOfKind(entitlement: PrimaryActionFragment, kind: Action['kind']): Step | undefined {
  const action = entitlement.actions.find((one) => one.kind === kind);
  return action && stepFor(entitlement, action);
}

/** The one thing a card offers, if anything can be done now. */
export function nextStep(entitlement: PrimaryActionFragment): Step | undefined {
  for (const kind of FIRST_OF) {
    const step = stepOfKind(entitlement, kind);
    if (step) return step;
  }
  return undefined;
}
