import { useTranslation } from 'react-i18next';
import type { CampaignForecastFragment } from '@/gql/graphql';
import { useDates } from '@/lib/time/zone';
import { Fold } from '@/ui/Fold';
import { Section } from '../form/Section';
import styles from './Simulation.module.css';

/** What three members would get who never answer, word for word. */
export function JourneysShown({ journeys }: Pick<CampaignForecastFragment, 'journeys'>) {
  const { t } = useTranslation('console');
  const dates = useDates();
  if (journeys.length === 0) return null;
  return (
    <Section title={t('campaigns.shown.title')} hint={t('campaigns.shown.hint')}>
      <div className={styles.journeys}>
        {journeys.map((journey) => (
          <article key={journey.member} className={styles.journey}>
            <h3>
              <bdi>{journey.name}</bdi>
            </h3>
            <p className={styles.soft}>
              {journey.member} · {t('campaigns.variants.one', { name: journey.variant })}
            </p>
            <ol className={styles.steps}>
              {journey.steps.map((step) => (
                <li key={step.step}>
                  <time dateTime={step.at} className={styles.soft}>
                    {dates.moment(step.at)}
                  </time>{' '}
                  <span className={styles.soft}>
                    {step.channels.map((one) => t(`messages.channel.${one}` as never)).join(' · ')}
                  </span>
                  <Fold title={step.subject}>
                    <pre className={styles.text}>{step.text}</pre>
                  </Fold>
                </li>
              ))}
            </ol>
          </article>
        ))}
      </div>
    </Section>
  );
}
