import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import {
  RemindedBenefitsDocument,
  RemindersDocument,
  type ReminderState,
  type RemindersQuery,
} from '@/gql/graphql';
import { useMorePages } from '@/lib/graphql/everyPage';
import { useLocalText } from '@/lib/i18n/localText';
import { useAddress } from '@/lib/useAddress';
import board from '@/ui/Board.module.css';
import { Boarded } from '@/ui/Boarded';
import { Choice } from '@/ui/Choice';
import { FilterPicker } from '@/ui/FilterPicker';
import { OnlyMember } from '@/ui/OnlyMember';
import { ReminderTable } from '@/ui/ReminderTable';

const FILTERS = ['all', 'planned', 'sent', 'skipped', 'missed'] as const;
const STATES: Record<(typeof FILTERS)[number], ReminderState[] | null> = {
  all: null,
  planned: ['PLANNED'],
  sent: ['SENT'],
  skipped: ['SKIPPED'],
  missed: ['MISSED'],
};
const REMINDERS = { query: RemindersDocument, pageOf: (answer: RemindersQuery) => answer.reminders };

/** Every reminder: of one benefit, to one member, or in one state, as the address says. */
export function ReminderBoard() {
  const { t } = useTranslation('console');
  const address = useAddress();
  const filter = FILTERS.find((one) => one === address.get('state')) ?? 'all';
  const benefit = address.get('benefit');
  const member = address.get('member');
  return (
    <>
      <div className={board.filters}>
        <Choice
          label={t('reminders.filter')}
          options={FILTERS}
          chosen={filter}
          onChoose={(chosen) => address.put('state', chosen === 'all' ? null : chosen)}
          nameOf={(one) => t(`reminders.filterName.${one}`)}
        />
        <BenefitPicker chosen={benefit} onChoose={(code) => address.put('benefit', code)} />
        {member && <OnlyMember id={member} onAll={() => address.put('member', null)} />}
      </div>
      <Listed key={`${filter} ${benefit} ${member}`} filter={filter} benefit={benefit} member={member} />
    </>
  );
}

interface PickerProps {
  chosen: string | null;
  onChoose: (code: string | null) => void;
}

function BenefitPicker({ chosen, onChoose }: PickerProps) {
  const { t } = useTranslation('console');
  const text = useLocalText();
  const [{ data }] = useQuery({ query: RemindedBenefitsDocument });
  const known = data?.reminderSettings.benefits.map(({ benefit }) => benefit) ?? [];
  return (
    <FilterPicker
      label={t('reminders.benefit')}
      every={t('reminders.everyBenefit')}
      options={known.map(({ code, name }) => ({ key: code, name: text(name) }))}
      chosen={chosen}
      onChoose={onChoose}
    />
  );
}

interface ListedProps {
  filter: keyof typeof STATES;
  benefit: string | null;
  member: string | null;
}

function Listed({ filter, benefit, member }: ListedProps) {
  const { t } = useTranslation('console');
  const wanted = useMemo(
    () => ({ filter: { state: STATES[filter], benefit, member } }),
    [filter, benefit, member],
  );
  const read = useMorePages(REMINDERS, wanted);
  return (
    <Boarded read={read} emptyTitle={t('reminders.emptyTitle')} emptyBody={t('reminders.emptyBody')}>
      <ReminderTable reminders={read.items} />
    </Boarded>
  );
}
