import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RevealCodeDocument } from '@/gql/graphql';
import { useAct } from '@/lib/graphql/act';
import { Decision } from '@/ui/Decision';
import { Sheet } from '@/ui/Sheet';

/** Shows a member's code to support: after a reason, which the journal keeps, and for as long as the sheet is open. */
export function RevealSheet({ code, onClose }: { code: string; onClose: () => void }) {
  const { t } = useTranslation('console');
  const [shown, setShown] = useState<{ code: string; password?: string | null }>();
  const act = useAct(RevealCodeDocument, (answer) => answer.revealCode);
  const reveal = async (reason: string) => setShown(await act.run({ input: { code, reason } }));
  return (
    <Sheet title={t('deliveries.reveal.title')} onClose={onClose}>
      {shown ? (
        <>
          <output>
            <code>{shown.code}</code>
          </output>
          {shown.password && <p>{t('deliveries.reveal.password', { password: shown.password })}</p>}
        </>
      ) : (
        <>
          <p>{t('deliveries.reveal.body')}</p>
          <Decision
            button={t('deliveries.reveal.button')}
            weight="danger"
            act={act}
            onDecide={reveal}
            onCancel={onClose}
          />
        </>
      )}
    </Sheet>
  );
}
