import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { ActivateDocument, PreviewActivationDocument } from '@/gql/graphql';
import { useLastAct } from '@/lib/graphql/act';
import { useLocalText } from '@/lib/i18n/localText';
import { newIdempotencyKey } from '@/lib/idempotency';
import { PreviewOutcome } from '@/ui/coverage/PreviewOutcome';
import { LastStep } from '@/ui/LastStep';
import { Sheet } from '@/ui/Sheet';
import styles from './Sheets.module.css';
import type { Wish } from './wish';

interface Props {
  wish: Extract<Wish, { kind: 'ACTIVATE' }>;
  onClose: () => void;
}

/** What would change if it were activated now, and the button that does it. */
export function ActivateSheet({ wish, onClose }: Props) {
  const { t } = useTranslation();
  const text = useLocalText();
  const [idempotencyKey] = useState(newIdempotencyKey);
  const benefit = text(wish.benefit.name);
  const act = useLastAct(ActivateDocument, (answer) => answer.activate, onClose);
  const activate = () =>
    act.finish({ input: { grant: wish.grant, idempotencyKey } }, t('activate.done', { benefit }));
  return (
    <Sheet title={t('activate.title', { benefit })} onClose={onClose}>
      <Consequences grant={wish.grant} />
      <p className={styles.hint}>{t('activate.body')}</p>
      <LastStep button={t('activate.button')} act={act} onDo={activate} onCancel={onClose} />
    </Sheet>
  );
}

function Consequences({ grant }: { grant: string }) {
  const [{ data }] = useQuery({
    query: PreviewActivationDocument,
    variables: { grant },
    requestPolicy: 'network-only',
  });
  return <PreviewOutcome outcome={data?.previewActivation} />;
}
