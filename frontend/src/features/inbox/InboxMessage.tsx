import { useTranslation } from 'react-i18next';
import { readFragment, type FragmentType } from '@/gql';
import { InboxMessageFragmentDoc } from '@/gql/graphql';
import { useDates } from '@/lib/time/zone';
import styles from './InboxPage.module.css';

const LINK = /(https?:\/\/[^\s]+)/;

interface Props {
  message: FragmentType<typeof InboxMessageFragmentDoc>;
  onRead: (id: string) => void;
}

/** A message: its subject, and, once it is opened, what it says. */
export function InboxMessage({ message: masked, onRead }: Props) {
  const { t } = useTranslation();
  const dates = useDates();
  const message = readFragment(InboxMessageFragmentDoc, masked);
  const isUnread = !message.readAt;
  return (
    <details
      className={styles.message}
      data-unread={isUnread || undefined}
      onToggle={(event) => event.currentTarget.open && isUnread && onRead(message.id)}
    >
      <summary className={styles.summary}>
        <span className={styles.subject}>
          {isUnread && (
            <span className={styles.dot} role="img" aria-label={t('inbox.unread')}>
              {' '}
            </span>
          )}
          {message.subject}
        </span>
        {message.sentAt && (
          <time dateTime={message.sentAt} className={styles.when}>
            {dates.moment(message.sentAt)}
          </time>
        )}
      </summary>
      <p className={styles.text}>{message.text.split(LINK).map(linked)}</p>
    </details>
  );
}

const linked = (part: string, index: number) =>
  LINK.test(part) ? (
    <a key={index} href={part}>
      {part.length > 60 ? `${part.slice(0, 57)}…` : part}
    </a>
  ) : (
    part
  );
