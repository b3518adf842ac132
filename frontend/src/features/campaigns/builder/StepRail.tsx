import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Mistake } from '../form/draft';
import type { Plan } from '../plan';
import styles from './Builder.module.css';
import { stepOf, type BuilderStep } from './steps';

interface Props {
  steps: readonly BuilderStep[];
  step: BuilderStep;
  plan: Plan;
  mistake: Mistake | undefined;
  onGo: (step: BuilderStep) => void;
}

const isMissing = (step: BuilderStep, plan: Plan) =>
  (step === 'audience' && !plan.audience) || (step === 'journey' && !plan.journey);

/** Where one is in making the campaign, and what is still to be written. */
export function StepRail({ steps, step, plan, mistake, onGo }: Props) {
  const { t } = useTranslation('console');
  const rail = useRef<HTMLElement>(null);
  useEffect(() => {
    rail.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [step]);
  const standingOf = (one: BuilderStep) => {
    if (mistake && stepOf(mistake.place) === one) return 'wrong';
    return isMissing(one, plan) ? 'missing' : undefined;
  };
  return (
    <nav ref={rail} aria-label={t('campaigns.steps.label')} className={styles.rail}>
      <ol className={styles.steps}>
        {steps.map((one, order) => {
          const standing = standingOf(one);
          return (
            <li key={one}>
              <button
                type="button"
                className={styles.step}
                aria-current={one === step ? 'step' : undefined}
                onClick={() => onGo(one)}
              >
                <span className={styles.number} data-standing={standing} aria-hidden>
                  {order + 1}
                </span>
                {t(`campaigns.steps.${one}`)}
                {standing && <span className={styles.todo}>{t(`campaigns.steps.${standing}`)}</span>}
              </button>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
