import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { readFragment } from '@/gql';
import {
  MessageLineFragmentDoc,
  SentMessagesDocument,
  type MessageChannel,
  type MessageState,
  type SentMessagesQuery,
} from '@/gql/graphql';
import { useMorePages } from '@/lib/graphql/everyPage';
import { useDates } from '@/lib/time/zone';
import { useAddress } from '@/lib/useAddress';
import board from '@/ui/Board.module.css';
import { Boarded } from '@/ui/Boarded';
import { FilterPicker } from '@/ui/FilterPicker';
import { OnlyMember } from '@/ui/OnlyMember';
import { Table } from '@/ui/Table';

const COLUMNS = ['subject', 'member', 'recipient', 'channel', 'state', 'at'] as const;
const CHANNELS = ['EMAIL', 'INBOX', 'WEBHOOK'] as const satisfies MessageChannel[];
const MESSAGES = { query: SentMessagesDocument, pageOf: (answer: SentMessagesQuery) => answer.messages };

/** Those that stand so; `null`: all. */
type States = readonly MessageState[] | null;

/** Messages that stand so, by every way or one, to everybody or one member. */
export function MessageBoard({ states }: { states: States }) {
  const { t } = useTranslation('console');
  const address = useAddress();
  const channel = CHANNELS.find((known) => known === address.get('channel')) ?? null;
  const member = address.get('member');
  return (
    <>
      <div className={board.filters}>
        <FilterPicker
          label={t('messages.column.channel')}
          every={t('messages.every')}
          options={CHANNELS.map((key) => ({ key, name: t(`messages.channel.${key}`) }))}
          chosen={channel}
          onChoose={(chosen) => address.put('channel', chosen)}
        />
        {member && <OnlyMember id={member} onAll={() => address.put('member', null)} />}
      </div>
      <Listed
        key={`${String(states)} ${channel} ${member}`}
        states={states}
        channel={channel}
        member={member}
        onOpen={(id) => address.put('message', id)}
      />
    </>
  );
}

interface ListedProps {
  states: States;
  channel: MessageChannel | null;
  member: string | null;
  onOpen: (id: string) => void;
}

function Listed({ states, channel, member, onOpen }: ListedProps) {
  const { t } = useTranslation('console');
  const dates = useDates();
  const wanted = useMemo(
    () => ({ filter: { state: states && [...states], channel, member } }),
    [states, channel, member],
  );
  const read = useMorePages(MESSAGES, wanted);
  return (
    <Boarded read={read} emptyTitle={t('messages.emptyTitle')} emptyBody={t('messages.emptyBody')}>
      <Table columns={COLUMNS.map((key) => ({ key, head: t(`messages.column.${key}`) }))}>
        {readFragment(MessageLineFragmentDoc, read.items).map((message) => (
          <tr key={message.id}>
            <th scope="row">
              <button type="button" className={board.pick} onClick={() => onOpen(message.id)}>
                {message.subject}
              </button>
            </th>
            <td>
              <Link href={`/members/${encodeURIComponent(message.member.externalId)}`}>
                <bdi>{message.member.name}</bdi>
              </Link>
            </td>
            <td>{message.recipient}</td>
            <td>{t(`messages.channel.${message.channel}`)}</td>
            <td>{t(`messages.state.${message.state}`)}</td>
            <td>{dates.moment(message.sentAt ?? message.createdAt)}</td>
          </tr>
        ))}
      </Table>
    </Boarded>
  );
}
