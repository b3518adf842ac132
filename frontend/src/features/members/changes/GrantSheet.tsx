import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { GrantDocument, type MemberHeadFragment } from '@/gql/graphql';
import { useLastAct } from '@/lib/graphql/act';
import { newIdempotencyKey } from '@/lib/idempotency';
import { Choice } from '@/ui/Choice';
import { Sheet } from '@/ui/Sheet';
import styles from './Changes.module.css';
import { Decision } from '@/ui/Decision';
import { GrantPreview, type Picks } from './GrantPreview';
import { WhatPicker, type What } from './WhatPicker';

const PERIODS = ['P7D', 'P1M', 'P3M', 'P6M', 'P1Y'] as const;
type GrantPeriod = (typeof PERIODS)[number];

interface Props {
  member: MemberHeadFragment;
  onClose: () => void;
}

/** What is given, in the hub's words: a benefit for a period, or a bundle with its picks. */
const thingOf = ({ kind, code }: What, period: GrantPeriod, choices: Picks) =>
  kind === 'benefit' ? { benefit: code, period } : { bundle: code, choices };

/** Gives a member a benefit or a bundle: what it changes is seen before it is done. */
export default function GrantSheet({ member, onClose }: Props) {
  const { t } = useTranslation('console');
  const [what, setWhat] = useState<What>();
  const [period, setPeriod] = useState<GrantPeriod>('P1M');
  const [choices, setChoices] = useState<Picks>({});
  const [idempotencyKey] = useState(newIdempotencyKey);
  const act = useLastAct(GrantDocument, (answer) => answer.grant, onClose);
  const thing = what && thingOf(what, period, choices);
  const grant = async (reason: string) => {
    const input = thing && { member: member.id, ...thing, reason, idempotencyKey };
    if (input) await act.finish({ input }, t('grant.done'));
  };
  const choose = (chosen: What) => {
    setWhat(chosen);
    setChoices({});
  };
  return (
    <Sheet title={t('grant.title', { member: member.name })} onClose={onClose}>
      <WhatPicker chosen={what} onChoose={choose} />
      {what?.kind === 'benefit' && (
        <div className={styles.period}>
          <Choice
            label={t('grant.period')}
            options={PERIODS}
            chosen={period}
            onChoose={setPeriod}
            nameOf={(option) => t(`grant.periodName.${option}`)}
          />
        </div>
      )}
      {thing && <GrantPreview member={member.id} {...thing} onPick={setChoices} />}
      {thing && (
        <Decision button={t('grant.button')} weight="primary" act={act} onDecide={grant} onCancel={onClose} />
      )}
    </Sheet>
  );
}
