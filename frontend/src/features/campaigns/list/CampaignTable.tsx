import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readFragment } from '@/gql';
import { CampaignLineFragmentDoc, CampaignsDocument, type CampaignsQuery } from '@/gql/graphql';
import { useEveryPage } from '@/lib/graphql/everyPage';
import { Button } from '@/ui/Button';
import { Empty } from '@/ui/Empty';
import { Skeleton } from '@/ui/Skeleton';
import { Table } from '@/ui/Table';
import { Unavailable } from '@/ui/Unavailable';
import form from '../form/Form.module.css';
import { CampaignRow } from './CampaignRow';
import styles from './List.module.css';

const STEPS = ['audience', 'offer', 'journey', 'guards', 'simulation', 'launch'] as const;
const COLUMNS = ['compare', 'name', 'state', 'audience', 'dates', 'result'] as const;
const PAGES = { query: CampaignsDocument, pageOf: ({ campaigns }: CampaignsQuery) => campaigns };

interface Props {
  onNew: () => void;
  onCompare: (codes: string[]) => void;
}

/** Every campaign, the newest first; those ticked can be laid side by side. */
export function CampaignTable({ onNew, onCompare }: Props) {
  const { t } = useTranslation('console');
  const { items, isComplete, error } = useEveryPage(PAGES);
  const [ticked, setTicked] = useState<string[]>([]);
  const campaigns = items.map((item) => readFragment(CampaignLineFragmentDoc, item));
  if (error && campaigns.length === 0) return <Unavailable error={error} />;
  if (!isComplete && campaigns.length === 0) return <Skeleton height={2.75} count={6} />;
  if (campaigns.length === 0) return <Beginning onNew={onNew} />;
  const columns = COLUMNS.map((key) => ({
    key,
    head: t(`campaigns.column.${key}`),
    isNumber: key === 'audience',
  }));
  return (
    <div className={form.stack}>
      {ticked.length > 1 && (
        <div className={form.buttons}>
          <Button onPress={() => onCompare(ticked)}>
            {t('campaigns.compare.open', { count: ticked.length })}
          </Button>
        </div>
      )}
      <Table columns={columns}>
        {campaigns.map((campaign) => (
          <CampaignRow
            key={campaign.code}
            campaign={campaign}
            isTicked={ticked.includes(campaign.code)}
            onTick={(isOn) =>
              setTicked(isOn ? [...ticked, campaign.code] : ticked.filter((code) => code !== campaign.code))
            }
          />
        ))}
      </Table>
    </div>
  );
}

/** What campaigns are, and the way to the first one. */
function Beginning({ onNew }: { onNew: () => void }) {
  const { t } = useTranslation('console');
  return (
    <div className={styles.beginning}>
      <Empty title={t('campaigns.empty.title')}>{t('campaigns.empty.body')}</Empty>
      <ol className={styles.way}>
        {STEPS.map((step) => (
          <li key={step}>
            <strong>{t(`campaigns.steps.${step}`)}</strong> {t(`campaigns.empty.${step}`)}
          </li>
        ))}
      </ol>
      <Button weight="primary" onPress={onNew}>
        {t('campaigns.new.first')}
      </Button>
    </div>
  );
}
