import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { CountAudienceDocument } from '@/gql/graphql';
import { useDates } from '@/lib/time/zone';
import { useSettled } from '@/lib/useSettled';
import { Refusal } from '@/ui/Refusal';
import { Skeleton } from '@/ui/Skeleton';
import type { Condition } from '../plan';
import styles from './Audience.module.css';

const REST_MS = 400;

/** How many a condition fits, counted a moment after it was changed, and ten of them. */
export function AudienceCount({ condition }: { condition: Condition }) {
  const { t } = useTranslation('console');
  const dates = useDates();
  const settled = useSettled(JSON.stringify(condition), REST_MS);
  const [{ data }] = useQuery({
    query: CountAudienceDocument,
    variables: { condition: JSON.parse(settled) as unknown },
    requestPolicy: 'network-only',
  });
  const counted = data?.countAudience;
  return (
    <section className={styles.count} aria-label={t('campaigns.count.title')} aria-live="polite">
      <h2>{t('campaigns.count.title')}</h2>
      {!counted && <Skeleton height={2.25} />}
      {counted?.__typename === 'AudienceCount' && (
        <>
          <p className={styles.figure}>
            {t(counted.isEstimate ? 'campaigns.count.about' : 'campaigns.count.exactly', {
              count: counted.count,
              number: dates.number(counted.count),
            })}
          </p>
          {counted.sample.length > 0 && <p className={styles.soft}>{t('campaigns.count.sample')}</p>}
          <ul className={styles.sample}>
            {counted.sample.map((member) => (
              <li key={member.externalId}>
                <bdi>{member.name}</bdi>{' '}
                <span className={styles.soft}>{[member.externalId, ...member.tags].join(' · ')}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {counted && <Refusal outcome={counted} />}
    </section>
  );
}
