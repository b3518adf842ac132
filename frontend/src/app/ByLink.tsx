import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Provider, useQuery } from 'urql';
import { Renewals } from '@/features/renewals/Renewals';
import { MyRenewalsDocument } from '@/gql/graphql';
import { makeClient } from '@/lib/graphql/client';
import { SessionStore } from '@/lib/session/session';
import { hereZone, Zone } from '@/lib/time/zone';
import { Announcement } from '@/ui/Announcement';
import { Notice } from '@/ui/Notice';
import styles from './centre/Centre.module.css';
import { TopStrip } from './centre/TopStrip';

/** The renewal page, opened by a link in a message: signed in by the link itself, for this page alone. */
export default function ByLink({ token }: { token: string }) {
  const [client] = useState(() => makeClient(new SessionStore('link'), `renew_${token}`));
  return (
    <Provider value={client}>
      <Opened />
    </Provider>
  );
}

function Opened() {
  const { t } = useTranslation();
  const [{ data, error }] = useQuery({ query: MyRenewalsDocument });
  const member = data?.viewer.member;
  return (
    <Zone value={member?.zone ?? hereZone()}>
      <title>{t('renewals.title')}</title>
      <TopStrip name={undefined} />
      <main className={styles.main}>
        {error && !data ? (
          <Notice tone="warning">
            {t('renewals.link.failed')} <a href="/renewals">{t('renewals.link.signIn')}</a>
          </Notice>
        ) : (
          <>
            <Renewals />
            <p className={styles.aside}>
              {t('renewals.link.buy')} <a href="/shop">{t('renewals.link.shop')}</a>
            </p>
          </>
        )}
      </main>
      <Announcement />
    </Zone>
  );
}
