import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { readFragment, type FragmentType } from '@/gql';
import { CoverageFragmentDoc, EntitlementCardFragmentDoc } from '@/gql/graphql';
import { ahead, partsOf } from '@/ui/coverage/coverage';
import { useLocalText } from '@/lib/i18n/localText';
import { useNow } from '@/lib/time/now';
import { Fold } from '@/ui/Fold';
import { Lane } from '@/ui/Lane';
import { ProviderTile } from '@/ui/ProviderTile';
import { StatusMark, TONES } from '@/ui/StatusMark';
import { PrimaryAction } from '../actions/PrimaryAction';
import styles from './EntitlementCard.module.css';
import { TermBlock } from './TermBlock';

const OVER = ['EXPIRED', 'REVOKED'];

/** One benefit of the member: what, until when, how much is left, why, and the one thing to do. */
export const EntitlementCard = memo(function EntitlementCard({
  entitlement,
}: {
  entitlement: FragmentType<typeof EntitlementCardFragmentDoc>;
}) {
  const card = readFragment(EntitlementCardFragmentDoc, entitlement);
  const coverage = readFragment(CoverageFragmentDoc, card);
  const { t } = useTranslation();
  const text = useLocalText();
  const now = useNow();
  const { benefit } = card;
  const parts = partsOf(coverage, now);
  const isOver = OVER.includes(coverage.status);
  return (
    <article className={styles.card} data-tone={TONES[coverage.status]}>
      <header className={styles.head}>
        <ProviderTile provider={benefit.provider} isFaded={isOver} />
        <div className={styles.names}>
          <h3 className={styles.name}>
            <Link href={`/benefits/${encodeURIComponent(benefit.code)}`} className={styles.link}>
              <bdi>{text(benefit.name)}</bdi>
            </Link>
          </h3>
          <p className={styles.provider}>{text(benefit.provider.name)}</p>
        </div>
        <StatusMark status={coverage.status} />
      </header>
      <TermBlock entitlement={card} />
      {!isOver && parts.length > 0 && <Lane parts={parts} window={ahead(parts, now)} now={now} isThin />}
      <footer className={styles.foot}>
        <Fold title={t('why')}>
          <p className={styles.why}>{text(card.why.summary)}</p>
        </Fold>
        <PrimaryAction entitlement={card} />
      </footer>
    </article>
  );
});
