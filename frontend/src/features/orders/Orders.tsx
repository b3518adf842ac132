import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { MyOrdersDocument, type MyOrdersQuery } from '@/gql/graphql';
import { useEveryPage } from '@/lib/graphql/everyPage';
import { useLocalText } from '@/lib/i18n/localText';
import { formatMoney } from '@/lib/money';
import { language } from '@/lib/preferences';
import { useStore } from '@/lib/store';
import { useDates } from '@/lib/time/zone';
import card from '@/ui/Card.module.css';
import { OrderMark } from './OrderMark';
import styles from './Orders.module.css';

const PAGES = {
  query: MyOrdersDocument,
  pageOf: (answer: MyOrdersQuery) => answer.viewer.member?.orders,
};

/** What was ordered, newest first; each leads to how its parts are being delivered. Nothing while there is none. */
export default function Orders() {
  const { t } = useTranslation();
  const text = useLocalText();
  const dates = useDates();
  const spoken = useStore(language);
  const { items } = useEveryPage(PAGES);
  if (items.length === 0) return null;
  return (
    <section className={styles.orders} aria-labelledby="orders-title">
      <h2 id="orders-title" className={styles.title}>
        {t('order.title')}
      </h2>
      <ul className={card.surface}>
        {items.map((order) => (
          <li key={order.id} className={styles.row}>
            <div>
              <Link href={`/orders/${order.number}`} className={card.what}>
                {order.lines.map((line) => text(line.bundle.name)).join(', ')}
              </Link>
              <p className={card.soft}>
                {order.number} · {dates.day(order.placedAt)} · {formatMoney(order.total, spoken)}
              </p>
            </div>
            <OrderMark state={order.state} />
          </li>
        ))}
      </ul>
    </section>
  );
}
