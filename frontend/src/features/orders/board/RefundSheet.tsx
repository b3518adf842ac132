import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { PreviewRefundDocument, RefundOrderDocument, type PreviewRefundQuery } from '@/gql/graphql';
import { useLastAct } from '@/lib/graphql/act';
import { isRefused } from '@/lib/graphql/refusal';
import { useLocalText } from '@/lib/i18n/localText';
import { newIdempotencyKey } from '@/lib/idempotency';
import { formatMoney } from '@/lib/money';
import { language } from '@/lib/preferences';
import { useStore } from '@/lib/store';
import board from '@/ui/Board.module.css';
import { Decision } from '@/ui/Decision';
import { Refusal } from '@/ui/Refusal';
import { Sheet } from '@/ui/Sheet';
import { Skeleton } from '@/ui/Skeleton';

/** Takes an order back: what goes back for which part, and why. */
export default function RefundSheet({ order, onClose }: { order: string; onClose: () => void }) {
  const { t } = useTranslation('console');
  const [idempotencyKey] = useState(newIdempotencyKey);
  const [{ data }] = useQuery({
    query: PreviewRefundDocument,
    variables: { order },
    requestPolicy: 'network-only',
  });
  const act = useLastAct(RefundOrderDocument, (answer) => answer.refundOrder, onClose);
  const refund = (reason: string) =>
    act.finish({ input: { order, reason, idempotencyKey } }, t('orders.refunded'));
  return (
    <Sheet title={t('orders.refund')} onClose={onClose}>
      <p>{t('orders.refundBody')}</p>
      <Worths outcome={data?.previewRefund} />
      <Decision button={t('orders.refund')} weight="danger" act={act} onDecide={refund} onCancel={onClose} />
    </Sheet>
  );
}

function Worths({ outcome }: { outcome: PreviewRefundQuery['previewRefund'] | undefined }) {
  const { t } = useTranslation('console');
  const text = useLocalText();
  const spoken = useStore(language);
  if (!outcome) return <Skeleton height={6} />;
  if (isRefused(outcome)) return <Refusal outcome={outcome} />;
  return (
    <ul className={board.lines}>
      {outcome.parts.map(({ part, worth }) => (
        <li key={part.id} className={board.line}>
          <span>{text(part.benefit.name)}</span>
          <span>{worth ? formatMoney(worth, spoken) : t('orders.nothingLeft')}</span>
        </li>
      ))}
      <li className={board.line}>
        <strong>{t('orders.goesBack')}</strong>
        <strong>{formatMoney(outcome.total, spoken)}</strong>
      </li>
    </ul>
  );
}
