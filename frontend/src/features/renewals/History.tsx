import { useTranslation } from 'react-i18next';
import type { AgreementCardFragment } from '@/gql/graphql';
import { useDates } from '@/lib/time/zone';
import { Fold } from '@/ui/Fold';
import styles from './Renewals.module.css';
import { useAmount } from './words';

/** What became of the renewals so far. */
export function History({ renewals }: { renewals: AgreementCardFragment['renewals'] }) {
  const { t } = useTranslation();
  const dates = useDates();
  const amount = useAmount();
  const settled = renewals.filter((one) => one.outcome);
  if (settled.length === 0) return null;
  return (
    <Fold title={t('renewals.history')}>
      <ul className={styles.history}>
        {settled.map(({ number, outcome, settledAt, dueAt, ...one }) => (
          <li key={number}>
            {dates.day(settledAt ?? dueAt)} · {outcome && t(`renewals.outcome.${outcome}`)}
            {one.amount && ` · ${amount(one.amount)}`}
          </li>
        ))}
      </ul>
    </Fold>
  );
}
