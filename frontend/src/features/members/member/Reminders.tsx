import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { MemberRemindersDocument } from '@/gql/graphql';
import { useLiveQuery } from '@/lib/graphql/read';
import { ReminderTable } from '@/ui/ReminderTable';
import { Skeleton } from '@/ui/Skeleton';
import styles from './MemberPage.module.css';

/** What the member was told, or will be, of what ends; and why not where they were not. */
export default function Reminders({ member }: { member: string }) {
  const { t } = useTranslation('console');
  const { data } = useLiveQuery(MemberRemindersDocument, { member });
  const reminders = data?.reminders.edges.map((edge) => edge.node);
  return (
    <section aria-label={t('reminders.ofMember.title')} className={styles.journal}>
      <h2 className={styles.title}>{t('reminders.ofMember.title')}</h2>
      {!reminders && <Skeleton height={2.75} count={3} />}
      {reminders?.length === 0 && <p className={styles.facts}>{t('reminders.ofMember.none')}</p>}
      {reminders && reminders.length > 0 && <ReminderTable reminders={reminders} isOfOne />}
      {data?.reminders.pageInfo.hasNextPage && (
        <p className={styles.more}>
          <Link href={`/reminders?member=${encodeURIComponent(member)}`}>{t('reminders.ofMember.all')}</Link>
        </p>
      )}
    </section>
  );
}
