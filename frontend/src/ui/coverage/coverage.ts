import type { CoverageFragment } from '@/gql/graphql';
import type { LanePart, PartKind, Window } from '@/ui/Lane';
import { DAY_MS } from '@/lib/time/dates';

type Segment = CoverageFragment['segments'][number];

const at = (instant: string) => Date.parse(instant);
const end = (instant: string | null | undefined) => (instant ? at(instant) : null);

function kindOf(segment: Segment, status: CoverageFragment['status'], now: number): PartKind {
  if (at(segment.from) > now) return 'queued';
  return status === 'EXPIRING' ? 'ending' : 'running';
}

/** The parts of a lane: what each grant covers, and where a higher tier holds it back. */
export function partsOf({ segments, pauses, status }: CoverageFragment, now: number): LanePart[] {
  return [
    ...segments.map((segment) => ({
      key: `${segment.grant.id}@${segment.from}`,
      from: at(segment.from),
      until: end(segment.until),
      kind: kindOf(segment, status, now),
      grant: segment.grant.id,
    })),
    ...pauses.map((pause) => ({
      key: `pause@${pause.from}`,
      from: at(pause.from),
      until: end(pause.until),
      kind: 'paused' as const,
    })),
  ];
}

/** What of a coverage lies around or ahead of now: from the start of what is in force to the end of what is queued. */
export function ahead(parts: LanePart[], now: number): Window {
  const relevant = parts.filter((part) => part.until === null || part.until > now);
  const from = Math.min(now, ...relevant.map((part) => part.from));
  const until = Math.max(from + DAY_MS, ...relevant.map((part) => part.until ?? now + 365 * DAY_MS));
  return { from, until };
}
