import type { FragmentType } from '@/gql';
import type { ChangeFragmentDoc } from '@/gql/graphql';
import { isRefused, type Refused } from '@/lib/graphql/refusal';
import { Refusal } from '../Refusal';
import { Skeleton } from '../Skeleton';
import { ChangePreview } from './ChangePreview';

interface Changes {
  changes: readonly FragmentType<typeof ChangeFragmentDoc>[];
}

/** What would happen: the changed lanes, or why it would be refused. Undefined while that is worked out. */
export function PreviewOutcome({ outcome }: { outcome: Changes | Refused | undefined }) {
  if (!outcome) return <Skeleton height={8} />;
  if (isRefused(outcome)) return <Refusal outcome={outcome} />;
  return <ChangePreview changes={outcome.changes} />;
}
