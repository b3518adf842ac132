import type { TFunction } from 'i18next';
import type { TimelineLaneFragment } from '@/gql/graphql';
import type { Dates } from '@/lib/time/dates';
import type { LanePart } from '@/ui/Lane';

/** A lane of the timeline and what lies on it. */
export interface TimelineRow {
  lane: TimelineLaneFragment;
  parts: LanePart[];
}

const STANDING = ['EXPIRING', 'ACTIVE', 'EXHAUSTED', 'PENDING', 'PAUSED', 'SCHEDULED', 'EXPIRED', 'REVOKED'];

/** What is in force comes first, and among it what ends first. */
export const byStanding = (one: TimelineLaneFragment, other: TimelineLaneFragment) =>
  STANDING.indexOf(one.status) - STANDING.indexOf(other.status) ||
  (one.coverageEnd ?? '9').localeCompare(other.coverageEnd ?? '9');

/** When a part runs, as a sentence. */
export function partSentence(part: LanePart, t: TFunction, dates: Dates): string {
  const kind = part.kind === 'ending' ? 'running' : part.kind;
  const from = dates.day(part.from);
  return part.until === null
    ? t(`timeline.${kind}Open`, { from })
    : t(`timeline.${kind}`, { from, until: dates.lastDay(part.until) });
}
