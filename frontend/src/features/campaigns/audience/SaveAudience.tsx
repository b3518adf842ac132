import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SaveAudienceDocument, type SavedAudiencesQuery } from '@/gql/graphql';
import { announce } from '@/lib/announcement';
import { useAct } from '@/lib/graphql/act';
import { Button } from '@/ui/Button';
import { Field } from '@/ui/Field';
import { Fold } from '@/ui/Fold';
import { Notice } from '@/ui/Notice';
import form from '../form/Form.module.css';
import type { Condition } from '../plan';

interface Props {
  condition: Condition;
  known: SavedAudiencesQuery['audiences'];
}

/** Keeps the conditions under a name, for other campaigns and for exclusions. */
export function SaveAudience({ condition, known }: Props) {
  const { t } = useTranslation('console');
  const [name, setName] = useState('');
  const act = useAct(SaveAudienceDocument, (answer) => answer.saveAudience);
  const before = known.find((one) => one.name === name);
  const save = async () => {
    const done = await act.run({ input: { name, condition, version: before?.version ?? 0 } });
    if (!done) return;
    announce(t('campaigns.keep.done', { name, version: done.audience.version }));
    setName('');
  };
  return (
    <Fold title={t('campaigns.keep.title')}>
      <div className={form.stack}>
        <Field label={t('campaigns.keep.name')} value={name} onChange={setName} problem={act.problem} />
        {before && (
          <Notice tone="warning">{t('campaigns.keep.again', { name, version: before.version + 1 })}</Notice>
        )}
        <div className={form.buttons}>
          <Button isBusy={act.isBusy} isDisabled={name === ''} onPress={() => void save()}>
            {t('campaigns.keep.button')}
          </Button>
        </div>
      </div>
    </Fold>
  );
}
