import { useTranslation } from 'react-i18next';
import type { CampaignOutcomeFragment } from '@/gql/graphql';
import { useDates } from '@/lib/time/zone';
import { numberCell, Table } from '@/ui/Table';
import styles from './Results.module.css';

const COLUMNS = ['planned', 'sent', 'delivered', 'opened', 'clicked', 'renewed', 'failed'] as const;

/** What became of every step, for every variant: of those it was due for, how many it reached and moved. */
export function Funnel({ steps }: Pick<CampaignOutcomeFragment, 'steps'>) {
  const { t } = useTranslation('console');
  const dates = useDates();
  if (steps.length === 0) return <p>{t('campaigns.results.noSteps')}</p>;
  const columns = COLUMNS.map((key) => ({ key, head: t(`campaigns.results.${key}`), isNumber: true }));
  return (
    <Table
      columns={[
        { key: 'step', head: t('campaigns.results.step') },
        ...columns,
        { key: 'skipped', head: t('campaigns.results.skipped') },
      ]}
    >
      {steps.map((step) => (
        <tr key={`${step.step} ${step.variant}`}>
          <th scope="row">
            {t('campaigns.results.stepOf', { number: step.step + 1, variant: step.variant })}
          </th>
          {COLUMNS.map((key) => (
            <td key={key} className={numberCell}>
              {dates.number(step[key])}
              <span className={styles.bar} aria-hidden>
                <span style={{ width: `${step.planned ? (step[key] / step.planned) * 100 : 0}%` }} />
              </span>
            </td>
          ))}
          <td>
            {step.skipped
              .map(({ name, count }) =>
                t('campaigns.results.skippedFor', {
                  count,
                  reason: t([`campaigns.reason.${name}`, 'campaigns.reason.other'] as never, { name }),
                }),
              )
              .join(' · ') || '–'}
          </td>
        </tr>
      ))}
    </Table>
  );
}
