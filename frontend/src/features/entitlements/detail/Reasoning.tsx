import { useTranslation } from 'react-i18next';
import { readFragment, type FragmentType } from '@/gql';
import { ReasoningFragmentDoc } from '@/gql/graphql';
import { useLocalText } from '@/lib/i18n/localText';
import { useDates } from '@/lib/time/zone';
import { Fold } from '@/ui/Fold';
import styles from './Detail.module.css';

/** Why the member has it: two or three sentences, and the whole derivation for who wants it. */
export function Reasoning({ entitlement }: { entitlement: FragmentType<typeof ReasoningFragmentDoc> }) {
  const { why } = readFragment(ReasoningFragmentDoc, entitlement);
  const { t } = useTranslation();
  const text = useLocalText();
  const dates = useDates();
  return (
    <section className={styles.section}>
      <h3>{t('detail.why')}</h3>
      <p>{text(why.summary)}</p>
      {why.steps.length > 0 && (
        <Fold title={t('detail.steps')}>
          <ol className={styles.steps}>
            {why.steps.map((step, order) => (
              <li key={order} className={styles.step}>
                {step.at && <time dateTime={step.at}>{dates.moment(step.at)}</time>}
                <span>{text(step.sentence)}</span>
              </li>
            ))}
          </ol>
        </Fold>
      )}
    </section>
  );
}
