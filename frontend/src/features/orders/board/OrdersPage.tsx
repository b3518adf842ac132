import { useTranslation } from 'react-i18next';
import { useReadingEvery } from '@/lib/graphql/read';
import { useAddress } from '@/lib/useAddress';
import board from '@/ui/Board.module.css';
import { Choice } from '@/ui/Choice';
import { CaseTable } from './CaseTable';
import { OrderFile } from './OrderFile';
import { ORDER_FILTERS, OrderTable } from './OrderTable';

const LOOK_EVERY_MS = 5_000;
const FILTERS = [...ORDER_FILTERS, 'cases'] as const;

/** All orders, newest first; the one selected is told in full beside the list. */
export default function OrdersPage() {
  const { t } = useTranslation('console');
  const address = useAddress();
  useReadingEvery(LOOK_EVERY_MS);
  const filter = FILTERS.find((one) => one === address.get('state')) ?? 'all';
  const selected = address.get('order');
  return (
    <>
      <header className={board.head}>
        <h1 className={board.title}>{t('rail.orders')}</h1>
        <Choice
          label={t('orders.filter')}
          options={FILTERS}
          chosen={filter}
          onChoose={(chosen) => address.put('state', chosen === 'all' ? null : chosen)}
          nameOf={(one) => t(`orders.filterName.${one}`)}
        />
      </header>
      <div className={board.split} data-open={Boolean(selected) || undefined}>
        {filter === 'cases' ? (
          <CaseTable />
        ) : (
          <OrderTable
            key={filter}
            filter={filter}
            selected={selected}
            onSelect={(number) => address.put('order', number)}
          />
        )}
        {selected && (
          <OrderFile key={selected} number={selected} onClose={() => address.put('order', null)} />
        )}
      </div>
    </>
  );
}
