import { useTranslation } from 'react-i18next';
import { useSpan } from './useSpan';

/** A stage in words: `-P7D` is "7 days before". */
export function useStage() {
  const { t } = useTranslation('console');
  const span = useSpan();
  return (stage: string) =>
    t(stage.startsWith('-') ? 'reminders.before' : 'reminders.after', { span: span(stage.slice(1)) });
}
