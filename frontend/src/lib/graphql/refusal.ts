import type { RefusedFragment } from '@/gql/graphql';
import type { LocalText } from '@/lib/i18n/localText';

/** One masked type for each refusal there is: the generator's own `FragmentType` would ask for all of them at once. */
type Masked<One> = One extends { ' $fragmentName'?: infer Name extends string }
  ? { ' $fragmentRefs'?: Record<Name, One> }
  : never;

/** What the hub answers when it does not do what was asked. */
export type Refused = Masked<RefusedFragment>;

/** Everything an operation may be answered but refusals. */
export type Granted<Outcome> = Exclude<Outcome, Refused>;

export const isRefused = <Outcome extends object>(
  outcome: Outcome,
): outcome is Exclude<Outcome, Granted<Outcome>> => 'messageZh' in outcome;

/** The sentence of a refusal, which says what to do, in both languages; nothing when what was asked was done. */
export function refusalOf(outcome: object): LocalText | undefined {
  if (!isRefused(outcome)) return undefined;
  const { message, messageZh } = outcome as unknown as RefusedFragment;
  return { zh: messageZh, en: message };
}
