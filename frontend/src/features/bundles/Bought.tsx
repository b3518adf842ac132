import { useTranslation } from 'react-i18next';
import { BoughtDocument, type BoughtQuery } from '@/gql/graphql';
import { useEveryPage } from '@/lib/graphql/everyPage';
import { Empty } from '@/ui/Empty';
import { Skeleton } from '@/ui/Skeleton';
import { Unavailable } from '@/ui/Unavailable';
import styles from './Bought.module.css';
import { Receipt } from './Receipt';

const PAGES = {
  query: BoughtDocument,
  pageOf: (answer: BoughtQuery) => answer.viewer.member?.bundleHoldings,
};

/** What was bought or given, newest first, as receipts. */
export default function Bought() {
  const { t } = useTranslation();
  const { items, isComplete, error } = useEveryPage(PAGES);
  if (error && items.length === 0) return <Unavailable error={error} />;
  if (items.length === 0)
    return isComplete ? (
      <Empty title={t('empty.boughtTitle')}>{t('empty.boughtBody')}</Empty>
    ) : (
      <div className={styles.receipts}>
        <Skeleton height={16} count={2} />
      </div>
    );
  return (
    <ul className={styles.receipts}>
      {items.map((holding) => (
        <li key={holding.id}>
          <Receipt holding={holding} />
        </li>
      ))}
    </ul>
  );
}
