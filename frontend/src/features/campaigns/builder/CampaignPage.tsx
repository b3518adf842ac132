import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readFragment } from '@/gql';
import { CampaignDeskDocument, CampaignDeskFragmentDoc } from '@/gql/graphql';
import { useLiveQuery } from '@/lib/graphql/read';
import { Empty } from '@/ui/Empty';
import { Skeleton } from '@/ui/Skeleton';
import { Unavailable } from '@/ui/Unavailable';
import { Desk } from './Desk';

/** One campaign: its plan in steps while it can be changed, and how it does from its launch on. */
export function CampaignPage({ code }: { code: string }) {
  const { t } = useTranslation('console');
  const [round, setRound] = useState(0);
  const { data, error } = useLiveQuery(CampaignDeskDocument, { code });
  const campaign = readFragment(CampaignDeskFragmentDoc, data?.campaign);
  if (error && !data) return <Unavailable error={error} />;
  if (!data) return <Skeleton height={8} count={3} />;
  if (!campaign) return <Empty title={t('campaigns.none.title')}>{t('campaigns.none.body', { code })}</Empty>;
  return <Desk key={round} campaign={campaign} onReload={() => setRound(round + 1)} />;
}
