import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { SaveCampaignDocument } from '@/gql/graphql';
import { useAct } from '@/lib/graphql/act';
import { Button } from '@/ui/Button';
import { Field } from '@/ui/Field';
import { Sheet } from '@/ui/Sheet';
import form from '../form/Form.module.css';
import { codeOf } from './code';

/** Names a campaign, which is then a draft of its own. */
export default function NewCampaign({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('console');
  const [, go] = useLocation();
  const [name, setName] = useState('');
  const [ownCode, setOwnCode] = useState<string>();
  const act = useAct(SaveCampaignDocument, (answer) => answer.saveCampaign);
  const code = ownCode ?? codeOf(name, new Date());
  const begin = async () => {
    if (await act.run({ input: { code, plan: { name }, saved: 0 } })) go(`/campaigns/${code}`);
  };
  return (
    <Sheet title={t('campaigns.new.open')} onClose={onClose}>
      <form
        className={form.stack}
        onSubmit={(event) => {
          event.preventDefault();
          void begin();
        }}
      >
        <Field
          label={t('campaigns.name')}
          value={name}
          onChange={setName}
          placeholder={t('campaigns.new.example')}
          autoFocus
        />
        <Field label={t('campaigns.new.code')} value={code} onChange={setOwnCode} problem={act.problem} />
        <p className={form.hint}>{t('campaigns.new.hint')}</p>
        <div className={form.buttons}>
          <Button type="submit" weight="primary" isBusy={act.isBusy} isDisabled={name === ''}>
            {t('campaigns.new.button')}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}
