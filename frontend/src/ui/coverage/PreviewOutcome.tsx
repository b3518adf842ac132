import type { FragmentType } from '@/gql';
import type { ChangeFragmentDoc } from '@/gql/graphql';
import { refusalText, useLocalText, type RefusalText } from '@/lib/i18n/localText';
import { Notice } from '../Notice';
import { Skeleton } from '../Skeleton';
import { ChangePreview } from './ChangePreview';

interface Changes {
  changes: readonly FragmentType<typeof ChangeFragmentDoc>[];
}

/** What would happen: the changed lanes, or why it would be refused. Undefined while that is worked out. */
export function PreviewOutcome({ outcome }: { outcome: Changes | RefusalText | undefined }) {
  const text = useLocalText();
  if (!outcome) return <Skeleton height={8} />;
  if ('message' in outcome) return <Notice tone="warning">{text(refusalText(outcome))}</Notice>;
  return <ChangePreview changes={outcome.changes} />;
}
