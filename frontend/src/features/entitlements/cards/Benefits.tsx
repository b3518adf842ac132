import { useTranslation } from 'react-i18next';
import { readFragment, type FragmentType } from '@/gql';
import { BenefitsFragmentDoc, type BenefitsFragment, type EntitlementStatus } from '@/gql/graphql';
import { Empty } from '@/ui/Empty';
import { Fold } from '@/ui/Fold';
import { Skeleton } from '@/ui/Skeleton';
import styles from './Benefits.module.css';
import { EntitlementCard } from './EntitlementCard';
import { NeedsYou } from './NeedsYou';
import { Summary } from './Summary';
import { byEnd } from './term';

interface Props {
  entitlements: readonly FragmentType<typeof BenefitsFragmentDoc>[];
  isLoading: boolean;
}

const GROUPS = {
  active: ['ACTIVE', 'EXPIRING', 'EXHAUSTED'],
  paused: ['PAUSED'],
  waiting: ['PENDING'],
  later: ['SCHEDULED'],
  ended: ['EXPIRED', 'REVOKED'],
} as const satisfies Record<string, readonly EntitlementStatus[]>;

type Group = keyof typeof GROUPS;

const inGroup = (all: readonly BenefitsFragment[], group: Group) =>
  all.filter((one) => GROUPS[group].some((status) => status === one.status));

const byStart = (one: BenefitsFragment, other: BenefitsFragment) =>
  Date.parse(one.validFrom ?? '') - Date.parse(other.validFrom ?? '') || 0;

/** Everything the member has, in the order in which they would ask: what needs me, what have I, what comes, what was. */
export function Benefits({ entitlements, isLoading }: Props) {
  const { t } = useTranslation();
  const all = readFragment(BenefitsFragmentDoc, entitlements);
  if (all.length === 0 && isLoading) return <Waiting />;
  if (all.length === 0) return <Empty title={t('empty.title')}>{t('empty.body')}</Empty>;
  const ended = inGroup(all, 'ended');
  return (
    <div className={styles.page}>
      <Summary entitlements={all} />
      <NeedsYou entitlements={all} />
      <Cards group="active" cards={inGroup(all, 'active').toSorted(byEnd)} />
      <Cards group="waiting" cards={inGroup(all, 'waiting')} />
      <Cards group="paused" cards={inGroup(all, 'paused').toSorted(byEnd)} />
      <Cards group="later" cards={inGroup(all, 'later').toSorted(byStart)} />
      {ended.length > 0 && (
        <Fold title={t('section.ended', { count: ended.length })}>
          <Grid cards={ended} />
        </Fold>
      )}
    </div>
  );
}

function Cards({ group, cards }: { group: Exclude<Group, 'ended'>; cards: readonly BenefitsFragment[] }) {
  const { t } = useTranslation();
  if (cards.length === 0) return null;
  return (
    <section id={group} className={styles.section} aria-labelledby={`${group}-title`}>
      <h2 id={`${group}-title`} className={styles.title}>
        {t(`section.${group}`)}
      </h2>
      <Grid cards={cards} />
    </section>
  );
}

function Grid({ cards }: { cards: readonly BenefitsFragment[] }) {
  return (
    <ul className={styles.grid}>
      {cards.map((card) => (
        <li key={card.id}>
          <EntitlementCard entitlement={card} />
        </li>
      ))}
    </ul>
  );
}

function Waiting() {
  return (
    <div className={styles.page}>
      <Skeleton height={1.75} />
      <div className={styles.grid}>
        <Skeleton height={13.5} count={6} />
      </div>
    </div>
  );
}
