import { useTranslation } from 'react-i18next';
import { readFragment } from '@/gql';
import { ConsoleBenefitsDocument, HoldingFragmentDoc, type HoldingFragment } from '@/gql/graphql';
import { useLiveQuery } from '@/lib/graphql/read';
import { useLocalText } from '@/lib/i18n/localText';
import { useDates } from '@/lib/time/zone';
import board from '@/ui/Board.module.css';
import { Skeleton } from '@/ui/Skeleton';
import { StatusMark } from '@/ui/StatusMark';
import { numberCell, Table } from '@/ui/Table';
import { Unavailable } from '@/ui/Unavailable';
import { ExplanationPanel } from './ExplanationPanel';
import styles from './MemberPage.module.css';

interface Props {
  member: string;
  at: string | null;
  selected: string | null;
  onSelect: (benefit: string | null) => void;
}

const COLUMNS = ['benefit', 'status', 'until', 'left'] as const;

/** What the member holds at the instant; the one selected is explained beside the list. */
export function Holdings({ member, at, selected, onSelect }: Props) {
  const { t } = useTranslation('console');
  const { data, error } = useLiveQuery(ConsoleBenefitsDocument, { member, at });
  const holdings = data?.member?.benefits.edges.map((edge) => readFragment(HoldingFragmentDoc, edge.node));
  if (error && !data) return <Unavailable error={error} />;
  if (!holdings) return <Skeleton height={2.75} count={6} />;
  const shown = holdings.find((one) => one.benefit.code === selected);
  return (
    <section
      aria-label={t('member.benefits')}
      className={board.split}
      data-open={Boolean(shown) || undefined}
    >
      <div>
        <h2 className={styles.title}>{t('member.benefits')}</h2>
        {holdings.length === 0 ? (
          <p className={styles.facts}>{t('member.noBenefits')}</p>
        ) : (
          <HoldingsTable holdings={holdings} selected={selected} onSelect={onSelect} />
        )}
      </div>
      {shown && <ExplanationPanel holding={shown} member={member} at={at} onClose={() => onSelect(null)} />}
    </section>
  );
}

interface TableProps extends Pick<Props, 'selected' | 'onSelect'> {
  holdings: HoldingFragment[];
}

function HoldingsTable({ holdings, selected, onSelect }: TableProps) {
  const { t } = useTranslation('console');
  return (
    <Table
      columns={COLUMNS.map((key) => ({ key, head: t(`member.column.${key}`), isNumber: key === 'left' }))}
    >
      {holdings.map((holding) => (
        <HoldingRow
          key={holding.id}
          holding={holding}
          isSelected={holding.benefit.code === selected}
          onSelect={() => onSelect(holding.benefit.code)}
        />
      ))}
    </Table>
  );
}

interface RowProps {
  holding: HoldingFragment;
  isSelected: boolean;
  onSelect: () => void;
}

function HoldingRow({ holding, isSelected, onSelect }: RowProps) {
  const { t } = useTranslation();
  const text = useLocalText();
  const dates = useDates();
  const { benefit, coverageEnd, isLifetime, quantity } = holding;
  return (
    <tr data-selected={isSelected || undefined}>
      <th scope="row">
        <button type="button" className={styles.pick} aria-pressed={isSelected} onClick={onSelect}>
          <bdi>{text(benefit.name)}</bdi>
          <span className={styles.facts}>{benefit.code}</span>
        </button>
      </th>
      <td>
        <StatusMark status={holding.status} />
      </td>
      <td>
        <bdi>{coverageEnd ? dates.moment(coverageEnd) : isLifetime ? t('term.forLife') : '–'}</bdi>
      </td>
      <td className={numberCell}>{quantity ? t('quantity.leftPlain', quantity) : ''}</td>
    </tr>
  );
}
