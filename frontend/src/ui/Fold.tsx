import type { ReactNode } from 'react';
import styles from './Fold.module.css';

interface Props {
  title: ReactNode;
  isOpen?: boolean;
  children: ReactNode;
}

/** Something that is there when asked for. */
export function Fold({ title, isOpen = false, children }: Props) {
  return (
    <details className={styles.fold} open={isOpen}>
      <summary className={styles.title}>{title}</summary>
      <div className={styles.inside}>{children}</div>
    </details>
  );
}
