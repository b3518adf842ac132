import type { ReactNode } from 'react';
import styles from './Empty.module.css';

/** A page with nothing on it yet: what this is, and the first step. */
export function Empty({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className={styles.empty}>
      <h2>{title}</h2>
      <p>{children}</p>
    </div>
  );
}
