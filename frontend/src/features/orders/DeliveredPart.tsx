import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { DeliveredPartFragment } from '@/gql/graphql';
import { useLocalText } from '@/lib/i18n/localText';
import { useDates } from '@/lib/time/zone';
import card from '@/ui/Card.module.css';
import { DeliveryMark } from '@/ui/DeliveryMark';
import { ProviderTile } from '@/ui/ProviderTile';
import { StatusMark } from '@/ui/StatusMark';
import type { Alike } from './alike';

type Fulfilment = NonNullable<DeliveredPartFragment['fulfilment']>;

/** One part: how its delivery stands, and the one thing to do about it, at the benefit itself. */
export function DeliveredPart({ part, count }: Alike) {
  const text = useLocalText();
  const { benefit, fulfilment } = part;
  const hint = useHint(part);
  const href = `/benefits/${encodeURIComponent(benefit.code)}`;
  return (
    <li className={card.part}>
      <ProviderTile provider={benefit.provider} />
      <div>
        <Link href={href} className={card.what}>
          <bdi>{text(benefit.name)}</bdi>
        </Link>
        {count > 1 && <span className={card.soft}> ×&nbsp;{count}</span>}
        {hint && <p className={card.soft}>{hint}</p>}
      </div>
      <PartMark part={part} fulfilment={fulfilment ?? undefined} />
    </li>
  );
}

function PartMark({ part, fulfilment }: { part: DeliveredPartFragment; fulfilment: Fulfilment | undefined }) {
  if (part.refunded) return <StatusMark status="REVOKED" />;
  return fulfilment ? <DeliveryMark state={fulfilment.state} /> : <StatusMark status="ACTIVE" />;
}

function useHint({ refunded, fulfilment }: DeliveredPartFragment) {
  const { t } = useTranslation();
  const dates = useDates();
  if (refunded || !fulfilment) return '';
  if (fulfilment.awaits) return t(`order.awaits.${fulfilment.awaits}`);
  if (fulfilment.state === 'FAILED') return t('order.failed');
  if (fulfilment.codes.length > 0) return t('order.codes', { count: fulfilment.codes.length });
  if (fulfilment.deliveredAt) return t('order.delivered', { moment: dates.moment(fulfilment.deliveredAt) });
  return t('order.underWay');
}
