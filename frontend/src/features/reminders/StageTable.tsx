import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ReminderSettingsDocument, type ReminderSettingsQuery } from '@/gql/graphql';
import { useLiveQuery } from '@/lib/graphql/read';
import { useLocalText } from '@/lib/i18n/localText';
import { useSpan } from '@/lib/time/useSpan';
import { useStage } from '@/lib/time/useStage';
import board from '@/ui/Board.module.css';
import { Empty } from '@/ui/Empty';
import { Skeleton } from '@/ui/Skeleton';
import { Table } from '@/ui/Table';
import { Unavailable } from '@/ui/Unavailable';
import styles from './Reminders.module.css';
import { StagesSheet } from './StagesSheet';

const COLUMNS = ['benefit', 'stages'] as const;

type Settings = ReminderSettingsQuery['reminderSettings'];
export type Staged = Settings['benefits'][number];

/** When members are reminded of each benefit; operators change it by its name. */
export function StageTable() {
  const { t } = useTranslation('console');
  const { data, error } = useLiveQuery(ReminderSettingsDocument, {});
  if (error && !data) return <Unavailable error={error} />;
  if (!data) return <Skeleton height={2.75} count={6} />;
  const { reminderSettings: settings, viewer } = data;
  const mayChange = viewer.role === 'OPERATOR' || viewer.role === 'ADMIN';
  if (settings.benefits.length === 0)
    return <Empty title={t('reminders.stages.emptyTitle')}>{t('reminders.stages.emptyBody')}</Empty>;
  return (
    <>
      <Rules settings={settings} />
      <Benefits settings={settings} mayChange={mayChange} />
    </>
  );
}

/** What holds for all of them. */
function Rules({ settings: { stages: usualStages, hour, usefulFor } }: { settings: Settings }) {
  const { t } = useTranslation('console');
  const told = useTold();
  const span = useSpan();
  return (
    <>
      <dl className={styles.rules}>
        <dt>{t('reminders.rules.usual')}</dt>
        <dd>{told(usualStages)}</dd>
        <dt>{t('reminders.rules.hour')}</dt>
        <dd>{t('reminders.rules.hourIs', { hour })}</dd>
        <dt>{t('reminders.rules.useful')}</dt>
        <dd>{t('reminders.rules.usefulIs', { span: span(usefulFor) })}</dd>
      </dl>
      <p className={styles.hint}>{t('reminders.rules.hint')}</p>
    </>
  );
}

function Benefits({ settings, mayChange }: { settings: Settings; mayChange: boolean }) {
  const { t } = useTranslation('console');
  const text = useLocalText();
  const told = useTold();
  const [changed, setChanged] = useState<Staged>();
  return (
    <>
      <Table columns={COLUMNS.map((key) => ({ key, head: t(`reminders.stages.column.${key}`) }))}>
        {settings.benefits.map((one) => (
          <tr key={one.benefit.code}>
            <th scope="row">
              {mayChange ? (
                <button type="button" className={board.pick} onClick={() => setChanged(one)}>
                  {text(one.benefit.name)}
                </button>
              ) : (
                text(one.benefit.name)
              )}
            </th>
            <td className={one.isUsual ? styles.soft : undefined}>
              {one.isUsual ? t('reminders.asUsual') : told(one.stages)}
            </td>
          </tr>
        ))}
      </Table>
      {changed && (
        <StagesSheet staged={changed} usual={settings.stages} onClose={() => setChanged(undefined)} />
      )}
    </>
  );
}

/** Stages in words, one after the other. */
export function useTold() {
  const { t } = useTranslation('console');
  const stage = useStage();
  return (stages: readonly string[]) => stages.map(stage).join(' · ') || t('reminders.never');
}
