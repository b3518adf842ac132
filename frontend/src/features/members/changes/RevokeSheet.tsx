import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { PreviewRevocationDocument, RevokeDocument } from '@/gql/graphql';
import { useLastAct } from '@/lib/graphql/act';
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
  const act = useLastAct(RevokeDocument, (answer) => answer.revoke, onClose);
  const revoke = (reason: string) =>
    act.finish({ input: { grant, reason, idempotencyKey } }, t('revoke.done'));
  return (
    <Sheet title={t('revoke.title')} onClose={onClose}>
      <p>{t('revoke.body')}</p>
      <PreviewOutcome outcome={data?.previewRevocation} />
      <Decision button={t('revoke.button')} weight="danger" act={act} onDecide={revoke} onCancel={onClose} />
    </Sheet>
  );
}
