import { useTranslation } from 'react-i18next';
import type { CampaignArmFragment } from '@/gql/graphql';
import { language } from '@/lib/preferences';
import { useStore } from '@/lib/store';
import { useDates } from '@/lib/time/zone';
import { numberCell, Table } from '@/ui/Table';
import { percent } from './percent';
import { moneyOf } from './told';

const COLUMNS = ['members', 'renewed', 'rate', 'orders', 'redeemed', 'revenue', 'cost'] as const;

/** What the members of each variant did, and those held out. */
export function Arms({ arms }: { arms: readonly CampaignArmFragment[] }) {
  const { t } = useTranslation('console');
  const dates = useDates();
  const spoken = useStore(language);
  const columns = COLUMNS.map((key) => ({ key, head: t(`campaigns.results.${key}`), isNumber: true }));
  return (
    <Table columns={[{ key: 'arm', head: t('campaigns.arm.title') }, ...columns]}>
      {arms.map((arm) => (
        <tr key={arm.variant}>
          <th scope="row">
            {t([`campaigns.arm.${arm.variant}`, 'campaigns.arm.other'] as never, { name: arm.variant })}
          </th>
          <td className={numberCell}>{dates.number(arm.members)}</td>
          <td className={numberCell}>{dates.number(arm.renewed)}</td>
          <td className={numberCell}>{arm.members ? percent(arm.renewed / arm.members, spoken) : '–'}</td>
          <td className={numberCell}>{dates.number(arm.orders)}</td>
          <td className={numberCell}>{dates.number(arm.redeemed)}</td>
          <td className={numberCell}>{moneyOf(arm.revenue, spoken)}</td>
          <td className={numberCell}>{moneyOf(arm.cost, spoken)}</td>
        </tr>
      ))}
    </Table>
  );
}
