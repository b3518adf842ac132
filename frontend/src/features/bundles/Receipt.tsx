import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { readFragment, type FragmentType } from '@/gql';
import { ReceiptFragmentDoc, type ReceiptFragment } from '@/gql/graphql';
import { useLocalText } from '@/lib/i18n/localText';
import { useDates } from '@/lib/time/zone';
import card from '@/ui/Card.module.css';
import { ProviderTile } from '@/ui/ProviderTile';
import { StatusMark } from '@/ui/StatusMark';
import styles from './Receipt.module.css';

/** One purchase or gift: what it carries, each part with its own end, and until when all of it holds. */
export function Receipt({ holding }: { holding: FragmentType<typeof ReceiptFragmentDoc> }) {
  const receipt = readFragment(ReceiptFragmentDoc, holding);
  const { t } = useTranslation();
  const text = useLocalText();
  const dates = useDates();
  return (
    <article className={card.card}>
      <header className={card.head}>
        <h2 className={card.name}>
          <bdi>{text(receipt.bundle.name)}</bdi>
        </h2>
        <p className={card.soft}>
          {t('bought.received', { source: t(`source.${receipt.source}`), day: dates.day(receipt.grantedAt) })}
        </p>
      </header>
      <ul className={card.parts}>
        {receipt.parts.map((part) => (
          <Part key={part.path.join('/')} part={part} />
        ))}
      </ul>
      <p className={styles.total}>{useTotal(receipt)}</p>
    </article>
  );
}

function useTotal({ revokedAt, isLifetime, firstEnd, lastEnd }: ReceiptFragment) {
  const { t } = useTranslation();
  const dates = useDates();
  if (revokedAt) return t('bought.revoked', { day: dates.day(revokedAt) });
  if (!firstEnd || !lastEnd) return isLifetime ? t('bought.forLife') : '';
  const first = dates.lastDay(firstEnd);
  const last = dates.lastDay(lastEnd);
  return first === last ? t('bought.untilAll', { last }) : t('bought.until', { first, last });
}

function Part({ part: { benefit, until, status } }: { part: ReceiptFragment['parts'][number] }) {
  const { t } = useTranslation();
  const text = useLocalText();
  const dates = useDates();
  return (
    <li className={card.part}>
      <ProviderTile provider={benefit.provider} />
      <div>
        <Link href={`/benefits/${encodeURIComponent(benefit.code)}`} className={card.what}>
          <bdi>{text(benefit.name)}</bdi>
        </Link>
        <p className={card.soft}>
          {until ? dates.lastDay(until) : t(status === 'PENDING' ? 'term.notStarted' : 'term.forLife')}
        </p>
      </div>
      <StatusMark status={status} />
    </li>
  );
}
