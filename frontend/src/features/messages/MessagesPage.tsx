import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'wouter';
import type { MessageState } from '@/gql/graphql';
import { lazily } from '@/lib/lazily';
import board from '@/ui/Board.module.css';
import { Choice } from '@/ui/Choice';
import { MessageBoard } from './MessageBoard';

const AddressBoard = lazily(() => import('./AddressBoard'));
const MessageSheet = lazily(() => import('./MessageSheet'));

const STATES = {
  all: null,
  sent: ['SENT'],
  planned: ['PLANNED'],
  wrong: ['FAILED', 'UNDECIDED', 'SUPPRESSED'],
} as const satisfies Record<string, readonly MessageState[] | null>;
const VIEWS = ['all', 'sent', 'planned', 'wrong', 'addresses'] as const;

/** Every message to every member, and where none goes. Which of them, and the one looked at, stand in the address. */
export default function MessagesPage() {
  const { t } = useTranslation('console');
  const [params, setParams] = useSearchParams();
  const view = VIEWS.find((known) => known === params.get('view')) ?? 'all';
  const opened = params.get('message');
  const put = (name: string, value: string | null) =>
    setParams((before) => {
      if (name !== 'message') before.delete('after');
      if (value) before.set(name, value);
      else before.delete(name);
      return before;
    });
  return (
    <>
      <header className={board.head}>
        <h1 className={board.title}>{t('rail.messages')}</h1>
        <Choice
          label={t('rail.messages')}
          options={VIEWS}
          chosen={view}
          onChoose={(chosen) => put('view', chosen)}
          nameOf={(option) => t(`messages.view.${option}`)}
        />
      </header>
      <Suspense>
        {view === 'addresses' ? (
          <AddressBoard />
        ) : (
          <MessageBoard states={STATES[view]} params={params} put={put} />
        )}
      </Suspense>
      <Suspense>{opened && <MessageSheet id={opened} onClose={() => put('message', null)} />}</Suspense>
    </>
  );
}
