import { useTranslation } from 'react-i18next';
import { language } from '@/lib/preferences';
import { useStore } from '@/lib/store';
import { makeDates } from '@/lib/time/dates';
import { hereZone, useDates } from '@/lib/time/zone';
import styles from './TwoClocks.module.css';

/** An instant on the member's clock, and on the viewer's beside it where the two differ. */
export function TwoClocks({ instant }: { instant: string }) {
  const { t } = useTranslation('console');
  const dates = useDates();
  const here = makeDates(useStore(language), hereZone()).moment(instant);
  const there = dates.moment(instant);
  return (
    <time dateTime={instant} className={styles.clocks}>
      {there}
      {here !== there && <span className={styles.here}>{t('member.here', { moment: here })}</span>}
    </time>
  );
}
