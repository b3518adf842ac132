import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { readFragment, type FragmentType } from '@/gql';
import { ReceiptFragmentDoc, type ReceiptFragment } from '@/gql/graphql';
import { useLocalText } from '@/lib/i18n/localText';
import { useDates } from '@/lib/time/zone';
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
    <article className={styles.receipt}>
      <header className={styles.head}>
        <h2 className={styles.name}>
          <bdi>{text(receipt.bundle.name)}</bdi>
        </h2>
        <p className={styles.soft}>
          {t('bought.received', { source: t(`source.${receipt.source}`), day: dates.day(receipt.grantedAt) })}
        </p>
      </header>
      <ul className={styles.parts}>
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
    <li className={styles.part}>
      <ProviderTile {...benefit.provider} />
      <Link href={`/benefits/${encodeURIComponent(benefit.code)}`} className={styles.what}>
        <bdi>{text(benefit.name)}</bdi>
      </Link>
      <span className={styles.end}>
        {until ? dates.lastDay(until) : t(status === 'PENDING' ? 'term.notStarted' : 'term.forLife')}
      </span>
      <StatusMark status={status} />
    </li>
  );
}
