import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { readFragment, type FragmentType } from '@/gql';
import { ReminderLineFragmentDoc, type ReminderLineFragment, type ReminderState } from '@/gql/graphql';
import { useLocalText } from '@/lib/i18n/localText';
import { useStage } from '@/lib/time/useStage';
import { useDates, Zone } from '@/lib/time/zone';
import board from './Board.module.css';
import { Mark, type Tone } from './StatusMark';
import { Table } from './Table';
import { TwoClocks } from './TwoClocks';

const TONES = {
  PLANNED: 'later',
  SENT: 'active',
  SKIPPED: 'ended',
  MISSED: 'ending',
} as const satisfies Record<ReminderState, Tone>;

interface Props {
  reminders: readonly FragmentType<typeof ReminderLineFragmentDoc>[];
  /** All of them are one member's, who need not be named. */
  isOfOne?: boolean;
}

/** Reminders: of what, what became of each, and why. Times are on the member's clock, the viewer's beside them. */
export function ReminderTable({ reminders, isOfOne = false }: Props) {
  const { t } = useTranslation('console');
  const columns = (['benefit', 'member', 'state', 'at', 'stage', 'end'] as const)
    .filter((key) => !(isOfOne && key === 'member'))
    .map((key) => ({ key, head: t(`reminders.column.${key}`) }));
  return (
    <Table columns={columns}>
      {readFragment(ReminderLineFragmentDoc, reminders).map((reminder) => (
        <Zone key={reminder.id} value={reminder.member.zone}>
          <Line reminder={reminder} isOfOne={isOfOne} />
        </Zone>
      ))}
    </Table>
  );
}

function Line({ reminder, isOfOne }: { reminder: ReminderLineFragment; isOfOne: boolean }) {
  const text = useLocalText();
  const stage = useStage();
  const dates = useDates();
  const at = reminder.dueAt ?? reminder.settledAt;
  return (
    <tr>
      <th scope="row">{text(reminder.benefit.name)}</th>
      {!isOfOne && (
        <td>
          <Link href={`/members/${encodeURIComponent(reminder.member.externalId)}`}>
            <bdi>{reminder.member.name}</bdi>
          </Link>
        </td>
      )}
      <td>
        <Outcome reminder={reminder} />
      </td>
      <td>{at && <TwoClocks instant={at} />}</td>
      <td className={board.whole}>{stage(reminder.stage)}</td>
      <td>
        <time dateTime={reminder.coverageEnd}>{dates.moment(reminder.coverageEnd)}</time>
      </td>
    </tr>
  );
}

/** Sent by what, or not sent and why. */
function Outcome({ reminder: { state, reason, messages } }: { reminder: ReminderLineFragment }) {
  const { t } = useTranslation('console');
  return (
    <>
      <Mark tone={TONES[state]}>{t(`reminders.state.${state}`)}</Mark>
      {reason && <p className={board.reason}>{t(`reminders.reason.${reason}`)}</p>}
      {messages.map((message) => (
        <p key={message.id} className={board.soft}>
          <Link href={`/messages?message=${encodeURIComponent(message.id)}`}>
            {t(`messages.channel.${message.channel}`)}
          </Link>{' '}
          {t(`messages.state.${message.state}`)}
        </p>
      ))}
    </>
  );
}
