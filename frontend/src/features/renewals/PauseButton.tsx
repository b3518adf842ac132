import { useTranslation } from 'react-i18next';
import { ResumeRenewalDocument, type AgreementCardFragment } from '@/gql/graphql';
import { announce } from '@/lib/announcement';
import { useAct } from '@/lib/graphql/act';
import { Button } from '@/ui/Button';
import { Notice } from '@/ui/Notice';

interface Props {
  agreement: AgreementCardFragment;
  onPause: () => void;
}

/** The way to a pause; or, during one, its end. */
export function PauseButton({ agreement, onPause }: Props) {
  const { t } = useTranslation();
  const { isBusy, problem, run } = useAct(ResumeRenewalDocument, (answer) => answer.resumeRenewal);
  if (!agreement.pausedUntil) return <Button onPress={onPause}>{t('renewals.pause.open')}</Button>;
  const resume = async () => {
    if (await run({ input: { agreement: agreement.id } })) announce(t('renewals.resumed'));
  };
  return (
    <>
      <Button isBusy={isBusy} onPress={() => void resume()}>
        {t('renewals.resume')}
      </Button>
      {problem && (
        <Notice tone="danger" isUrgent>
          {problem}
        </Notice>
      )}
    </>
  );
}
