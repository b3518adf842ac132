import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  LiftSuppressionDocument,
  SuppressAddressDocument,
  SuppressedAddressesDocument,
  type SuppressedAddressesQuery,
} from '@/gql/graphql';
import { useLastAct } from '@/lib/graphql/act';
import { useMorePages } from '@/lib/graphql/everyPage';
import { useDates } from '@/lib/time/zone';
import { Boarded } from '@/ui/Boarded';
import { Button } from '@/ui/Button';
import { Decision } from '@/ui/Decision';
import { Field } from '@/ui/Field';
import { Sheet } from '@/ui/Sheet';
import { Table } from '@/ui/Table';
import styles from './MessagesPage.module.css';

const COLUMNS = ['address', 'why', 'since', 'lift'] as const;
const ADDRESSES = {
  query: SuppressedAddressesDocument,
  pageOf: (answer: SuppressedAddressesQuery) => answer.suppressedAddresses,
};
const ALL = {};

/** The mail addresses to which nothing is sent, and why. */
export default function AddressBoard() {
  const { t } = useTranslation('console');
  const dates = useDates();
  const read = useMorePages(ADDRESSES, ALL);
  const [lifting, setLifting] = useState<string>();
  const [isAdding, setAdding] = useState(false);
  return (
    <>
      <div className={styles.filters}>
        <Button onPress={() => setAdding(true)}>{t('addresses.suppress')}</Button>
      </div>
      <Boarded read={read} emptyTitle={t('addresses.emptyTitle')} emptyBody={t('addresses.emptyBody')}>
        <Table columns={COLUMNS.map((key) => ({ key, head: t(`addresses.column.${key}`) }))}>
          {read.items.map(({ id, address, why, at }) => (
            <tr key={id}>
              <th scope="row">{address}</th>
              <td>{why}</td>
              <td>{dates.moment(at)}</td>
              <td>
                <Button aria-label={t('addresses.liftOne', { address })} onPress={() => setLifting(address)}>
                  {t('addresses.lift')}
                </Button>
              </td>
            </tr>
          ))}
        </Table>
      </Boarded>
      {lifting && <LiftSheet address={lifting} onClose={() => setLifting(undefined)} />}
      {isAdding && <SuppressSheet onClose={() => setAdding(false)} />}
    </>
  );
}

function LiftSheet({ address, onClose }: { address: string; onClose: () => void }) {
  const { t } = useTranslation('console');
  const act = useLastAct(LiftSuppressionDocument, (answer) => answer.liftSuppression, onClose);
  const lift = (reason: string) => act.finish({ input: { address, reason } }, t('addresses.lifted'));
  return (
    <Sheet title={t('addresses.liftOne', { address })} onClose={onClose}>
      <p>{t('addresses.liftBody')}</p>
      <Decision button={t('addresses.lift')} weight="primary" act={act} onDecide={lift} onCancel={onClose} />
    </Sheet>
  );
}

function SuppressSheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('console');
  const [address, setAddress] = useState('');
  const act = useLastAct(SuppressAddressDocument, (answer) => answer.suppressAddress, onClose);
  const suppress = (reason: string) => act.finish({ input: { address, reason } }, t('addresses.suppressed'));
  return (
    <Sheet title={t('addresses.suppress')} onClose={onClose}>
      <p>{t('addresses.suppressBody')}</p>
      <Field label={t('addresses.column.address')} value={address} onChange={setAddress} autoFocus />
      <Decision
        button={t('addresses.suppress')}
        weight="primary"
        act={act}
        onDecide={suppress}
        onCancel={onClose}
      />
    </Sheet>
  );
}
