import { useTranslation } from 'react-i18next';
import { SentMessageDocument, type SentMessageQuery } from '@/gql/graphql';
import { useLiveQuery } from '@/lib/graphql/read';
import { useDates } from '@/lib/time/zone';
import { Empty } from '@/ui/Empty';
import { Fold } from '@/ui/Fold';
import { MailFrame } from '@/ui/MailFrame';
import { Sheet } from '@/ui/Sheet';
import { Skeleton } from '@/ui/Skeleton';
import styles from './MessagesPage.module.css';
import { Settling } from './Settling';

type Shown = Extract<SentMessageQuery['node'], { __typename: 'Message' }>;

/** One message: as its recipient saw it, and how it stands with it. */
export default function MessageSheet({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation('console');
  const { data } = useLiveQuery(SentMessageDocument, { id });
  const message = data?.node?.__typename === 'Message' ? data.node : undefined;
  return (
    <Sheet title={message?.subject ?? t('messages.one')} onClose={onClose} place="side">
      {!data && <Skeleton height={20} />}
      {data && !message && <Empty title={t('messages.noneTitle')}>{t('messages.noneBody')}</Empty>}
      {message && <Told message={message} onClose={onClose} />}
    </Sheet>
  );
}

function Told({ message, onClose }: { message: Shown; onClose: () => void }) {
  const { t } = useTranslation('console');
  const dates = useDates();
  const moment = (instant: string | null | undefined) => (instant ? dates.moment(instant) : '');
  const facts: [string, string][] = [
    [t('messages.column.member'), [message.member.name, message.recipient].filter(Boolean).join(' · ')],
    [t('messages.column.state'), t(`messages.state.${message.state}`)],
    [t(message.state === 'SENT' ? 'messages.fact.answer' : 'messages.fact.note'), message.note],
    [t('messages.fact.category'), t(`messages.category.${message.category}`)],
    [t('messages.fact.template'), `${message.template} · ${message.edition}`],
    [t('messages.fact.reference'), message.channel === 'EMAIL' ? `${message.reference}@…` : ''],
    [t('messages.fact.created'), moment(message.createdAt)],
    [t('messages.fact.due'), moment(message.dueAt)],
    [t('messages.fact.sent'), moment(message.sentAt)],
    [t('messages.fact.read'), moment(message.readAt)],
  ];
  return (
    <>
      <dl className={styles.facts}>
        {facts
          .filter(([, fact]) => fact)
          .map(([name, fact]) => [<dt key={name}>{name}</dt>, <dd key={`${name}:`}>{fact}</dd>])}
      </dl>
      {message.state === 'UNDECIDED' && <Settling message={message.id} onClose={onClose} />}
      <MailFrame title={message.subject} html={message.html} />
      <Fold title={t('messages.plain')}>
        <pre className={styles.text}>{message.text}</pre>
      </Fold>
    </>
  );
}
