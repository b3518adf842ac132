import { useTranslation } from 'react-i18next';
import { useLocalText } from '@/lib/i18n/localText';
import { Button } from '@/ui/Button';
import { Notice } from '@/ui/Notice';
import type { Mistake, Standing } from '../form/draft';
import styles from './Builder.module.css';
import { stepOf, type BuilderStep } from './steps';

interface Props {
  standing: Standing;
  mistake: Mistake | undefined;
  onReload: () => void;
  onSave: () => Promise<boolean>;
  onGo: (step: BuilderStep) => void;
}

/** Whether what is typed is kept, and what stands in the way. */
export function SavedMark({ standing, ...more }: Props) {
  const { t } = useTranslation('console');
  const isWrong = standing === 'refused' || standing === 'changed' || standing === 'lost';
  return (
    <div className={styles.standing} data-standing={standing}>
      <p role="status" className={styles.saved}>
        {t(`campaigns.saving.${standing}`)}
      </p>
      {isWrong && <Trouble standing={standing} {...more} />}
    </div>
  );
}

/** What is wrong, and the way on. */
function Trouble({ standing, mistake, onReload, onSave, onGo }: Props) {
  const { t } = useTranslation('console');
  const text = useLocalText();
  const step = mistake && stepOf(mistake.place);
  return (
    <Notice tone={standing === 'refused' ? 'warning' : 'danger'}>
      {mistake?.sentence ? text(mistake.sentence) : t('campaigns.saving.lostBody')}{' '}
      {standing === 'changed' && (
        <Button weight="quiet" onPress={onReload}>
          {t('campaigns.saving.reload')}
        </Button>
      )}
      {standing === 'lost' && (
        <Button weight="quiet" onPress={() => void onSave()}>
          {t('campaigns.saving.again')}
        </Button>
      )}
      {step && (
        <Button weight="quiet" onPress={() => onGo(step)}>
          {t(`campaigns.steps.${step}`)}
        </Button>
      )}
    </Notice>
  );
}
