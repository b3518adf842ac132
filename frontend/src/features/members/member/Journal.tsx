import { useTranslation } from 'react-i18next';
import { MemberJournalDocument } from '@/gql/graphql';
import { useLiveQuery } from '@/lib/graphql/read';
import { useLocalText } from '@/lib/i18n/localText';
import { Skeleton } from '@/ui/Skeleton';
import { Table } from '@/ui/Table';
import { TwoClocks } from '@/ui/TwoClocks';
import styles from './MemberPage.module.css';

const COLUMNS = ['at', 'what', 'who'] as const;

/** What happened around the member, newest first. */
export function Journal({ member }: { member: string }) {
  const { t } = useTranslation('console');
  const text = useLocalText();
  const who = useActor();
  const { data } = useLiveQuery(MemberJournalDocument, { member });
  const entries = data?.member?.journal.edges.map((edge) => edge.node);
  return (
    <section className={styles.journal}>
      <h2 className={styles.title}>{t('member.journal')}</h2>
      {!entries && <Skeleton height={2.75} count={4} />}
      {entries?.length === 0 && <p className={styles.facts}>{t('member.noJournal')}</p>}
      {entries && entries.length > 0 && (
        <Table columns={COLUMNS.map((key) => ({ key, head: t(`member.journalColumn.${key}`) }))}>
          {entries.map((entry) => (
            <tr key={entry.id}>
              <td>
                <TwoClocks instant={entry.at} />
              </td>
              <td>{text(entry.sentence)}</td>
              <td>{who(entry.actor)}</td>
            </tr>
          ))}
        </Table>
      )}
    </section>
  );
}

/** Who did it, in words: staff and keys by their own names. */
function useActor() {
  const { t } = useTranslation('console');
  return (actor: string) => {
    const [kind = '', name = ''] = actor.split(':', 2);
    if (kind === 'member') return t('member.who.member');
    return kind === 'system' ? t('member.who.system') : name || actor;
  };
}
