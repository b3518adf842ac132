import { useTranslation } from 'react-i18next';
import type { CombinedError } from 'urql';
import { InboxDocument, MarkMessagesReadDocument, type InboxQuery } from '@/gql/graphql';
import { useAct } from '@/lib/graphql/act';
import { useEveryPage } from '@/lib/graphql/everyPage';
import { Button } from '@/ui/Button';
import { Empty } from '@/ui/Empty';
import { Skeleton } from '@/ui/Skeleton';
import { Unavailable } from '@/ui/Unavailable';
import { InboxMessage } from './InboxMessage';
import styles from './InboxPage.module.css';
import { Preferences } from './Preferences';

const PAGES = {
  query: InboxDocument,
  pageOf: (answer: InboxQuery) => answer.viewer.member?.inbox,
};

/** What the hub told the member, newest first, and what they want to be told. */
export default function InboxPage() {
  const { t } = useTranslation();
  const { items, answer, isComplete, error } = useEveryPage(PAGES);
  const act = useAct(MarkMessagesReadDocument, (done) => done.markMessagesRead);
  const unread = answer?.viewer.member?.inbox.unread ?? 0;
  const read = (messages: string[] | null) => void act.run({ input: { messages } });
  return (
    <div className={styles.page}>
      <section className={styles.messages}>
        <header className={styles.head}>
          <h2 className={styles.title}>{t('inbox.title')}</h2>
          {unread > 0 && (
            <Button isBusy={act.isBusy} onPress={() => read(null)}>
              {t('inbox.markAll')}
            </Button>
          )}
        </header>
        {items.length === 0 && <Nothing isComplete={isComplete} error={error} />}
        <ul className={styles.list}>
          {items.map((message) => (
            <li key={message.id}>
              <InboxMessage message={message} onRead={(id) => read([id])} />
            </li>
          ))}
        </ul>
      </section>
      <Preferences />
    </div>
  );
}

function Nothing({ isComplete, error }: { isComplete: boolean; error: CombinedError | undefined }) {
  const { t } = useTranslation();
  if (error) return <Unavailable error={error} />;
  if (!isComplete) return <Skeleton height={3.5} count={4} />;
  return <Empty title={t('inbox.emptyTitle')}>{t('inbox.emptyBody')}</Empty>;
}
