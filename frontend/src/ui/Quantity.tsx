import { useTranslation } from 'react-i18next';
import styles from './Quantity.module.css';

interface Props {
  remaining: number;
  granted: number;
  unit: string;
}

const MOST_PIPS = 10;

/** How many are left: as pips while they can be counted at a glance, and always as a number. */
export function Quantity({ remaining, granted, unit }: Props) {
  const { t } = useTranslation();
  return (
    <span className={styles.quantity}>
      {granted <= MOST_PIPS && (
        <span className={styles.pips} aria-hidden>
          {Array.from({ length: granted }, (_, order) => (
            <span key={order} className={styles.pip} data-full={order < remaining || undefined} />
          ))}
        </span>
      )}
      <span>{t('quantity.left', { remaining, granted, unit })}</span>
    </span>
  );
}
