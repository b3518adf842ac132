import { readFragment, type FragmentType } from '@/gql';
import { RenewalTermsFragmentDoc, type RenewalTermsFragment } from '@/gql/graphql';
import type { Money } from '@/lib/money';
import type { Refused } from '@/lib/graphql/refusal';

type Previewed =
  | ({ __typename: 'RenewalPreview' } & FragmentType<typeof RenewalTermsFragmentDoc>)
  | (Refused & { __typename: string });

/** The terms that a preview names; nothing while it is worked out, and where it was refused. */
export const termsOf = (outcome: Previewed | undefined): RenewalTermsFragment | undefined =>
  outcome?.__typename === 'RenewalPreview'
    ? readFragment(RenewalTermsFragmentDoc, outcome as FragmentType<typeof RenewalTermsFragmentDoc>)
    : undefined;

/** What a member agrees to: an offer, at a price, by the terms in force. */
export const agreed = (offer: { code: string }, { amountMinor, currency }: Money, termsVersion: string) => ({
  offer: offer.code,
  price: amountMinor,
  currency,
  termsVersion,
});
