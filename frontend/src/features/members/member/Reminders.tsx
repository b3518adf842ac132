import { useTranslation } from 'react-i18next';
import { MemberRemindersDocument } from '@/gql/graphql';
import { useLiveQuery } from '@/lib/graphql/read';
import { useLocalText } from '@/lib/i18n/localText';
import { useStageWords } from '@/lib/time/stages';
import { useDates } from '@/lib/time/zone';
import { Table } from '@/ui/Table';
import { TwoClocks } from '@/ui/TwoClocks';
import styles from './MemberPage.module.css';

const COLUMNS = ['benefit', 'end', 'stage', 'state', 'when'] as const;

/** Of what the member was, is to be, or was not reminded, and why not. */
export default function Reminders({ member }: { member: string }) {
  const { t } = useTranslation('console');
  const text = useLocalText();
  const words = useStageWords();
  const dates = useDates();
  const { data } = useLiveQuery(MemberRemindersDocument, { member });
  const reminders = data?.member?.reminders.edges.map((edge) => edge.node) ?? [];
  if (reminders.length === 0) return null;
  return (
    <section className={styles.journal}>
      <h2 className={styles.title}>{t('reminders.ofMember.title')}</h2>
      <Table columns={COLUMNS.map((key) => ({ key, head: t(`reminders.ofMember.${key}`) }))}>
        {reminders.map((reminder) => (
          <tr key={reminder.id}>
            <th scope="row">{text(reminder.benefit.name)}</th>
            <td>{dates.day(reminder.coverageEnd)}</td>
            <td>{words(reminder.stage)}</td>
            <td>
              {t(`reminders.state.${reminder.state}`)}
              {reminder.reason && (
                <span className={styles.facts}> {t(`reminders.reason.${reminder.reason}`)}</span>
              )}
            </td>
            <td>
              <When instant={reminder.dueAt ?? reminder.settledAt} />
            </td>
          </tr>
        ))}
      </Table>
    </section>
  );
}

const When = ({ instant }: { instant: string | null | undefined }) =>
  instant ? <TwoClocks instant={instant} /> : '–';
