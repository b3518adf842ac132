import { useTranslation } from 'react-i18next';
import { readFragment } from '@/gql';
import { MatterFragmentDoc, type BenefitsFragment } from '@/gql/graphql';
import { mattersOf } from './matters';
import styles from './Summary.module.css';

const IN_FORCE = ['ACTIVE', 'EXPIRING', 'EXHAUSTED'];

/** One sentence about all of it; each part leads to what it speaks of. */
export function Summary({ entitlements }: { entitlements: readonly BenefitsFragment[] }) {
  const { t } = useTranslation();
  const matters = readFragment(MatterFragmentDoc, entitlements);
  const count = (holds: (one: BenefitsFragment) => boolean) => entitlements.filter(holds).length;
  const parts = [
    { key: 'active', to: '#active', count: count((one) => IN_FORCE.includes(one.status)) },
    { key: 'ending', to: '#needs-you', count: count((one) => one.status === 'EXPIRING') },
    {
      key: 'waiting',
      to: '#needs-you',
      count: mattersOf(matters).filter((one) => one.kind !== 'ending').length,
    },
  ] as const;
  const told = parts.filter((part) => part.count > 0);
  return (
    <p className={styles.summary}>
      {told.length === 0 && t('summary.nothing')}
      {told.map((part) => (
        <a key={part.key} href={part.to} data-part={part.key} className={styles.part}>
          {t(`summary.${part.key}`, { count: part.count })}
        </a>
      ))}
    </p>
  );
}
