import { MY_BENEFITS } from '@/app/centre/myBenefits';
import { ActionDesk } from '@/features/entitlements/actions/ActionDesk';
import { Benefits } from '@/features/entitlements/cards/Benefits';
import Timeline from '@/features/timeline/Timeline';
import { useEveryPage } from '@/lib/graphql/everyPage';

/** The member's benefits, read as the centre reads them. */
export function MyCards() {
  const { items, isComplete } = useEveryPage(MY_BENEFITS);
  return (
    <ActionDesk>
      <Benefits entitlements={items} isLoading={!isComplete} />
    </ActionDesk>
  );
}

export function MyTimeline() {
  const { items, isComplete } = useEveryPage(MY_BENEFITS);
  return <Timeline entitlements={items} isLoading={!isComplete} />;
}
