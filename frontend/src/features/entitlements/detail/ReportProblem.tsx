import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ReportProblemDocument } from '@/gql/graphql';
import { announce } from '@/lib/announcement';
import { useAct } from '@/lib/graphql/act';
import { newIdempotencyKey } from '@/lib/idempotency';
import { Button } from '@/ui/Button';
import { Field } from '@/ui/Field';
import { Fold } from '@/ui/Fold';
import styles from './Detail.module.css';

/** What is wrong, in the member's own words; support finds it beside everything the hub knows. */
export function ReportProblem({ benefit }: { benefit: string }) {
  const { t } = useTranslation();
  const [words, setWords] = useState('');
  const [idempotencyKey, setKey] = useState(newIdempotencyKey);
  const [isMissing, setMissing] = useState(false);
  const { isBusy, problem, run } = useAct(ReportProblemDocument, (answer) => answer.reportProblem);
  const report = async () => {
    setMissing(!words.trim());
    if (!words.trim() || !(await run({ input: { benefit, words, idempotencyKey } }))) return;
    setKey(newIdempotencyKey());
    setWords('');
    announce(t('report.done'));
  };
  return (
    <Fold title={t('report.title')}>
      <div className={styles.report}>
        <Field
          label={t('report.label')}
          rows={3}
          value={words}
          onChange={setWords}
          problem={isMissing ? t('report.required') : problem}
        />
        <div className={styles.row}>
          <Button weight="primary" isBusy={isBusy} onPress={() => void report()}>
            {t('report.button')}
          </Button>
        </div>
      </div>
    </Fold>
  );
}
