import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SettleMessageDocument, type MessageVerdict } from '@/gql/graphql';
import { useLastAct } from '@/lib/graphql/act';
import { Choice } from '@/ui/Choice';
import { Decision } from '@/ui/Decision';
import styles from './MessagesPage.module.css';

const VERDICTS = ['SEND_AGAIN', 'ARRIVED'] as const satisfies MessageVerdict[];

/** What becomes of a message of which nobody can say whether it arrived. */
export function Settling({ message, onClose }: { message: string; onClose: () => void }) {
  const { t } = useTranslation('console');
  const [verdict, setVerdict] = useState<MessageVerdict>('SEND_AGAIN');
  const act = useLastAct(SettleMessageDocument, (answer) => answer.settleMessage, onClose);
  const settle = (reason: string) =>
    act.finish({ input: { message, verdict, reason } }, t(`settling.done.${verdict}`));
  return (
    <section aria-label={t('settling.title')} className={styles.question}>
      <h3>{t('settling.title')}</h3>
      <p>{t('settling.body')}</p>
      <Choice
        label={t('settling.title')}
        options={VERDICTS}
        chosen={verdict}
        onChoose={setVerdict}
        nameOf={(one) => t(`settling.verdict.${one}`)}
      />
      <p>{t(`settling.consequence.${verdict}`)}</p>
      <Decision
        button={t(`settling.verdict.${verdict}`)}
        weight="primary"
        act={act}
        onDecide={settle}
        onCancel={onClose}
      />
    </section>
  );
}
