import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { Route, Switch } from 'wouter';
import { CampaignViewerDocument } from '@/gql/graphql';
import { Empty } from '@/ui/Empty';
import { CampaignPage } from './builder/CampaignPage';
import CampaignsPage from './list/CampaignsPage';

/** Marketing's rooms. */
export default function CampaignRooms() {
  const { t } = useTranslation('console');
  const [{ data }] = useQuery({ query: CampaignViewerDocument });
  if (data?.viewer.role === 'SUPPORT')
    return <Empty title={t('campaigns.closed.title')}>{t('campaigns.closed.body')}</Empty>;
  return (
    <Switch>
      <Route path="/campaigns" component={CampaignsPage} />
      <Route path="/campaigns/:code">
        {({ code }) => <CampaignPage key={code} code={decodeURIComponent(code)} />}
      </Route>
    </Switch>
  );
}
