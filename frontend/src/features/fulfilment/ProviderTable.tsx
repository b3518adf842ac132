import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { ProviderHealthDocument, type Breaker, type ProviderHealthQuery } from '@/gql/graphql';
import { useLiveQuery } from '@/lib/graphql/read';
import { Empty } from '@/ui/Empty';
import { Skeleton } from '@/ui/Skeleton';
import { Mark, type Tone } from '@/ui/StatusMark';
import { numberCell, Table } from '@/ui/Table';
import { Unavailable } from '@/ui/Unavailable';

const TONES = { CLOSED: 'active', HALF_OPEN: 'waiting', OPEN: 'ending' } as const satisfies Record<
  Breaker,
  Tone
>;
const NUMBERS = ['requests', 'success', 'median', 'slow', 'due', 'failed'] as const;

/** How each provider is doing: whether requests get through, how fast, and what waits for it. */
export function ProviderTable() {
  const { t } = useTranslation('console');
  const { data, error } = useLiveQuery(ProviderHealthDocument, {});
  if (error && !data) return <Unavailable error={error} />;
  if (!data) return <Skeleton height={2.75} count={4} />;
  if (data.providerHealth.length === 0)
    return <Empty title={t('providers.emptyTitle')}>{t('providers.emptyBody')}</Empty>;
  const columns = [
    { key: 'provider', head: t('providers.column.provider') },
    { key: 'breaker', head: t('providers.column.breaker') },
    ...NUMBERS.map((key) => ({ key, head: t(`providers.column.${key}`), isNumber: true })),
  ];
  return (
    <Table columns={columns}>
      {data.providerHealth.map((provider) => (
        <ProviderRow key={provider.provider} provider={provider} />
      ))}
    </Table>
  );
}

const share = (part: number, whole: number) => (whole ? `${Math.round((100 * part) / whole)} %` : '–');
const time = (ms: number | null | undefined) => (ms == null ? '–' : `${ms} ms`);

function ProviderRow({ provider }: { provider: ProviderHealthQuery['providerHealth'][number] }) {
  const { t } = useTranslation('console');
  const failed = provider.counts.find(({ state }) => state === 'FAILED')?.count ?? 0;
  return (
    <tr>
      <th scope="row">
        <Link href={`/deliveries?provider=${encodeURIComponent(provider.provider)}`}>
          {provider.provider}
        </Link>
      </th>
      <td>
        {provider.isSetUp || provider.provider === 'vault' ? (
          <Mark tone={TONES[provider.breaker]}>{t(`providers.breaker.${provider.breaker}`)}</Mark>
        ) : (
          <Mark tone="ended">{t('providers.notSetUp')}</Mark>
        )}
      </td>
      <td className={numberCell}>{provider.requests}</td>
      <td className={numberCell}>{share(provider.answered, provider.requests)}</td>
      <td className={numberCell}>{time(provider.medianMs)}</td>
      <td className={numberCell}>{time(provider.slowMs)}</td>
      <td className={numberCell}>{provider.due}</td>
      <td className={numberCell}>{failed}</td>
    </tr>
  );
}
