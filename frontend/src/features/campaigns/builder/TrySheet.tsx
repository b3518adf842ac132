import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TryCampaignDocument } from '@/gql/graphql';
import { announce } from '@/lib/announcement';
import { useAct } from '@/lib/graphql/act';
import { Button } from '@/ui/Button';
import { Choice } from '@/ui/Choice';
import { Field } from '@/ui/Field';
import { Sheet } from '@/ui/Sheet';
import form from '../form/Form.module.css';
import { Problem } from '../form/Section';

const ME = 'hub.campaigns.tester';

interface Props {
  code: string;
  step: number;
  variants: string[];
  onSave: () => Promise<boolean>;
  onClose: () => void;
}

/** Sends one step to the marketer's own member, who is remembered in this browser. */
export default function TrySheet({ code, step, variants, onSave, onClose }: Props) {
  const { t } = useTranslation('console');
  const [to, setTo] = useState(localStorage.getItem(ME) ?? '');
  const [variant, setVariant] = useState(variants[0] ?? '');
  const act = useAct(TryCampaignDocument, (answer) => answer.tryCampaign);
  const send = async () => {
    localStorage.setItem(ME, to);
    if (!(await onSave())) return;
    const done = await act.run({ input: { code, step, to, variant } });
    if (!done) return;
    announce(
      t('campaigns.try.done', { count: done.messages.length, subject: done.messages[0]?.subject ?? '' }),
    );
    onClose();
  };
  return (
    <Sheet title={t('campaigns.try.title', { number: step + 1 })} onClose={onClose}>
      <p className={form.hint}>{t('campaigns.try.hint')}</p>
      <Field label={t('campaigns.try.to')} value={to} onChange={setTo} autoFocus />
      {variants.length > 1 && (
        <div>
          <Choice
            label={t('campaigns.try.variant')}
            options={variants}
            chosen={variant}
            onChoose={setVariant}
            nameOf={(name) => t('campaigns.variants.one', { name })}
          />
        </div>
      )}
      <Problem problem={act.problem} />
      <div className={form.buttons}>
        <Button weight="primary" isBusy={act.isBusy} isDisabled={to === ''} onPress={() => void send()}>
          {t('campaigns.try.button')}
        </Button>
      </div>
    </Sheet>
  );
}
