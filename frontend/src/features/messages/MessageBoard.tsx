import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { readFragment } from '@/gql';
import {
  MessageLineFragmentDoc,
  SentMessagesDocument,
  type MessageChannel,
  type MessageFilter,
  type MessageState,
} from '@/gql/graphql';
import { useLiveQuery } from '@/lib/graphql/read';
import { useDates } from '@/lib/time/zone';
import board from '@/ui/Board.module.css';
import { Button } from '@/ui/Button';
import { Empty } from '@/ui/Empty';
import { OnlyMember } from '@/ui/OnlyMember';
import { Picker } from '@/ui/Picker';
import { Skeleton } from '@/ui/Skeleton';
import { Table } from '@/ui/Table';
import { Unavailable } from '@/ui/Unavailable';
import styles from './MessagesPage.module.css';

const SHOWN = 50;
const COLUMNS = ['subject', 'member', 'recipient', 'channel', 'state', 'at'] as const;
const CHANNELS = ['EMAIL', 'INBOX', 'WEBHOOK'] as const satisfies MessageChannel[];
const EVERY = '*' as const;

interface Props {
  /** Those that stand so; `null`: all. */
  states: readonly MessageState[] | null;
  params: URLSearchParams;
  put: (name: string, value: string | null) => void;
}

/** Messages that stand so, by every way or one, to everybody or one member. */
export function MessageBoard({ states, params, put }: Props) {
  const { t } = useTranslation('console');
  const channel = CHANNELS.find((known) => known === params.get('channel')) ?? null;
  const [member, after] = [params.get('member'), params.get('after')];
  return (
    <>
      <div className={styles.filters}>
        <ChannelPicker chosen={channel} onChoose={(chosen) => put('channel', chosen)} />
        {member && <OnlyMember id={member} onAll={() => put('member', null)} />}
        {after && <Button onPress={() => put('after', null)}>{t('messages.newest')}</Button>}
      </div>
      <Listed
        filter={{ state: states && [...states], channel, member }}
        after={after}
        onOpen={(id) => put('message', id)}
        onOlder={(cursor) => put('after', cursor)}
      />
    </>
  );
}

interface PickerProps {
  chosen: MessageChannel | null;
  onChoose: (channel: MessageChannel | null) => void;
}

function ChannelPicker({ chosen, onChoose }: PickerProps) {
  const { t } = useTranslation('console');
  const every = { key: EVERY, name: t('messages.every') };
  return (
    <Picker
      label={t('messages.column.channel')}
      options={[every, ...CHANNELS.map((key) => ({ key, name: t(`messages.channel.${key}`) }))]}
      chosen={chosen ?? EVERY}
      onChoose={(one) => onChoose(one === EVERY ? null : one)}
    />
  );
}

interface ListedProps {
  filter: MessageFilter;
  after: string | null | undefined;
  onOpen: (id: string) => void;
  onOlder: (cursor: string) => void;
}

function Listed({ filter, after, onOpen, onOlder }: ListedProps) {
  const { t } = useTranslation('console');
  const dates = useDates();
  const { data, error } = useLiveQuery(SentMessagesDocument, { filter, first: SHOWN, after });
  if (error && !data) return <Unavailable error={error} />;
  if (!data) return <Skeleton height={2.75} count={6} />;
  const { edges, pageInfo } = data.messages;
  if (edges.length === 0) return <Empty title={t('messages.emptyTitle')}>{t('messages.emptyBody')}</Empty>;
  return (
    <>
      <Table columns={COLUMNS.map((key) => ({ key, head: t(`messages.column.${key}`) }))}>
        {edges
          .map((edge) => readFragment(MessageLineFragmentDoc, edge.node))
          .map((message) => (
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
      {pageInfo.hasNextPage && pageInfo.endCursor && (
        <p className={styles.older}>
          <Button onPress={() => onOlder(pageInfo.endCursor ?? '')}>{t('messages.older')}</Button>
        </p>
      )}
    </>
  );
}
