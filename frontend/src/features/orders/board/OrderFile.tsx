import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { OrderFileDocument, type OrderFileQuery } from '@/gql/graphql';
import { useLiveQuery } from '@/lib/graphql/read';
import { useLocalText } from '@/lib/i18n/localText';
import { lazily } from '@/lib/lazily';
import { formatMoney } from '@/lib/money';
import { language } from '@/lib/preferences';
import { useStore } from '@/lib/store';
import { Zone } from '@/lib/time/zone';
import board from '@/ui/Board.module.css';
import { Button } from '@/ui/Button';
import { StaffDeliveryMark } from '@/ui/DeliveryMark';
import { Panel } from '@/ui/Panel';
import { Skeleton } from '@/ui/Skeleton';
import { TwoClocks } from '@/ui/TwoClocks';
import { OrderMark } from '../OrderMark';

const RefundSheet = lazily(() => import('./RefundSheet'));
const RETURNABLE = ['PAID', 'PARTLY_REFUNDED'];

type Order = NonNullable<OrderFileQuery['order']>;

/** One order in full: its money, and each part with its delivery. */
export function OrderFile({ number, onClose }: { number: string; onClose: () => void }) {
  const { data } = useLiveQuery(OrderFileDocument, { number });
  return (
    <Panel title={number} onClose={onClose}>
      {data?.order ? (
        <Zone value={data.order.member.zone}>
          <File order={data.order} />
        </Zone>
      ) : (
        <Skeleton height={8} />
      )}
    </Panel>
  );
}

function File({ order }: { order: Order }) {
  const { t } = useTranslation('console');
  const spoken = useStore(language);
  const [isReturning, setReturning] = useState(false);
  const { member } = order;
  return (
    <>
      <p className={board.line}>
        <Link href={`/members/${encodeURIComponent(member.externalId)}`}>
          <bdi>{member.name}</bdi>
        </Link>
        <OrderMark state={order.state} />
      </p>
      <p className={board.line}>
        <TwoClocks instant={order.placedAt} />
        <strong>{formatMoney(order.total, spoken)}</strong>
      </p>
      <h3>{t('orders.parts')}</h3>
      <PartList order={order} />
      <h3>{t('orders.money')}</h3>
      <Money order={order} />
      {RETURNABLE.includes(order.state) && (
        <div className={board.buttons}>
          <Button weight="danger" onPress={() => setReturning(true)}>
            {t('orders.refund')}
          </Button>
        </div>
      )}
      <Suspense>
        {isReturning && <RefundSheet order={order.id} onClose={() => setReturning(false)} />}
      </Suspense>
    </>
  );
}

function PartList({ order }: { order: Order }) {
  const { t } = useTranslation('console');
  const text = useLocalText();
  const spoken = useStore(language);
  return (
    <ul className={board.lines}>
      {order.lines
        .flatMap((line) => line.parts)
        .map((part) => (
          <li key={part.id} className={board.line}>
            <span>
              {part.fulfilment ? (
                <Link href={`/deliveries?delivery=${encodeURIComponent(part.fulfilment.id)}`}>
                  {text(part.benefit.name)}
                </Link>
              ) : (
                text(part.benefit.name)
              )}
              <span className={board.soft}> {formatMoney(part.amount, spoken)}</span>
            </span>
            {part.refunded
              ? t('orders.returned')
              : part.fulfilment && <StaffDeliveryMark {...part.fulfilment} />}
          </li>
        ))}
    </ul>
  );
}

function Money({ order }: { order: Order }) {
  const { t } = useTranslation('console');
  const spoken = useStore(language);
  return (
    <ul className={board.lines}>
      {order.payments.map((payment) => (
        <li key={payment.number} className={board.line}>
          <span>
            {t(`orders.payment.${payment.state}`)}{' '}
            {payment.reason && (
              <span className={board.soft}>{t([`decline.${payment.reason}`, payment.reason] as never)}</span>
            )}
          </span>
          {formatMoney(payment.amount, spoken)}
        </li>
      ))}
      {order.refunds.map((refund) => (
        <li key={refund.at} className={board.line}>
          <span>
            {t('orders.givenBack')} <span className={board.soft}>{refund.reason}</span>
          </span>
          −{formatMoney(refund.amount, spoken)}
        </li>
      ))}
    </ul>
  );
}
