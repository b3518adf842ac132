import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { BenefitRoutesDocument, type BenefitRoutesQuery } from '@/gql/graphql';
import { useLiveQuery } from '@/lib/graphql/read';
import { useLocalText } from '@/lib/i18n/localText';
import board from '@/ui/Board.module.css';
import { Empty } from '@/ui/Empty';
import { Skeleton } from '@/ui/Skeleton';
import { Table } from '@/ui/Table';
import { Unavailable } from '@/ui/Unavailable';
import { RouteSheet } from './RouteSheet';

const COLUMNS = ['benefit', 'period', 'first', 'next'] as const;

export type Routes = BenefitRoutesQuery['benefitRoutes'][number];

/** By which provider each benefit is delivered, and which step in for it. */
export function RouteTable() {
  const { t } = useTranslation('console');
  const text = useLocalText();
  const { data, error } = useLiveQuery(BenefitRoutesDocument, {});
  const [changed, setChanged] = useState<Routes>();
  if (error && !data) return <Unavailable error={error} />;
  if (!data) return <Skeleton height={2.75} count={6} />;
  const routes = data.benefitRoutes;
  if (routes.length === 0) return <Empty title={t('routes.emptyTitle')}>{t('routes.emptyBody')}</Empty>;
  return (
    <>
      <Table columns={COLUMNS.map((key) => ({ key, head: t(`routes.column.${key}`) }))}>
        {routes.map((one) => (
          <tr key={`${one.benefit.code} ${one.period}`}>
            <th scope="row">
              <button type="button" className={board.pick} onClick={() => setChanged(one)}>
                {text(one.benefit.name)}
              </button>
            </th>
            <td>{one.period ?? t('routes.anyPeriod')}</td>
            <td>{one.ways.slice(0, 1).map(wayWords)}</td>
            <td>{one.ways.slice(1).map(wayWords).join(', ')}</td>
          </tr>
        ))}
      </Table>
      {changed && <RouteSheet routes={changed} onClose={() => setChanged(undefined)} />}
    </>
  );
}

export const wayWords = ({ provider, product }: Routes['ways'][number]) => `${provider}:${product}`;
