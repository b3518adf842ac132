import { useTranslation } from 'react-i18next';
import type { CampaignUpliftFragment } from '@/gql/graphql';
import { language } from '@/lib/preferences';
import { useStore } from '@/lib/store';
import { useDates } from '@/lib/time/zone';
import { percent, points } from './percent';
import styles from './Results.module.css';
import { verdictOf } from './verdict';

interface Props {
  uplifts: readonly CampaignUpliftFragment[];
  /** With one variant, everybody who was told and that variant are the same. */
  hasSeveral: boolean;
}

/** Whether the campaign did anything, in words that do not say more than the figures do. */
export function Uplifts({ uplifts, hasSeveral }: Props) {
  const { t } = useTranslation('console');
  const shown = uplifts.filter(({ variant }) => hasSeveral || variant === 'ALL');
  if (shown.length === 0) return <p>{t('campaigns.uplift.none')}</p>;
  return (
    <div className={styles.uplifts}>
      {shown.map((uplift) => (
        <OneUplift key={uplift.variant} uplift={uplift} hasName={shown.length > 1} />
      ))}
    </div>
  );
}

function OneUplift({ uplift, hasName }: { uplift: CampaignUpliftFragment; hasName: boolean }) {
  const { t } = useTranslation('console');
  const spoken = useStore(language);
  const dates = useDates();
  const verdict = verdictOf(uplift);
  const facts = {
    rate: percent(uplift.rate, spoken),
    heldOut: percent(uplift.heldOutRate, spoken),
    difference: points(uplift.difference, spoken),
    low: points(uplift.low, spoken),
    high: points(uplift.high, spoken),
    extra: dates.number(Math.abs(Math.round(uplift.extra))),
  };
  return (
    <div className={styles.uplift}>
      {hasName && (
        <h3>
          {t([`campaigns.arm.${uplift.variant}`, 'campaigns.arm.other'] as never, { name: uplift.variant })}
        </h3>
      )}
      <p className={styles.verdict} data-verdict={verdict}>
        {t(`campaigns.uplift.${verdict}`, facts)}
      </p>
      <Scale {...uplift} />
      <p>{t('campaigns.uplift.rates', facts)}</p>
      <p>{t('campaigns.uplift.interval', facts)}</p>
    </div>
  );
}

/** The interval against nothing at all, as a picture of what is said beside it. */
function Scale({ low, high, difference }: Pick<CampaignUpliftFragment, 'low' | 'high' | 'difference'>) {
  const reach = Math.max(Math.abs(low), Math.abs(high), 0.001) * 1.1;
  const place = (value: number) => `${((value + reach) / (2 * reach)) * 100}%`;
  return (
    <div className={styles.scale} aria-hidden>
      <span
        className={styles.interval}
        style={{ left: place(low), width: `${((high - low) / (2 * reach)) * 100}%` }}
      />
      <span className={styles.zero} style={{ left: '50%' }} />
      <span className={styles.middle} style={{ left: place(difference) }} />
    </div>
  );
}
