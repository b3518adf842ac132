import { useTranslation } from 'react-i18next';
import { useReadingEvery } from '@/lib/graphql/read';
import { useAddress } from '@/lib/useAddress';
import board from '@/ui/Board.module.css';
import { Choice } from '@/ui/Choice';
import { DeliveryBoard } from './DeliveryBoard';
import { ProviderTable } from './ProviderTable';
import { RouteTable } from './RouteTable';
import { VaultTable } from './VaultTable';

const LOOK_EVERY_MS = 5_000;
const VIEWS = ['board', 'providers', 'routes', 'vault'] as const;

/** Delivering: the tasks, the providers that carry them out, and the stock of codes. */
export default function DeliveriesPage() {
  const { t } = useTranslation('console');
  const address = useAddress();
  useReadingEvery(LOOK_EVERY_MS);
  const view = VIEWS.find((one) => one === address.get('view')) ?? 'board';
  return (
    <>
      <header className={board.head}>
        <h1 className={board.title}>{t('rail.deliveries')}</h1>
        <Choice
          label={t('deliveries.view')}
          options={VIEWS}
          chosen={view}
          onChoose={(chosen) => address.put('view', chosen)}
          nameOf={(one) => t(`deliveries.viewName.${one}`)}
        />
      </header>
      {view === 'board' && <DeliveryBoard />}
      {view === 'providers' && <ProviderTable />}
      {view === 'routes' && <RouteTable />}
      {view === 'vault' && <VaultTable />}
    </>
  );
}
