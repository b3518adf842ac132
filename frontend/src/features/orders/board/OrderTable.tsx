import { useTranslation } from 'react-i18next';
import { readFragment } from '@/gql';
import {
  OrderBoardDocument,
  OrderLineUpFragmentDoc,
  type OrderBoardQuery,
  type OrderState,
} from '@/gql/graphql';
import { useMorePages } from '@/lib/graphql/everyPage';
import { formatMoney } from '@/lib/money';
import { language } from '@/lib/preferences';
import { useStore } from '@/lib/store';
import board from '@/ui/Board.module.css';
import { Boarded } from '@/ui/Boarded';
import { numberCell, Table } from '@/ui/Table';
import { TwoClocks } from '@/ui/TwoClocks';
import { OrderMark } from '../OrderMark';

const STATES: Record<'all' | 'open' | 'paid' | 'returned' | 'over', { states: OrderState[] | null }> = {
  all: { states: null },
  open: { states: ['AWAITING_PAYMENT'] },
  paid: { states: ['PAID'] },
  returned: { states: ['PARTLY_REFUNDED', 'REFUNDED'] },
  over: { states: ['EXPIRED', 'CANCELLED'] },
};
export const ORDER_FILTERS = ['all', 'open', 'paid', 'returned', 'over'] as const;
const COLUMNS = ['number', 'member', 'placedAt', 'state'] as const;
const ORDERS = { query: OrderBoardDocument, pageOf: (answer: OrderBoardQuery) => answer.orders };

interface TableProps {
  filter: keyof typeof STATES;
  selected: string | null;
  onSelect: (number: string) => void;
}

/** Orders, newest first, as many as are asked for. */
export function OrderTable({ filter, selected, onSelect }: TableProps) {
  const { t } = useTranslation('console');
  const spoken = useStore(language);
  const read = useMorePages(ORDERS, STATES[filter]);
  const orders = read.items.map((node) => readFragment(OrderLineUpFragmentDoc, node));
  const columns = COLUMNS.map((key) => ({ key, head: t(`orders.column.${key}`) }));
  return (
    <Boarded read={read} emptyTitle={t('orders.emptyTitle')} emptyBody={t('orders.emptyBody')}>
      <Table columns={[...columns, { key: 'total', head: t('orders.column.total'), isNumber: true }]}>
        {orders.map((order) => (
          <tr key={order.number} data-selected={order.number === selected || undefined}>
            <th scope="row">
              <button type="button" className={board.pick} onClick={() => onSelect(order.number)}>
                <bdi>{order.number}</bdi>
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
    </Boarded>
  );
}
