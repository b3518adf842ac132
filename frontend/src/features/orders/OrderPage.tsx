import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { CancelOrderDocument, OneOrderDocument, type OneOrderQuery } from '@/gql/graphql';
import { useAct } from '@/lib/graphql/act';
import { useLiveQuery } from '@/lib/graphql/read';
import { useLocalText } from '@/lib/i18n/localText';
import { formatMoney } from '@/lib/money';
import { language } from '@/lib/preferences';
import { useStore } from '@/lib/store';
import { useDates } from '@/lib/time/zone';
import { Button, buttonClass } from '@/ui/Button';
import card from '@/ui/Card.module.css';
import { Empty } from '@/ui/Empty';
import { Notice } from '@/ui/Notice';
import { Skeleton } from '@/ui/Skeleton';
import { Unavailable } from '@/ui/Unavailable';
import { alike } from './alike';
import { DeliveredPart } from './DeliveredPart';
import { OrderMark } from './OrderMark';
import styles from './Orders.module.css';

type OrderShown = NonNullable<OneOrderQuery['order']>;

/** One order: what was paid, and how each part of it is being delivered, as it happens. */
export default function OrderPage({ number }: { number: string }) {
  const { t } = useTranslation();
  const { data, error } = useLiveQuery(OneOrderDocument, { number });
  if (error && !data) return <Unavailable error={error} />;
  if (!data) return <Skeleton height={16} />;
  if (!data.order) return <Empty title={t('order.notFound')}>{t('order.notFoundBody')}</Empty>;
  return <Shown order={data.order} />;
}

function Shown({ order }: { order: OrderShown }) {
  const { t } = useTranslation();
  const text = useLocalText();
  const dates = useDates();
  const spoken = useStore(language);
  return (
    <article className={styles.order}>
      <p>
        <Link href="/bought">{t('order.all')}</Link>
      </p>
      <header className={styles.head}>
        <h2 className={styles.name}>{order.lines.map((line) => text(line.bundle.name)).join(', ')}</h2>
        <OrderMark state={order.state} />
      </header>
      <p className={card.soft}>
        {t('order.facts', { number: order.number, moment: dates.moment(order.placedAt) })} ·{' '}
        {formatMoney(order.total, spoken)}
      </p>
      {order.state === 'AWAITING_PAYMENT' && <Unpaid order={order} />}
      <ul className={card.parts}>
        {alike(order.lines.flatMap((line) => line.parts)).map((one) => (
          <DeliveredPart key={one.part.id} {...one} />
        ))}
      </ul>
      {order.refunds.map((refund) => (
        <p key={refund.at} className={card.soft}>
          {t('order.refund', { amount: formatMoney(refund.amount, spoken), day: dates.day(refund.at) })}
        </p>
      ))}
    </article>
  );
}

/** What is still to be done about paying: at the bank, or nothing any more. */
function Unpaid({ order }: { order: OrderShown }) {
  const { t } = useTranslation();
  const dates = useDates();
  const [isGivenUp, setGivenUp] = useState(false);
  const { isBusy, problem, run } = useAct(CancelOrderDocument, (answer) => answer.cancelOrder);
  const bank = order.payments.find((payment) => payment.url)?.url;
  const giveUp = async () => setGivenUp(Boolean(await run({ input: { order: order.id } })));
  if (isGivenUp) return null;
  return (
    <>
      <Notice tone="warning">{t('order.payBy', { moment: dates.moment(order.payBy) })}</Notice>
      {problem && (
        <Notice tone="danger" isUrgent>
          {problem}
        </Notice>
      )}
      <div className={styles.buttons}>
        <Button weight="quiet" isBusy={isBusy} onPress={() => void giveUp()}>
          {t('order.giveUp')}
        </Button>
        {bank && (
          <a className={buttonClass('primary')} href={bank}>
            {t('order.toBank')}
          </a>
        )}
      </div>
    </>
  );
}
