import { readFragment, type FragmentType } from '@/gql';
import { DeliveredPartFragmentDoc, type DeliveredPartFragment } from '@/gql/graphql';

export interface Alike {
  part: DeliveredPartFragment;
  count: number;
}

const lookOf = ({ benefit, refunded, fulfilment }: DeliveredPartFragment) =>
  [benefit.code, Boolean(refunded), fulfilment?.state, fulfilment?.awaits].join();

/** Parts of one benefit that stand alike, as one: twelve monthly coupons are one line while nothing sets them apart. */
export function alike(masked: readonly FragmentType<typeof DeliveredPartFragmentDoc>[]): Alike[] {
  const groups = Map.groupBy(readFragment(DeliveredPartFragmentDoc, masked), lookOf);
  return [...groups.values()].flatMap(([part, ...others]) =>
    part ? [{ part, count: others.length + 1 }] : [],
  );
}
