import { useTranslation } from 'react-i18next';
import { Button, type Weight } from './Button';
import styles from './LastStep.module.css';
import { Notice } from './Notice';

interface Props {
  /** What the button that does it says. */
  button: string;
  weight?: Weight;
  act: { isBusy: boolean; problem: string | undefined };
  /** Left out inside a form, which the button submits. */
  onDo?: () => unknown;
  onCancel: () => void;
  /** What the button that leaves everything as it is says. */
  cancel?: string;
}

/** The end of every sheet that changes something: what stood in the way, the way back, and the button that does it. */
export function LastStep({ button, weight = 'primary', act, onDo, onCancel, cancel }: Props) {
  const { t } = useTranslation();
  return (
    <>
      {act.problem && (
        <Notice tone="danger" isUrgent>
          {act.problem}
        </Notice>
      )}
      <div className={styles.buttons}>
        <Button weight="quiet" onPress={onCancel}>
          {cancel ?? t('cancel')}
        </Button>
        <Button
          weight={weight}
          type={onDo ? 'button' : 'submit'}
          isBusy={act.isBusy}
          onPress={onDo && (() => void onDo())}
        >
          {button}
        </Button>
      </div>
    </>
  );
}
