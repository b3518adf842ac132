import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RouteBenefitDocument } from '@/gql/graphql';
import { useLastAct } from '@/lib/graphql/act';
import { useLocalText } from '@/lib/i18n/localText';
import { newIdempotencyKey } from '@/lib/idempotency';
import { Field } from '@/ui/Field';
import { LastStep } from '@/ui/LastStep';
import { Sheet } from '@/ui/Sheet';
import { wayWords, type Routes } from './RouteTable';

/** `PROVIDER:PRODUCT`; the hub says what is wrong with what has no colon. */
const wayOf = (line: string) => {
  const [provider = '', ...rest] = line.trim().split(':');
  return { provider, product: rest.join(':') };
};

/** Changes by which ways a benefit is delivered from now on, one way a line. */
export function RouteSheet({ routes, onClose }: { routes: Routes; onClose: () => void }) {
  const { t } = useTranslation('console');
  const text = useLocalText();
  const [lines, setLines] = useState(routes.ways.map(wayWords).join('\n'));
  const [idempotencyKey] = useState(newIdempotencyKey);
  const act = useLastAct(RouteBenefitDocument, (answer) => answer.routeBenefit, onClose);
  const change = async () => {
    const ways = lines
      .split('\n')
      .filter((line) => line.trim())
      .map(wayOf);
    const input = { benefit: routes.benefit.code, period: routes.period ?? null, ways, idempotencyKey };
    await act.finish({ input }, t('routes.changed'));
  };
  return (
    <Sheet title={text(routes.benefit.name)} onClose={onClose}>
      <p>{t('routes.body')}</p>
      <Field label={t('routes.ways')} value={lines} onChange={setLines} rows={4} />
      <LastStep button={t('routes.change')} act={act} onDo={change} onCancel={onClose} />
    </Sheet>
  );
}
