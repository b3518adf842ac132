import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { readFragment } from '@/gql';
import {
  DeliveryBoardDocument,
  DeliveryLineFragmentDoc,
  type DeliveryBoardQuery,
  type DeliveryState,
} from '@/gql/graphql';
import { useMorePages } from '@/lib/graphql/everyPage';
import { useLocalText } from '@/lib/i18n/localText';
import { useAddress } from '@/lib/useAddress';
import board from '@/ui/Board.module.css';
import { Boarded } from '@/ui/Boarded';
import { Button } from '@/ui/Button';
import { Choice } from '@/ui/Choice';
import { StaffDeliveryMark } from '@/ui/DeliveryMark';
import { numberCell, Table } from '@/ui/Table';
import { TwoClocks } from '@/ui/TwoClocks';
import { DeliveryFile } from './DeliveryFile';

const FILTERS = ['all', 'trouble', 'underWay', 'member', 'delivered'] as const;
const STATES: Record<(typeof FILTERS)[number], DeliveryState[] | null> = {
  all: null,
  trouble: ['FAILED', 'RETRYING'],
  underWay: ['QUEUED', 'SENT', 'AWAITING_PROVIDER'],
  member: ['AWAITING_MEMBER'],
  delivered: ['DELIVERED'],
};
const COLUMNS = ['benefit', 'member', 'since', 'provider', 'state'] as const;
const DELIVERIES = {
  query: DeliveryBoardDocument,
  pageOf: (answer: DeliveryBoardQuery) => answer.deliveries,
};

/** The task board: filters in the address, the delivery selected beside the list. */
export function DeliveryBoard() {
  const { t } = useTranslation('console');
  const address = useAddress();
  const filter = FILTERS.find((one) => one === address.get('state')) ?? 'all';
  const selected = address.get('delivery');
  const provider = address.get('provider');
  return (
    <>
      <div className={board.head}>
        <Choice
          label={t('deliveries.filter')}
          options={FILTERS}
          chosen={filter}
          onChoose={(chosen) => address.put('state', chosen === 'all' ? null : chosen)}
          nameOf={(one) => t(`deliveries.filterName.${one}`)}
        />
        {provider && (
          <Button onPress={() => address.put('provider', null)} aria-label={t('deliveries.ofAll')}>
            {t('deliveries.only', { provider })} ×
          </Button>
        )}
      </div>
      <div className={board.split} data-open={Boolean(selected) || undefined}>
        <Lines
          key={`${filter} ${provider}`}
          filter={filter}
          provider={provider}
          selected={selected}
          onSelect={(id) => address.put('delivery', id)}
        />
        {selected && (
          <DeliveryFile key={selected} id={selected} onClose={() => address.put('delivery', null)} />
        )}
      </div>
    </>
  );
}

interface LinesProps {
  filter: keyof typeof STATES;
  provider: string | null;
  selected: string | null;
  onSelect: (id: string) => void;
}

function Lines({ filter, provider, selected, onSelect }: LinesProps) {
  const { t } = useTranslation('console');
  const text = useLocalText();
  const wanted = useMemo(() => ({ states: STATES[filter], provider }), [filter, provider]);
  const read = useMorePages(DELIVERIES, wanted);
  const lines = read.items.map((node) => readFragment(DeliveryLineFragmentDoc, node));
  const columns = COLUMNS.map((key) => ({ key, head: t(`deliveries.column.${key}`) }));
  return (
    <Boarded read={read} emptyTitle={t('deliveries.emptyTitle')} emptyBody={t('deliveries.emptyBody')}>
      <Table columns={[...columns, { key: 'tries', head: t('deliveries.column.tries'), isNumber: true }]}>
        {lines.map((line) => (
          <tr key={line.id} data-selected={line.id === selected || undefined}>
            <th scope="row">
              <button type="button" className={board.pick} onClick={() => onSelect(line.id)}>
                {text(line.benefit.name)}
              </button>
            </th>
            <td>
              <bdi>{line.member.name}</bdi>
            </td>
            <td>
              <TwoClocks instant={line.createdAt} />
            </td>
            <td>{line.routes.find((route) => route.isCurrent)?.provider}</td>
            <td>
              <StaffDeliveryMark state={line.state} />
            </td>
            <td className={numberCell}>{line.tries || ''}</td>
          </tr>
        ))}
      </Table>
    </Boarded>
  );
}
