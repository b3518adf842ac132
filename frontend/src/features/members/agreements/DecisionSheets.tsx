import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  CancelRenewalForMemberDocument,
  ExtendRenewalDocument,
  RetryRenewalDocument,
  WaiveRenewalDocument,
} from '@/gql/graphql';
import { useLastAct } from '@/lib/graphql/act';
import { newIdempotencyKey } from '@/lib/idempotency';
import { Choice } from '@/ui/Choice';
import { Decision } from '@/ui/Decision';
import { Sheet } from '@/ui/Sheet';

const OVERRULINGS = {
  retry: RetryRenewalDocument,
  waive: WaiveRenewalDocument,
  cancel: CancelRenewalForMemberDocument,
};
const PERIODS = ['P7D', 'P14D', 'P1M'] as const;

export type Overruling = keyof typeof OVERRULINGS;

interface Props {
  agreement: string;
  onClose: () => void;
}

/** A decision about an agreement: what follows from it, and why. */
export function OverruleSheet({ agreement, decision, onClose }: Props & { decision: Overruling }) {
  const { t } = useTranslation('console');
  const act = useLastAct(OVERRULINGS[decision], (answer) => answer.done, onClose);
  const decide = (reason: string) => act.finish({ input: { agreement, reason } }, t('agreement.decided'));
  const name = t(`agreement.decision.${decision}`);
  const weight = decision === 'cancel' ? 'danger' : 'primary';
  return (
    <Sheet title={name} onClose={onClose}>
      <p>{t(`agreement.consequence.${decision}`)}</p>
      <Decision button={name} weight={weight} act={act} onDecide={decide} onCancel={onClose} />
    </Sheet>
  );
}

/** More of what renews, free of charge: how much, and why. */
export function ExtendSheet({ agreement, onClose }: Props) {
  const { t } = useTranslation('console');
  const [period, setPeriod] = useState<(typeof PERIODS)[number]>('P7D');
  const [idempotencyKey] = useState(newIdempotencyKey);
  const act = useLastAct(ExtendRenewalDocument, (answer) => answer.done, onClose);
  const extend = (reason: string) =>
    act.finish({ input: { agreement, period, reason, idempotencyKey } }, t('agreement.decided'));
  const name = t('agreement.decision.extend');
  return (
    <Sheet title={name} onClose={onClose}>
      <p>{t('agreement.consequence.extend')}</p>
      <Choice
        label={t('grant.period')}
        options={PERIODS}
        chosen={period}
        onChoose={setPeriod}
        nameOf={(one) => t(`agreement.period.${one}`)}
      />
      <Decision button={name} weight="primary" act={act} onDecide={extend} onCancel={onClose} />
    </Sheet>
  );
}
