import type { ReactNode } from 'react';
import styles from './Notice.module.css';

interface Props {
  tone: 'calm' | 'warning' | 'danger' | 'good';
  /** `alert` interrupts a screen reader: for what went wrong with what was just asked. */
  isUrgent?: boolean;
  children: ReactNode;
}

/** A sentence about the page itself: what happened, what it means, what to do. */
export function Notice({ tone, isUrgent = false, children }: Props) {
  return (
    <div className={styles.notice} data-tone={tone} role={isUrgent ? 'alert' : 'status'}>
      {children}
    </div>
  );
}
