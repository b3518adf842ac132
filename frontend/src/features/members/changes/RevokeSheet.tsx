import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { PreviewRevocationDocument, RevokeDocument } from '@/gql/graphql';
import { announce } from '@/lib/announcement';
import { useAct } from '@/lib/graphql/act';
import { newIdempotencyKey } from '@/lib/idempotency';
import { PreviewOutcome } from '@/ui/coverage/PreviewOutcome';
import { Sheet } from '@/ui/Sheet';
import { Decision } from '@/ui/Decision';

/** Takes a grant back: what that changes, and why it is done. */
export default function RevokeSheet({ grant, onClose }: { grant: string; onClose: () => void }) {
  const { t } = useTranslation('console');
  const [idempotencyKey] = useState(newIdempotencyKey);
  const [{ data }] = useQuery({
    query: PreviewRevocationDocument,
    variables: { grant },
    requestPolicy: 'network-only',
  });
  const act = useAct(RevokeDocument, (answer) => answer.revoke);
  const revoke = async (reason: string) => {
    if (!(await act.run({ input: { grant, reason, idempotencyKey } }))) return;
    announce(t('revoke.done'));
    onClose();
  };
  return (
    <Sheet title={t('revoke.title')} onClose={onClose}>
      <p>{t('revoke.body')}</p>
      <PreviewOutcome outcome={data?.previewRevocation} />
      <Decision button={t('revoke.button')} weight="danger" act={act} onDecide={revoke} onCancel={onClose} />
    </Sheet>
  );
}
