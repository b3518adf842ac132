import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'wouter';
import { readFragment } from '@/gql';
import { ConsoleMemberDocument, MemberHeadFragmentDoc, type MemberHeadFragment } from '@/gql/graphql';
import { useLiveQuery } from '@/lib/graphql/read';
import { lazily } from '@/lib/lazily';
import { Zone } from '@/lib/time/zone';
import { Button } from '@/ui/Button';
import { Empty } from '@/ui/Empty';
import { Skeleton } from '@/ui/Skeleton';
import { Unavailable } from '@/ui/Unavailable';
import { Agreements } from '../agreements/Agreements';
import { AsOf } from './AsOf';
import { Holdings } from './Holdings';
import { Journal } from './Journal';
import styles from './MemberPage.module.css';

const Campaigns = lazily(() => import('./Campaigns'));
const Reminders = lazily(() => import('./Reminders'));
const Told = lazily(() => import('./Told'));
const GrantSheet = lazily(() => import('../changes/GrantSheet'));

/** One member as support sees them, at any instant: the instant and the benefit looked at stand in the address. */
export function MemberPage({ externalId }: { externalId: string }) {
  const { t } = useTranslation('console');
  const { data, error } = useLiveQuery(ConsoleMemberDocument, { externalId });
  const member = readFragment(MemberHeadFragmentDoc, data?.member);
  if (error && !data) return <Unavailable error={error} />;
  if (!data) return <Skeleton height={8} count={2} />;
  if (!member) return <Empty title={t('member.notFound', { externalId })}>{t('member.notFoundBody')}</Empty>;
  return (
    <Zone value={member.zone}>
      <Rooms member={member} />
    </Zone>
  );
}

function Rooms({ member }: { member: MemberHeadFragment }) {
  const { t } = useTranslation('console');
  const [isGranting, setGranting] = useState(false);
  const [params, setParams] = useSearchParams();
  const at = params.get('at');
  const put = (name: string, value: string | null) =>
    setParams((before) => {
      if (value) before.set(name, value);
      else before.delete(name);
      return before;
    });
  return (
    <>
      <header className={styles.head}>
        <h1 className={styles.name}>
          <bdi>{member.name}</bdi>
        </h1>
        <p className={styles.facts}>
          {[member.externalId, member.phone, member.email, member.zone].filter(Boolean).join(' · ')}
        </p>
        <div className={styles.tools}>
          <AsOf at={at} onChoose={(chosen) => put('at', chosen)} />
          <Button weight="primary" onPress={() => setGranting(true)}>
            {t('member.grant')}
          </Button>
        </div>
      </header>
      <Holdings
        member={member.id}
        at={at}
        selected={params.get('benefit')}
        onSelect={(code) => put('benefit', code)}
      />
      <Agreements member={member.id} />
      <Suspense>
        <Reminders member={member.id} />
        <Told member={member.id} />
        <Campaigns member={member.id} />
      </Suspense>
      <Journal member={member.id} />
      <Suspense>{isGranting && <GrantSheet member={member} onClose={() => setGranting(false)} />}</Suspense>
    </>
  );
}
