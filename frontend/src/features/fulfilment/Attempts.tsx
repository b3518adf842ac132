import { useTranslation } from 'react-i18next';
import board from '@/ui/Board.module.css';
import { Fold } from '@/ui/Fold';
import { TwoClocks } from '@/ui/TwoClocks';
import type { Shown } from './DeliveryFile';

type Attempt = Shown['attempts'][number];

/** What was said to providers and what they said, newest first; what is secret in it is masked by the hub. */
export function Attempts({ attempts }: { attempts: readonly Attempt[] }) {
  const { t } = useTranslation('console');
  if (attempts.length === 0) return <p className={board.soft}>{t('deliveries.noAttempts')}</p>;
  return (
    <ol className={board.lines}>
      {attempts.map((attempt) => (
        <li key={attempt.at + attempt.kind}>
          <OneAttempt attempt={attempt} />
        </li>
      ))}
    </ol>
  );
}

function OneAttempt({ attempt }: { attempt: Attempt }) {
  const { t } = useTranslation('console');
  const asked = t([`deliveries.asked.${attempt.kind}`, attempt.kind] as never) as string;
  const outcome = t([`deliveries.outcome.${attempt.outcome}`, attempt.outcome] as never) as string;
  return (
    <Fold title={`${attempt.provider} · ${asked}: ${outcome}`}>
      <p className={board.soft}>
        <TwoClocks instant={attempt.at} /> {attempt.tookMs > 0 && `· ${attempt.tookMs} ms`}
      </p>
      {attempt.why && <p>{attempt.why}</p>}
      <Said title={t('deliveries.sent')} text={attempt.request} />
      <Said title={t('deliveries.answered', { status: attempt.status ?? '–' })} text={attempt.answer} />
    </Fold>
  );
}

function Said({ title, text }: { title: string; text: string }) {
  if (!text) return null;
  return (
    <>
      <p className={board.soft}>{title}</p>
      <pre className={board.exchange} tabIndex={0}>
        {text}
      </pre>
    </>
  );
}
