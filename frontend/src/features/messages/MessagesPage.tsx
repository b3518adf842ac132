import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import type { MessageState } from '@/gql/graphql';
import { lazily } from '@/lib/lazily';
import { useAddress } from '@/lib/useAddress';
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
  const address = useAddress();
  const view = VIEWS.find((known) => known === address.get('view')) ?? 'all';
  const opened = address.get('message');
  return (
    <>
      <header className={board.head}>
        <h1 className={board.title}>{t('rail.messages')}</h1>
        <Choice
          label={t('rail.messages')}
          options={VIEWS}
          chosen={view}
          onChoose={(chosen) => address.put('view', chosen)}
          nameOf={(option) => t(`messages.view.${option}`)}
        />
      </header>
      <Suspense>{view === 'addresses' ? <AddressBoard /> : <MessageBoard states={STATES[view]} />}</Suspense>
      <Suspense>
        {opened && <MessageSheet id={opened} onClose={() => address.put('message', null)} />}
      </Suspense>
    </>
  );
}
