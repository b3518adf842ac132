import { readFragment, type FragmentType } from '@/gql';
import { TermFragmentDoc } from '@/gql/graphql';
import { Quantity } from '@/ui/Quantity';
import styles from './TermBlock.module.css';
import { termWords } from './term';
import { useTeller } from './useTeller';

/** Until when, in big plain words; how long that is; and how many are left. */
export function TermBlock({ entitlement }: { entitlement: FragmentType<typeof TermFragmentDoc> }) {
  const term = readFragment(TermFragmentDoc, entitlement);
  const teller = useTeller();
  const { main, small } = termWords(term, teller);
  const { quantity } = term;
  return (
    <div className={styles.term}>
      <p className={styles.main}>{main}</p>
      <p className={styles.small} data-urgent={term.status === 'EXPIRING' || undefined}>
        {small}
      </p>
      {quantity && quantity.granted > 0 && (
        <Quantity {...quantity} unit={term.benefit.unit ? teller.text(term.benefit.unit) : ''} />
      )}
    </div>
  );
}
