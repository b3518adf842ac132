import { Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Route, Switch, useLocation, useRoute } from 'wouter';
import { ActionDesk } from '@/features/entitlements/actions/ActionDesk';
import { Benefits } from '@/features/entitlements/cards/Benefits';
import { BenefitsChangedDocument } from '@/gql/graphql';
import { useEveryPage } from '@/lib/graphql/everyPage';
import { follow } from '@/lib/graphql/live';
import { lazily } from '@/lib/lazily';
import { suggestLanguage } from '@/lib/preferences';
import { hereZone, Zone } from '@/lib/time/zone';
import { Announcement } from '@/ui/Announcement';
import { ConnectionBanner } from '@/ui/ConnectionBanner';
import { Unavailable } from '@/ui/Unavailable';
import { useSessions } from '../Gate';
import styles from './Centre.module.css';
import { MY_BENEFITS } from './myBenefits';
import { Tabs } from './Tabs';
import { TopStrip } from './TopStrip';

const Renewals = lazily(() => import('@/features/renewals/Renewals'));
const Timeline = lazily(() => import('@/features/timeline/Timeline'));
const Bought = lazily(() => import('@/features/bundles/Bought'));
const Orders = lazily(() => import('@/features/orders/Orders'));
const Shop = lazily(() => import('@/features/shop/Shop'));
const OrderPage = lazily(() => import('@/features/orders/OrderPage'));
const InboxPage = lazily(() => import('@/features/inbox/InboxPage'));
const DetailSheet = lazily(() => import('@/features/entitlements/detail/DetailSheet'), 'soon');

/** Listens for changes while signed in. */
function useLive() {
  const sessions = useSessions();
  useEffect(() => {
    const state = sessions.get();
    return state.kind === 'in' ? follow(sessions, state.session.token, BenefitsChangedDocument) : undefined;
  }, [sessions]);
}

/** The page under an open detail: where the member was, so that closing it leads back there. */
function useGround(): { ground: string; detail: string | undefined } {
  const [place] = useLocation();
  const [isDetail, params] = useRoute('/benefits/:code');
  const [ground, setGround] = useState(isDetail ? '/' : place);
  if (!isDetail && ground !== place) setGround(place);
  return { ground, detail: isDetail ? decodeURIComponent(params.code) : undefined };
}

/** The member's benefits centre. */
export function Centre() {
  const sessions = useSessions();
  useLive();
  const { t } = useTranslation();
  const { items, answer, isComplete, error } = useEveryPage(MY_BENEFITS);
  const { ground, detail } = useGround();
  const [, goTo] = useLocation();
  const member = answer?.viewer.member;
  useEffect(() => {
    if (member) suggestLanguage(member.locale === 'EN' ? 'en' : 'zh-CN');
  }, [member]);
  return (
    <Zone value={member?.zone ?? hereZone()}>
      <ActionDesk>
        <title>{t('hub')}</title>
        <TopStrip name={member?.name} onLeave={() => sessions.end('out')} />
        <ConnectionBanner />
        <main className={styles.main}>
          {error && items.length === 0 ? (
            <Unavailable error={error} />
          ) : (
            <Suspense>
              <Switch location={ground}>
                <Route path="/timeline">
                  <Timeline entitlements={items} isLoading={!isComplete} />
                </Route>
                <Route path="/bought">
                  <Orders />
                  <Bought />
                </Route>
                <Route path="/shop" component={Shop} />
                <Route path="/orders/:number">
                  {({ number }) => <OrderPage number={decodeURIComponent(number)} />}
                </Route>
                <Route path="/messages" component={InboxPage} />
                <Route path="/renewals" component={Renewals} />
                <Route>
                  <Benefits entitlements={items} isLoading={!isComplete} />
                </Route>
              </Switch>
            </Suspense>
          )}
        </main>
        <Tabs place={ground} />
        <Announcement />
        <Suspense>{detail && <DetailSheet code={detail} onClose={() => goTo(ground)} />}</Suspense>
      </ActionDesk>
    </Zone>
  );
}
