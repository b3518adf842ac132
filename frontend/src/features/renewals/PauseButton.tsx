import { useTranslation } from 'react-i18next';
import { PauseRenewalDocument, ResumeRenewalDocument, type AgreementCardFragment } from '@/gql/graphql';
import { announce } from '@/lib/announcement';
import { useAct } from '@/lib/graphql/act';
import { useNow } from '@/lib/time/now';
import { Button } from '@/ui/Button';
import { Notice } from '@/ui/Notice';

const PAUSE_DAYS = 60;
const DAY_MS = 86_400_000;

/** Two months without a charge, or an end to that. */
export function PauseButton({ agreement }: { agreement: AgreementCardFragment }) {
  const { t } = useTranslation();
  const now = useNow();
  const pause = useAct(PauseRenewalDocument, (answer) => answer.pauseRenewal);
  const resume = useAct(ResumeRenewalDocument, (answer) => answer.resumeRenewal);
  const isPaused = Boolean(agreement.pausedUntil);
  const change = async () => {
    const until = new Date(now + PAUSE_DAYS * DAY_MS).toISOString();
    const done = isPaused
      ? await resume.run({ input: { agreement: agreement.id } })
      : await pause.run({ input: { agreement: agreement.id, until } });
    if (done) announce(t(isPaused ? 'renewals.resumed' : 'renewals.paused'));
  };
  const problem = pause.problem ?? resume.problem;
  return (
    <>
      <Button isBusy={pause.isBusy || resume.isBusy} onPress={() => void change()}>
        {t(isPaused ? 'renewals.resume' : 'renewals.pause')}
      </Button>
      {problem && (
        <Notice tone="danger" isUrgent>
          {problem}
        </Notice>
      )}
    </>
  );
}
