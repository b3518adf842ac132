import { useTranslation } from 'react-i18next';

/** So many days before an end, or after it. */
export interface DayStage {
  days: number;
  isAfter: boolean;
}

const DAYS = /^([-+])P(\d+)D$/;

/** `-P7D` and `+P3D`; none for what is not counted in days. */
export function dayStage(stage: string): DayStage | undefined {
  const [, sign, days] = DAYS.exec(stage) ?? [];
  return days === undefined ? undefined : { days: Number(days), isAfter: sign === '+' };
}

export const stageText = ({ days, isAfter }: DayStage) => `${isAfter ? '+' : '-'}P${days}D`;

/** In words: 7 days before, 3 days after. */
export function useStageWords() {
  const { t } = useTranslation('console');
  return (stage: string) => {
    const found = dayStage(stage);
    if (found) return t(found.isAfter ? 'reminders.after' : 'reminders.before', { count: found.days });
    const period = stage.slice(1);
    return t(stage.startsWith('+') ? 'reminders.afterPeriod' : 'reminders.beforePeriod', { period });
  };
}
