import { useTranslation } from 'react-i18next';
import { useDates } from '@/lib/time/zone';
import { numberCell, Table } from '@/ui/Table';

interface Props {
  /** What the names are of: ways of the campaign, or reasons. */
  what: 'arm' | 'reason';
  counts: readonly { name: string; count: number }[];
}

/** How many of each. */
export function Counts({ what, counts }: Props) {
  const { t } = useTranslation('console');
  const dates = useDates();
  const columns = [
    { key: 'name', head: t(`campaigns.${what}.title`) },
    { key: 'count', head: t('campaigns.members'), isNumber: true },
  ];
  return (
    <Table columns={columns}>
      {counts.map(({ name, count }) => (
        <tr key={name}>
          <th scope="row">
            {t([`campaigns.${what}.${name}`, `campaigns.${what}.other`] as never, { name })}
          </th>
          <td className={numberCell}>{dates.number(count)}</td>
        </tr>
      ))}
    </Table>
  );
}
