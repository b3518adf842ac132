import { announcement } from '@/lib/announcement';
import { useStore } from '@/lib/store';
import styles from './Announcement.module.css';

/** Says what was just done, above the page, without taking the focus. */
export function Announcement() {
  const sentence = useStore(announcement);
  return (
    <div role="status" className={styles.place}>
      {sentence && <p className={styles.said}>{sentence}</p>}
    </div>
  );
}
