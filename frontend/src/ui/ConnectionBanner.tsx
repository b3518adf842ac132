import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { connection } from '@/lib/session/connection';
import { useStore } from '@/lib/store';
import styles from './ConnectionBanner.module.css';

const WORTH_SAYING_MS = 1_500;

/** Says that changes don't arrive, once that has lasted; goes away by itself. It lies over the page and moves nothing. */
export function ConnectionBanner() {
  const { t } = useTranslation();
  const state = useStore(connection);
  const [shown, setShown] = useState<'lost' | 'offline'>();
  useEffect(() => {
    const problem = state === 'lost' || state === 'offline' ? state : undefined;
    const timer = setTimeout(() => setShown(problem), problem ? WORTH_SAYING_MS : 0);
    return () => clearTimeout(timer);
  }, [state]);
  return (
    <div role="status" className={styles.place}>
      {shown && <p className={styles.banner}>{t(`connection.${shown}`)}</p>}
    </div>
  );
}
