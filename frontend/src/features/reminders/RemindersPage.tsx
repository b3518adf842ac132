import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readFragment } from '@/gql';
import {
  RemindedBenefitFragmentDoc,
  RemindedBenefitsDocument,
  ReminderDeskDocument,
  type RemindedBenefitFragment,
  type RemindedBenefitsQuery,
  type ReminderDeskQuery,
} from '@/gql/graphql';
import { useEveryPage } from '@/lib/graphql/everyPage';
import { useLiveQuery } from '@/lib/graphql/read';
import { useLocalText } from '@/lib/i18n/localText';
import { dayStage, useStageWords } from '@/lib/time/stages';
import board from '@/ui/Board.module.css';
import { Empty } from '@/ui/Empty';
import { Skeleton } from '@/ui/Skeleton';
import { Table } from '@/ui/Table';
import { Unavailable } from '@/ui/Unavailable';
import styles from './Reminders.module.css';
import { StagesSheet } from './StagesSheet';

const BENEFITS = {
  query: RemindedBenefitsDocument,
  pageOf: (answer: RemindedBenefitsQuery) => answer.benefitsCatalogue,
};
const COLUMNS = ['benefit', 'provider', 'stages'] as const;

/** When members are reminded of each benefit. */
export default function RemindersPage() {
  const { t } = useTranslation('console');
  const { data, error } = useLiveQuery(ReminderDeskDocument, {});
  if (error && !data) return <Unavailable error={error} />;
  return (
    <>
      <header className={board.head}>
        <h1 className={board.title}>{t('rail.reminders')}</h1>
      </header>
      {data ? <Schedules desk={data} /> : <Skeleton height={2.75} count={6} />}
    </>
  );
}

function Schedules({ desk }: { desk: ReminderDeskQuery }) {
  const { t } = useTranslation('console');
  const words = useStageWords();
  const [changed, setChanged] = useState<RemindedBenefitFragment>();
  const { items, isComplete, error } = useEveryPage(BENEFITS);
  const { hour, stages, usefulFor } = desk.reminderSettings;
  const benefits = items.map((item) => readFragment(RemindedBenefitFragmentDoc, item));
  const own = new Map(desk.reminderStages.map((one) => [one.benefit.code, one.stages]));
  const days = dayStage(`+${usefulFor}`)?.days;
  if (error) return <Unavailable error={error} />;
  return (
    <div className={styles.page}>
      <p className={styles.rules}>
        {t('reminders.rules', {
          hour,
          stages: stages.map(words).join(t('reminders.and')),
          usefulFor: days === undefined ? usefulFor : t('reminders.days', { count: days }),
        })}
      </p>
      {isComplete && benefits.length === 0 && (
        <Empty title={t('reminders.emptyTitle')}>{t('reminders.emptyBody')}</Empty>
      )}
      {benefits.length > 0 && (
        <Table columns={COLUMNS.map((key) => ({ key, head: t(`reminders.column.${key}`) }))}>
          {benefits.map((benefit) => (
            <Schedule
              key={benefit.code}
              benefit={benefit}
              own={own.get(benefit.code)}
              onChange={mayChange(desk) ? () => setChanged(benefit) : undefined}
            />
          ))}
        </Table>
      )}
      {changed && (
        <StagesSheet
          benefit={changed}
          own={own.get(changed.code)}
          usual={stages}
          hour={hour}
          onClose={() => setChanged(undefined)}
        />
      )}
    </div>
  );
}

const mayChange = ({ viewer }: ReminderDeskQuery) => viewer.role === 'OPERATOR' || viewer.role === 'ADMIN';

interface ScheduleProps {
  benefit: RemindedBenefitFragment;
  own: string[] | undefined;
  /** Not there for who may only look. */
  onChange: (() => void) | undefined;
}

function Schedule({ benefit, own, onChange }: ScheduleProps) {
  const { t } = useTranslation('console');
  const text = useLocalText();
  const words = useStageWords();
  const name = text(benefit.name);
  return (
    <tr>
      <th scope="row">
        {onChange ? (
          <button type="button" className={board.pick} onClick={onChange}>
            {name}
          </button>
        ) : (
          name
        )}
      </th>
      <td>{text(benefit.provider.name)}</td>
      <td className={own ? styles.own : styles.usual}>
        {own ? own.map(words).join(t('reminders.and')) || t('reminders.never') : t('reminders.usual')}
      </td>
    </tr>
  );
}
