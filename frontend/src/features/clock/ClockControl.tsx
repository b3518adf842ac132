import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { AdvanceClockDocument, ClockDocument } from '@/gql/graphql';
import { useAct } from '@/lib/graphql/act';
import { readAgain } from '@/lib/session/connection';
import { useDates } from '@/lib/time/zone';
import { Button } from '@/ui/Button';
import { Fold } from '@/ui/Fold';
import { Notice } from '@/ui/Notice';
import styles from './ClockControl.module.css';

const STEPS = ['P1D', 'P7D', 'P30D', 'P1Y'] as const;
const GLANCE_MS = 1_000;

/** In a demo hub: what time it is, and moving it on, so that a member's year passes in a minute. */
export function ClockControl() {
  const { t } = useTranslation('console');
  const dates = useDates();
  const [{ data }, repeat] = useQuery({ query: ClockDocument });
  const { isBusy, problem, run } = useAct(AdvanceClockDocument, (answer) => answer.advanceClock);
  const clock = data?.clock;
  const isMoving = Boolean(clock?.target);
  useEffect(() => {
    if (!isMoving) return undefined;
    const glance = setInterval(() => {
      repeat({ requestPolicy: 'network-only' });
      readAgain();
    }, GLANCE_MS);
    return () => clearInterval(glance);
  }, [isMoving, repeat]);
  if (!clock?.canMove) return null;
  const advance = async (by: string) => {
    if (await run({ by })) repeat({ requestPolicy: 'network-only' });
  };
  return (
    <Fold title={t('clock.title', { now: dates.moment(clock.now) })}>
      <p>{clock.target ? t('clock.moving', { to: dates.moment(clock.target) }) : t('clock.body')}</p>
      <div className={styles.steps}>
        {STEPS.map((step) => (
          <Button key={step} isBusy={isBusy} isDisabled={isMoving} onPress={() => void advance(step)}>
            {t(`clock.step.${step}`)}
          </Button>
        ))}
      </div>
      {problem && (
        <Notice tone="danger" isUrgent>
          {problem}
        </Notice>
      )}
    </Fold>
  );
}
