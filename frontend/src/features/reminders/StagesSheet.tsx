import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SetReminderStagesDocument } from '@/gql/graphql';
import { useLastAct } from '@/lib/graphql/act';
import { useLocalText } from '@/lib/i18n/localText';
import { Choice } from '@/ui/Choice';
import { LastStep } from '@/ui/LastStep';
import { Sheet } from '@/ui/Sheet';
import { OwnStages } from './OwnStages';
import { StagesPreview } from './StagesPreview';
import type { Staged } from './StageTable';

const KINDS = ['usual', 'own', 'never'] as const;
type Kind = (typeof KINDS)[number];

interface Props {
  staged: Staged;
  usual: string[];
  onClose: () => void;
}

const kindOf = ({ isUsual, stages }: Staged): Kind => {
  if (isUsual) return 'usual';
  return stages.length > 0 ? 'own' : 'never';
};

/** When members are reminded of one benefit: as usual, at stages of its own, or never; and what that would mean. */
export function StagesSheet({ staged, usual, onClose }: Props) {
  const { t } = useTranslation('console');
  const text = useLocalText();
  const [kind, setKind] = useState(kindOf(staged));
  const [own, setOwn] = useState(staged.stages.length > 0 ? staged.stages : usual);
  const act = useLastAct(SetReminderStagesDocument, (answer) => answer.setReminderStages, onClose);
  const benefit = staged.benefit.code;
  const stages = { usual: null, own, never: [] }[kind];
  const set = () => act.finish({ input: { benefit, stages } }, t('reminders.stages.done'));
  return (
    <Sheet title={text(staged.benefit.name)} onClose={onClose}>
      <Choice
        label={t('reminders.stages.kind')}
        options={KINDS}
        chosen={kind}
        onChoose={setKind}
        nameOf={(one) => t(`reminders.stages.kindName.${one}`)}
      />
      {kind === 'own' && <OwnStages stages={own} onChange={setOwn} />}
      <StagesPreview benefit={benefit} stages={stages} />
      <LastStep button={t('reminders.stages.set')} act={act} onDo={set} onCancel={onClose} />
    </Sheet>
  );
}
