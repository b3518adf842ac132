import { useTranslation } from 'react-i18next';
import { useAddress } from '@/lib/useAddress';
import board from '@/ui/Board.module.css';
import { Choice } from '@/ui/Choice';
import { ReminderBoard } from './ReminderBoard';
import { StageTable } from './StageTable';

const VIEWS = ['list', 'stages'] as const;

/** Telling members that something ends: what became of every reminder, and when each benefit reminds. */
export default function RemindersPage() {
  const { t } = useTranslation('console');
  const address = useAddress();
  const view = VIEWS.find((one) => one === address.get('view')) ?? 'list';
  return (
    <>
      <header className={board.head}>
        <h1 className={board.title}>{t('rail.reminders')}</h1>
        <Choice
          label={t('reminders.view')}
          options={VIEWS}
          chosen={view}
          onChoose={(chosen) => address.put('view', chosen === 'list' ? null : chosen)}
          nameOf={(one) => t(`reminders.viewName.${one}`)}
        />
      </header>
      {view === 'list' ? <ReminderBoard /> : <StageTable />}
    </>
  );
}
