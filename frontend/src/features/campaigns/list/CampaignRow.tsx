import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { Link } from 'wouter';
import { readFragment } from '@/gql';
import { CampaignGlanceDocument, CampaignUpliftFragmentDoc, type CampaignLineFragment } from '@/gql/graphql';
import { language } from '@/lib/preferences';
import { useStore } from '@/lib/store';
import { useDates } from '@/lib/time/zone';
import { numberCell } from '@/ui/Table';
import { Tick } from '@/ui/Tick';
import { isOpen } from '../builder/steps';
import { CampaignMark } from '../CampaignMark';
import { percent } from '../results/percent';
import { verdictOf } from '../results/verdict';
import styles from './List.module.css';

interface RowProps {
  campaign: CampaignLineFragment;
  isTicked: boolean;
  onTick: (isOn: boolean) => void;
}

/** One campaign in a line. */
export function CampaignRow({ campaign, isTicked, onTick }: RowProps) {
  const { t } = useTranslation('console');
  const dates = useDates();
  const { code, name, state, audienceSize, launchedAt, endedAt, savedAt } = campaign;
  return (
    <tr>
      <td>
        <Tick isOn={isTicked} onChange={onTick} label={t('campaigns.compare.one', { name })} />
      </td>
      <th scope="row" className={styles.name}>
        <Link href={`/campaigns/${code}`}>{name}</Link>
      </th>
      <td>
        <CampaignMark state={state} />
      </td>
      <td className={numberCell}>{audienceSize === null ? '–' : dates.number(audienceSize)}</td>
      <td className={styles.dates}>
        {launchedAt
          ? t(endedAt ? 'campaigns.dates.over' : 'campaigns.dates.since', {
              from: dates.day(launchedAt),
              until: endedAt && dates.day(endedAt),
            })
          : t('campaigns.dates.saved', { at: dates.day(savedAt) })}
      </td>
      <td>{isOpen(state) ? '–' : <Glance code={code} />}</td>
    </tr>
  );
}

/** The result in a few words. */
function Glance({ code }: { code: string }) {
  const { t } = useTranslation('console');
  const spoken = useStore(language);
  const [{ data }] = useQuery({ query: CampaignGlanceDocument, variables: { code } });
  if (!data?.campaign) return '…';
  const { arms, uplifts } = data.campaign.results;
  const told = arms.filter(({ variant }) => variant !== 'HELD_OUT');
  const members = told.reduce((sum, arm) => sum + arm.members, 0);
  const renewed = told.reduce((sum, arm) => sum + arm.renewed, 0);
  const all = uplifts
    .map((one) => readFragment(CampaignUpliftFragmentDoc, one))
    .find(({ variant }) => variant === 'ALL');
  const rate = members ? percent(renewed / members, spoken) : '–';
  const verdict = all ? ` · ${t(`campaigns.glance.${verdictOf(all)}`)}` : '';
  return t('campaigns.glance.renewed', { renewed, members, rate }) + verdict;
}
