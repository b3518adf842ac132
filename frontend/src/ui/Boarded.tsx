import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { CombinedError } from 'urql';
import { Button } from './Button';
import { Empty } from './Empty';
import { Skeleton } from './Skeleton';
import { Unavailable } from './Unavailable';

interface Props {
  read: {
    items: unknown[];
    answer: unknown;
    hasMore: boolean;
    error: CombinedError | undefined;
    readMore: () => void;
  };
  /** What stands in place of rows where there are none. */
  emptyTitle: string;
  emptyBody: string;
  children: ReactNode;
}

/** A board of rows as they are read: while they come, where there are none, and the button for more. */
export function Boarded({ read, emptyTitle, emptyBody, children }: Props) {
  const { t } = useTranslation('console');
  if (read.error && !read.answer) return <Unavailable error={read.error} />;
  if (!read.answer) return <Skeleton height={2.75} count={6} />;
  if (read.items.length === 0) return <Empty title={emptyTitle}>{emptyBody}</Empty>;
  return (
    <div>
      {children}
      {read.hasMore && <Button onPress={read.readMore}>{t('panel.more')}</Button>}
    </div>
  );
}
