import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { EntitlementStatus } from '@/gql/graphql';
import styles from './StatusMark.module.css';

/** The seven looks of a status: `EXHAUSTED` looks paused, since it comes back or is over by itself. */
export const TONES = {
  ACTIVE: 'active',
  EXPIRING: 'ending',
  EXHAUSTED: 'exhausted',
  PAUSED: 'paused',
  PENDING: 'waiting',
  SCHEDULED: 'later',
  EXPIRED: 'ended',
  REVOKED: 'ended',
} as const satisfies Record<EntitlementStatus, string>;

export type Tone = (typeof TONES)[EntitlementStatus];

/** A state by colour, word and shape, so that no one of the three is needed to understand it. */
export function Mark({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className={styles.mark} data-tone={tone}>
      <span className={styles.shape} aria-hidden />
      {children}
    </span>
  );
}

/** How an entitlement stands. */
export function StatusMark({ status }: { status: EntitlementStatus }) {
  const { t } = useTranslation();
  return <Mark tone={TONES[status]}>{t(`status.${status}`)}</Mark>;
}
