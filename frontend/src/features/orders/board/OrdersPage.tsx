import { useTranslation } from 'react-i18next';
import { readFragment } from '@/gql';
import { OrderBoardDocument, OrderLineUpFragmentDoc, type OrderState } from '@/gql/graphql';
import { useLiveQuery } from '@/lib/graphql/read';
import { formatMoney } from '@/lib/money';
import { language } from '@/lib/preferences';
import { useStore } from '@/lib/store';
import { useAddress } from '@/lib/useAddress';
import board from '@/ui/Board.module.css';
import { Choice } from '@/ui/Choice';
import { Empty } from '@/ui/Empty';
import { Skeleton } from '@/ui/Skeleton';
import { numberCell, Table } from '@/ui/Table';
import { TwoClocks } from '@/ui/TwoClocks';
import { Unavailable } from '@/ui/Unavailable';
import { OrderMark } from '../OrderMark';
import { OrderFile } from './OrderFile';

const STATES = {
  all: null,
  open: ['AWAITING_PAYMENT'],
  paid: ['PAID'],
  returned: ['PARTLY_REFUNDED', 'REFUNDED'],
  over: ['EXPIRED', 'CANCELLED'],
} as const satisfies Record<string, readonly OrderState[] | null>;
const FILTERS = Object.keys(STATES) as (keyof typeof STATES)[];
const COLUMNS = ['number', 'member', 'placedAt', 'state'] as const;

/** All orders, newest first; the one selected is told in full beside the list. */
export default function OrdersPage() {
  const { t } = useTranslation('console');
  const address = useAddress();
  const filter = FILTERS.find((one) => one === address.get('state')) ?? 'all';
  const selected = address.get('order');
  return (
    <>
      <header className={board.head}>
        <h1 className={board.title}>{t('rail.orders')}</h1>
        <Choice
          label={t('orders.filter')}
          options={FILTERS}
          chosen={filter}
          onChoose={(chosen) => address.put('state', chosen === 'all' ? null : chosen)}
          nameOf={(one) => t(`orders.filterName.${one}`)}
        />
      </header>
      <div className={board.split} data-open={Boolean(selected) || undefined}>
        <OrderTable filter={filter} selected={selected} onSelect={(number) => address.put('order', number)} />
        {selected && (
          <OrderFile key={selected} number={selected} onClose={() => address.put('order', null)} />
        )}
      </div>
    </>
  );
}

interface TableProps {
  filter: keyof typeof STATES;
  selected: string | null;
  onSelect: (number: string) => void;
}

function OrderTable({ filter, selected, onSelect }: TableProps) {
  const { t } = useTranslation('console');
  const spoken = useStore(language);
  const states = STATES[filter];
  const { data, error } = useLiveQuery(OrderBoardDocument, { states: states && [...states], after: null });
  if (error && !data) return <Unavailable error={error} />;
  if (!data) return <Skeleton height={2.75} count={6} />;
  const orders = data.orders.edges.map(({ node }) => readFragment(OrderLineUpFragmentDoc, node));
  if (orders.length === 0) return <Empty title={t('orders.emptyTitle')}>{t('orders.emptyBody')}</Empty>;
  const columns = COLUMNS.map((key) => ({ key, head: t(`orders.column.${key}`) }));
  return (
    <Table columns={[...columns, { key: 'total', head: t('orders.column.total'), isNumber: true }]}>
      {orders.map((order) => (
        <tr key={order.number} data-selected={order.number === selected || undefined}>
          <th scope="row">
            <button type="button" className={board.pick} onClick={() => onSelect(order.number)}>
              {order.number}
            </button>
          </th>
          <td>
            <bdi>{order.member.name}</bdi>
          </td>
          <td>
            <TwoClocks instant={order.placedAt} />
          </td>
          <td>
            <OrderMark state={order.state} />
          </td>
          <td className={numberCell}>{formatMoney(order.total, spoken)}</td>
        </tr>
      ))}
    </Table>
  );
}
