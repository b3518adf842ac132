import { Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { Redirect, Route, Router, Switch } from 'wouter';
import { MemberPage } from '@/features/members/member/MemberPage';
import { MembersPage } from '@/features/members/search/MembersPage';
import { ConsoleViewerDocument, type Role } from '@/gql/graphql';
import { lazily } from '@/lib/lazily';
import { Announcement } from '@/ui/Announcement';
import { ConnectionBanner } from '@/ui/ConnectionBanner';
import { Empty } from '@/ui/Empty';
import styles from './Console.module.css';
import { Rail } from './Rail';

const Palette = lazily(() => import('@/features/members/search/Palette'));
const OrdersPage = lazily(() => import('@/features/orders/board/OrdersPage'));
const DeliveriesPage = lazily(() => import('@/features/fulfilment/DeliveriesPage'));
const CataloguePage = lazily(() => import('@/features/catalogue/CataloguePage'));
const CampaignRooms = lazily(() => import('@/features/campaigns/CampaignRooms'));
const MessagesPage = lazily(() => import('@/features/messages/MessagesPage'));
const RemindersPage = lazily(() => import('@/features/reminders/RemindersPage'));
const TemplatesPage = lazily(() => import('@/features/templates/TemplatesPage'));
const JobsPage = lazily(() => import('@/features/jobs/JobsPage'));

/** Ctrl-K, or ⌘-K, from anywhere. */
function useShortcut(open: () => void) {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      open();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [open]);
}

/** The staff's side: a narrow rail, and rooms whose questions stand in the address. */
export function Console() {
  const { t } = useTranslation('console');
  const [isSearching, setSearching] = useState(false);
  const [openSearch] = useState(() => () => setSearching(true));
  const [{ data }] = useQuery({ query: ConsoleViewerDocument });
  useShortcut(openSearch);
  const viewer = data?.viewer;
  return (
    <Router base="/console">
      <title>{t('title')}</title>
      <div className={styles.console}>
        <Rail viewer={viewer} onSearch={openSearch} />
        <ConnectionBanner />
        <main className={styles.main}>
          {viewer?.role === 'MEMBER' ? (
            <Empty title={t('notStaff.title')}>{t('notStaff.body')}</Empty>
          ) : (
            <Rooms role={viewer?.role} />
          )}
        </main>
      </div>
      <Announcement />
      <Suspense>{isSearching && <Palette onClose={() => setSearching(false)} />}</Suspense>
    </Router>
  );
}

/** Marketing begins with its campaigns, everybody else with the members. */
function Rooms({ role }: { role: Role | undefined }) {
  return (
    <Suspense>
      <Switch>
        <Route path="/members" component={MembersPage} />
        <Route path="/members/:externalId">
          {({ externalId }) => <MemberPage key={externalId} externalId={decodeURIComponent(externalId)} />}
        </Route>
        <Route path="/orders" component={OrdersPage} />
        <Route path="/deliveries" component={DeliveriesPage} />
        <Route path="/catalogue" component={CataloguePage} />
        <Route path="/campaigns/*?" component={CampaignRooms} />
        <Route path="/messages" component={MessagesPage} />
        <Route path="/reminders" component={RemindersPage} />
        <Route path="/templates" component={TemplatesPage} />
        <Route path="/jobs" component={JobsPage} />
        <Route>{role && <Redirect to={role === 'MARKETING' ? '/campaigns' : '/members'} replace />}</Route>
      </Switch>
    </Suspense>
  );
}
