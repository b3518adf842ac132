import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'wouter';
import {
  LiftSuppressionDocument,
  SuppressAddressDocument,
  SuppressedAddressesDocument,
  type SuppressedAddressesQuery,
} from '@/gql/graphql';
import { useLastAct } from '@/lib/graphql/act';
import { useMorePages } from '@/lib/graphql/everyPage';
import { useDates } from '@/lib/time/zone';
import { useSettled } from '@/lib/useSettled';
import board from '@/ui/Board.module.css';
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
const WHOLE = /.@.+\../;

/** The mail addresses to which nothing is sent, and why; or whether one is among them, as the address of the page says. */
export default function AddressBoard() {
  const { t } = useTranslation('console');
  const [params, setParams] = useSearchParams();
  const typed = params.get('address') ?? '';
  const [isAdding, setAdding] = useState(false);
  const look = (address: string) =>
    setParams(
      (before) => {
        if (address) before.set('address', address);
        else before.delete('address');
        return before;
      },
      { replace: true },
    );
  return (
    <>
      <div className={board.filters}>
        <Field type="search" label={t('addresses.find')} value={typed} onChange={look} />
        <Button onPress={() => setAdding(true)}>{t('addresses.suppress')}</Button>
      </div>
      <Listed address={useSettled(WHOLE.test(typed) ? typed : null)} />
      {isAdding && <SuppressSheet onClose={() => setAdding(false)} />}
    </>
  );
}

/** All of them, or just one if it is among them. */
function Listed({ address: only }: { address: string | null }) {
  const { t } = useTranslation('console');
  const dates = useDates();
  const read = useMorePages(
    ADDRESSES,
    useMemo(() => ({ address: only }), [only]),
  );
  const [lifting, setLifting] = useState<string>();
  const none = only ? 'notAmong' : 'empty';
  return (
    <>
      <Boarded read={read} emptyTitle={t(`addresses.${none}Title`)} emptyBody={t(`addresses.${none}Body`)}>
        <Table columns={COLUMNS.map((key) => ({ key, head: t(`addresses.column.${key}`) }))}>
          {read.items.map(({ id, address, why, at }) => (
            <tr key={id}>
              <th scope="row">
                <Link href={`/members?q=${encodeURIComponent(address)}`}>{address}</Link>
              </th>
              <td className={styles.why}>{why}</td>
              <td>
                <time dateTime={at}>{dates.moment(at)}</time>
              </td>
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
