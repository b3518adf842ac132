import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { MemberPreferencesDocument, SetMemberPreferenceDocument, type MessageCategory } from '@/gql/graphql';
import { useAct } from '@/lib/graphql/act';
import { useLiveQuery } from '@/lib/graphql/read';
import { Notice } from '@/ui/Notice';
import { PreferenceSwitch } from '@/ui/PreferenceSwitch';
import styles from './MemberPage.module.css';

/** Which messages the member wants, changed for those who ask by telephone; and the way to all that they got. */
export default function Told({ member }: { member: string }) {
  const { t } = useTranslation('console');
  const { data } = useLiveQuery(MemberPreferencesDocument, { member });
  const { problem, run } = useAct(SetMemberPreferenceDocument, (answer) => answer.setMessagePreference);
  const choose = (category: MessageCategory, isWanted: boolean) =>
    void run({ input: { member, category, isWanted } });
  return (
    <section aria-label={t('member.told')} className={styles.journal}>
      <h2 className={styles.title}>{t('member.told')}</h2>
      {problem && (
        <Notice tone="danger" isUrgent>
          {problem}
        </Notice>
      )}
      <div className={styles.told}>
        {data?.member?.messagePreferences.map((one) => (
          <PreferenceSwitch key={one.category} preference={one} onChange={choose} />
        ))}
      </div>
      <p className={styles.more}>
        <Link href={`/messages?member=${encodeURIComponent(member)}`}>{t('member.allMessages')}</Link>
      </p>
    </section>
  );
}
