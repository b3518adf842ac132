import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { PaymentCasesDocument, ResolvePaymentCaseDocument, type PaymentCasesQuery } from '@/gql/graphql';
import { useLastAct } from '@/lib/graphql/act';
import { useMorePages } from '@/lib/graphql/everyPage';
import board from '@/ui/Board.module.css';
import { Boarded } from '@/ui/Boarded';
import { Button } from '@/ui/Button';
import { Decision } from '@/ui/Decision';
import { Fold } from '@/ui/Fold';
import { Sheet } from '@/ui/Sheet';
import { Table } from '@/ui/Table';
import { TwoClocks } from '@/ui/TwoClocks';

const COLUMNS = ['kind', 'at', 'order', 'facts', 'close'] as const;
const CASES = { query: PaymentCasesDocument, pageOf: (answer: PaymentCasesQuery) => answer.paymentCases };
const ALL = {};

/** What did not fit about money and waits for a person. */
export function CaseTable() {
  const { t } = useTranslation('console');
  const read = useMorePages(CASES, ALL);
  const [closing, setClosing] = useState<string>();
  return (
    <Boarded read={read} emptyTitle={t('cases.emptyTitle')} emptyBody={t('cases.emptyBody')}>
      <Table columns={COLUMNS.map((key) => ({ key, head: t(`cases.column.${key}`) }))}>
        {read.items.map((one) => (
          <tr key={one.id}>
            <th scope="row">{t(`cases.kind.${one.kind}`)}</th>
            <td>
              <TwoClocks instant={one.at} />
            </td>
            <td>{one.order && <Link href={`/orders?order=${one.order.number}`}>{one.order.number}</Link>}</td>
            <td>
              <Fold title={t('cases.facts')}>
                <pre className={board.exchange}>{JSON.stringify(one.facts, null, 2)}</pre>
              </Fold>
            </td>
            <td>
              <Button onPress={() => setClosing(one.id)}>{t('cases.close')}</Button>
            </td>
          </tr>
        ))}
      </Table>
      {closing && <CloseSheet paymentCase={closing} onClose={() => setClosing(undefined)} />}
    </Boarded>
  );
}

function CloseSheet({ paymentCase, onClose }: { paymentCase: string; onClose: () => void }) {
  const { t } = useTranslation('console');
  const [giveBack, setGiveBack] = useState(false);
  const act = useLastAct(ResolvePaymentCaseDocument, (answer) => answer.resolvePaymentCase, onClose);
  const resolve = (resolution: string) =>
    act.finish({ input: { case: paymentCase, resolution, giveBack } }, t('cases.closed'));
  return (
    <Sheet title={t('cases.close')} onClose={onClose}>
      <p>{t('cases.closeBody')}</p>
      <label>
        <input type="checkbox" checked={giveBack} onChange={(event) => setGiveBack(event.target.checked)} />{' '}
        {t('cases.giveBack')}
      </label>
      <Decision button={t('cases.close')} weight="primary" act={act} onDecide={resolve} onCancel={onClose} />
    </Sheet>
  );
}
