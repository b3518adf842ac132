import { useTranslation } from 'react-i18next';
import { useClient } from 'urql';
import { readFragment } from '@/gql';
import {
  CampaignArmFragmentDoc,
  CampaignCsvDocument,
  CampaignFiguresDocument,
  CampaignOutcomeFragmentDoc,
  CampaignUpliftFragmentDoc,
  type CampaignFiguresQuery,
} from '@/gql/graphql';
import { useLiveQuery } from '@/lib/graphql/read';
import { formatMoney } from '@/lib/money';
import { language } from '@/lib/preferences';
import { useStore } from '@/lib/store';
import { Button } from '@/ui/Button';
import { Notice } from '@/ui/Notice';
import { Skeleton } from '@/ui/Skeleton';
import { Unavailable } from '@/ui/Unavailable';
import { ByDay } from '../chart/ByDay';
import form from '../form/Form.module.css';
import { Section } from '../form/Section';
import { Arms } from './Arms';
import { download } from './download';
import { Funnel } from './Funnel';
import { Uplifts } from './Uplifts';
import { useSpan } from '@/lib/time/useSpan';

/** How a campaign does: whether it worked first, and then everything that this is made of. */
export function ResultsPage({ code }: { code: string }) {
  const { t } = useTranslation('console');
  const span = useSpan();
  const { data, error } = useLiveQuery(CampaignFiguresDocument, { code });
  const outcome = readFragment(CampaignOutcomeFragmentDoc, data?.campaign?.results);
  if (error && !data) return <Unavailable error={error} />;
  if (!data?.campaign || !outcome) return <Skeleton height={8} count={4} />;
  const arms = outcome.arms.map((arm) => readFragment(CampaignArmFragmentDoc, arm));
  const days = (['sent', 'clicked', 'renewed'] as const).map((key) => ({
    key,
    name: t(`campaigns.results.${key}`),
  }));
  return (
    <div className={form.stack}>
      {!data.campaign.isPlanned && <Notice tone="calm">{t('campaigns.results.planning')}</Notice>}
      <Section
        title={t('campaigns.uplift.title')}
        hint={t('campaigns.results.window', { window: span(outcome.window) })}
        tools={<Csv code={code} />}
      >
        <Uplifts
          uplifts={outcome.uplifts.map((one) => readFragment(CampaignUpliftFragmentDoc, one))}
          hasSeveral={arms.length > 2}
        />
      </Section>
      <Section title={t('campaigns.results.arms')} hint={t('campaigns.results.armsHint')}>
        <Arms arms={arms} />
        <Spent budget={data.campaign.budget} />
      </Section>
      <Section title={t('campaigns.results.funnel')} hint={t('campaigns.results.funnelHint')}>
        <Funnel steps={outcome.steps} />
      </Section>
      <Section title={t('campaigns.results.days')}>
        <ByDay
          label={t('campaigns.results.days')}
          bars="beside"
          series={days}
          points={outcome.days.flatMap((day) =>
            days.map(({ key }) => ({ on: day.on, series: key, count: day[key] })),
          )}
          empty={t('campaigns.results.noDays')}
        />
      </Section>
    </div>
  );
}

/** What is taken of the budget. */
function Spent({ budget }: { budget: NonNullable<CampaignFiguresQuery['campaign']>['budget'] }) {
  const { t } = useTranslation('console');
  const spoken = useStore(language);
  if (!budget) return null;
  return (
    <p>
      {t('campaigns.results.used', { count: budget.count })}
      {budget.most !== null && ` ${t('campaigns.results.ofMost', { most: budget.most })}`}
      {budget.spent && budget.budget && (
        <>
          {' '}
          {t('campaigns.results.ofBudget', {
            spent: formatMoney(budget.spent, spoken),
            budget: formatMoney(budget.budget, spoken),
          })}
        </>
      )}
    </p>
  );
}

function Csv({ code }: { code: string }) {
  const { t } = useTranslation('console');
  const client = useClient();
  const save = async () => {
    const { data } = await client.query(CampaignCsvDocument, { code }, { requestPolicy: 'network-only' });
    if (data?.campaign) download(`${code}.csv`, data.campaign.csv);
  };
  return <Button onPress={() => void save()}>{t('campaigns.results.csv')}</Button>;
}
