import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { readFragment } from '@/gql';
import {
  CampaignArmFragmentDoc,
  CampaignOutcomeFragmentDoc,
  CampaignUpliftFragmentDoc,
  ComparedCampaignsDocument,
  type ComparedCampaignsQuery,
} from '@/gql/graphql';
import { useLiveQuery } from '@/lib/graphql/read';
import { language } from '@/lib/preferences';
import { useStore } from '@/lib/store';
import { useDates } from '@/lib/time/zone';
import { Button } from '@/ui/Button';
import { Skeleton } from '@/ui/Skeleton';
import { numberCell, Table } from '@/ui/Table';
import { Unavailable } from '@/ui/Unavailable';
import { CampaignMark } from '../CampaignMark';
import form from '../form/Form.module.css';
import { percent, points } from '../results/percent';
import { moneyOf, toldOf } from '../results/told';

interface Props {
  codes: string[];
  onClose: () => void;
}

const COLUMNS = ['members', 'sent', 'clicked', 'renewed', 'rate', 'uplift', 'revenue', 'cost'] as const;

/** Campaigns side by side. */
export function Comparison({ codes, onClose }: Props) {
  const { t } = useTranslation('console');
  const { data, error } = useLiveQuery(ComparedCampaignsDocument, { codes });
  if (error && !data) return <Unavailable error={error} />;
  if (!data) return <Skeleton height={2.75} count={codes.length + 1} />;
  const columns = COLUMNS.map((key) => ({ key, head: t(`campaigns.results.${key}`), isNumber: true }));
  return (
    <div className={form.stack}>
      <div className={form.head}>
        <h2>{t('campaigns.compare.title')}</h2>
        <Button onPress={onClose}>{t('campaigns.compare.close')}</Button>
      </div>
      <Table columns={[{ key: 'name', head: t('campaigns.column.name') }, ...columns]}>
        {data.compareCampaigns.map((campaign) => (
          <ComparedRow key={campaign.code} campaign={campaign} />
        ))}
      </Table>
      <p className={form.hint}>{t('campaigns.compare.hint')}</p>
    </div>
  );
}

function ComparedRow({ campaign }: { campaign: ComparedCampaignsQuery['compareCampaigns'][number] }) {
  const { t } = useTranslation('console');
  const dates = useDates();
  const spoken = useStore(language);
  const outcome = readFragment(CampaignOutcomeFragmentDoc, campaign.results);
  const told = toldOf(outcome.arms.map((arm) => readFragment(CampaignArmFragmentDoc, arm)));
  const uplift = outcome.uplifts
    .map((one) => readFragment(CampaignUpliftFragmentDoc, one))
    .find(({ variant }) => variant === 'ALL');
  const sum = (key: 'sent' | 'clicked') =>
    dates.number(outcome.steps.reduce((all, step) => all + step[key], 0));
  const figures = {
    members: dates.number(told.members),
    sent: sum('sent'),
    clicked: sum('clicked'),
    renewed: dates.number(told.renewed),
    rate: told.members ? percent(told.renewed / told.members, spoken) : '–',
    uplift: uplift
      ? t('campaigns.uplift.short', {
          difference: points(uplift.difference, spoken),
          low: points(uplift.low, spoken),
          high: points(uplift.high, spoken),
        })
      : '–',
    revenue: moneyOf(told.revenue, spoken),
    cost: moneyOf(told.cost, spoken),
  };
  return (
    <tr>
      <th scope="row">
        <Link href={`/campaigns/${campaign.code}`}>{campaign.name}</Link>{' '}
        <CampaignMark state={campaign.state} />
      </th>
      {COLUMNS.map((key) => (
        <td key={key} className={numberCell}>
          {figures[key]}
        </td>
      ))}
    </tr>
  );
}
