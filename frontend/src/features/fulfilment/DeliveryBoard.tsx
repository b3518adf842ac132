import { useTranslation } from 'react-i18next';
import { readFragment } from '@/gql';
import { DeliveryBoardDocument, DeliveryLineFragmentDoc, type DeliveryState } from '@/gql/graphql';
import { useLiveQuery } from '@/lib/graphql/read';
import { useLocalText } from '@/lib/i18n/localText';
import { useAddress } from '@/lib/useAddress';
import board from '@/ui/Board.module.css';
import { Choice } from '@/ui/Choice';
import { DeliveryMark } from '@/ui/DeliveryMark';
import { Empty } from '@/ui/Empty';
import { Skeleton } from '@/ui/Skeleton';
import { numberCell, Table } from '@/ui/Table';
import { TwoClocks } from '@/ui/TwoClocks';
import { Unavailable } from '@/ui/Unavailable';
import { DeliveryFile } from './DeliveryFile';

const STATES = {
  all: null,
  trouble: ['FAILED', 'RETRYING'],
  underWay: ['QUEUED', 'SENT', 'AWAITING_PROVIDER'],
  member: ['AWAITING_MEMBER'],
  delivered: ['DELIVERED'],
} as const satisfies Record<string, readonly DeliveryState[] | null>;
const FILTERS = Object.keys(STATES) as (keyof typeof STATES)[];
const COLUMNS = ['benefit', 'member', 'since', 'provider', 'state'] as const;

/** The task board: filters in the address, the delivery selected beside the list. */
export function DeliveryBoard() {
  const { t } = useTranslation('console');
  const address = useAddress();
  const filter = FILTERS.find((one) => one === address.get('state')) ?? 'all';
  const selected = address.get('delivery');
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
      </div>
      <div className={board.split} data-open={Boolean(selected) || undefined}>
        <Lines filter={filter} selected={selected} onSelect={(id) => address.put('delivery', id)} />
        {selected && (
          <DeliveryFile key={selected} id={selected} onClose={() => address.put('delivery', null)} />
        )}
      </div>
    </>
  );
}

interface LinesProps {
  filter: keyof typeof STATES;
  selected: string | null;
  onSelect: (id: string) => void;
}

function Lines({ filter, selected, onSelect }: LinesProps) {
  const { t } = useTranslation('console');
  const text = useLocalText();
  const states = STATES[filter];
  const variables = { states: states && [...states], provider: null };
  const { data, error } = useLiveQuery(DeliveryBoardDocument, variables);
  if (error && !data) return <Unavailable error={error} />;
  if (!data) return <Skeleton height={2.75} count={6} />;
  const lines = data.deliveries.edges.map(({ node }) => readFragment(DeliveryLineFragmentDoc, node));
  if (lines.length === 0)
    return <Empty title={t('deliveries.emptyTitle')}>{t('deliveries.emptyBody')}</Empty>;
  const columns = COLUMNS.map((key) => ({ key, head: t(`deliveries.column.${key}`) }));
  return (
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
            <DeliveryMark state={line.state} />
          </td>
          <td className={numberCell}>{line.tries || ''}</td>
        </tr>
      ))}
    </Table>
  );
}
