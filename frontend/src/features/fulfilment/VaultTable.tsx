import { useTranslation } from 'react-i18next';
import { VaultStockDocument, type VaultStockQuery } from '@/gql/graphql';
import { useLiveQuery } from '@/lib/graphql/read';
import { useDates } from '@/lib/time/zone';
import { Empty } from '@/ui/Empty';
import { Skeleton } from '@/ui/Skeleton';
import { Mark } from '@/ui/StatusMark';
import { numberCell, Table } from '@/ui/Table';
import { Unavailable } from '@/ui/Unavailable';

const STATES = ['RESERVED', 'ISSUED', 'REVEALED', 'REDEEMED', 'VOID', 'EXPIRED'] as const;

/** What lies in the vault, by product, and where it runs low. */
export function VaultTable() {
  const { t } = useTranslation('console');
  const dates = useDates();
  const { data, error } = useLiveQuery(VaultStockDocument, {});
  if (error && !data) return <Unavailable error={error} />;
  if (!data) return <Skeleton height={2.75} count={4} />;
  if (data.vaultStock.length === 0)
    return <Empty title={t('vault.emptyTitle')}>{t('vault.emptyBody')}</Empty>;
  const columns = [
    { key: 'product', head: t('vault.column.product') },
    { key: 'level', head: t('vault.column.level') },
    { key: 'free', head: t('vault.column.free'), isNumber: true },
    ...STATES.map((key) => ({ key, head: t(`deliveries.code.${key}`), isNumber: true })),
    { key: 'end', head: t('vault.column.end') },
  ];
  return (
    <Table columns={columns}>
      {data.vaultStock.map((stock) => (
        <tr key={stock.product}>
          <th scope="row">{stock.product}</th>
          <td>
            <Level stock={stock} />
          </td>
          <td className={numberCell}>{stock.free}</td>
          {STATES.map((state) => (
            <td key={state} className={numberCell}>
              {stock.counts.find((one) => one.state === state)?.count ?? 0}
            </td>
          ))}
          <td>{stock.soonestEnd ? dates.day(stock.soonestEnd) : '–'}</td>
        </tr>
      ))}
    </Table>
  );
}

/** Whether there is enough; where nobody said how few are too few, as of codes fetched from providers, nothing. */
function Level({ stock }: { stock: VaultStockQuery['vaultStock'][number] }) {
  const { t } = useTranslation('console');
  if (stock.warnBelow == null) return '–';
  return (
    <Mark tone={stock.isLow ? 'ending' : 'active'}>{t(stock.isLow ? 'vault.low' : 'vault.enough')}</Mark>
  );
}
