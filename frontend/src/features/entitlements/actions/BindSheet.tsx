import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { BindAccountDocument } from '@/gql/graphql';
import { useLastAct } from '@/lib/graphql/act';
import { useLocalText } from '@/lib/i18n/localText';
import { Field } from '@/ui/Field';
import { LastStep } from '@/ui/LastStep';
import { Sheet } from '@/ui/Sheet';
import styles from './Sheets.module.css';
import type { Wish } from './wish';

interface Props {
  wish: Extract<Wish, { kind: 'BIND_ACCOUNT' }>;
  onClose: () => void;
}

/** Asks for the account at the provider to which the benefit is delivered. */
export function BindSheet({ wish, onClose }: Props) {
  const { t } = useTranslation();
  const text = useLocalText();
  const [account, setAccount] = useState('');
  const [isMissing, setMissing] = useState(false);
  const { isBusy, problem, finish } = useLastAct(
    BindAccountDocument,
    (answer) => answer.bindAccount,
    onClose,
  );
  const provider = text(wish.benefit.provider.name);
  const bind = async () => {
    setMissing(!account.trim());
    if (!account.trim()) return;
    const input = { provider: wish.benefit.provider.code, account: account.trim() };
    await finish({ input }, t('bind.done', { provider }));
  };
  return (
    <Sheet title={t('bind.title', { provider })} onClose={onClose}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          void bind();
        }}
      >
        <p className={styles.hint}>{t('bind.body')}</p>
        <Field
          label={wish.benefit.account ? text(wish.benefit.account.label) : t('bind.label')}
          value={account}
          onChange={setAccount}
          problem={isMissing ? t('bind.required', { provider }) : problem}
          autoFocus
        />
        <LastStep button={t('bind.button')} act={{ isBusy, problem: undefined }} onCancel={onClose} />
      </form>
    </Sheet>
  );
}
