import { randomUUID } from 'node:crypto';
import { say, type Benefit, type LocalText } from './catalogue.ts';

/** Days from now (fractions allowed) as an instant. */
export const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

export interface DemoGrant {
  __typename: 'Grant';
  id: string;
  benefit: Benefit;
  state: string;
  from: string | null;
  until: string | null;
  [field: string]: unknown;
}

interface GrantDraft {
  from?: number;
  until?: number | undefined;
  state?: string;
  period?: string;
  activateBy?: number;
  quantity?: number;
  used?: number;
  source?: string;
}

export function grantOf(benefit: Benefit, draft: GrantDraft): DemoGrant {
  const from = draft.from === undefined ? null : inDays(draft.from);
  const grant: DemoGrant = {
    __typename: 'Grant',
    id: randomUUID(),
    benefit,
    state: draft.state ?? 'IN_FORCE',
    grantedAt: inDays(Math.min(draft.from ?? 0, 0) - 0.1),
    period: draft.period ?? null,
    from,
    until: draft.until === undefined ? null : inDays(draft.until),
    needsActivation: draft.activateBy !== undefined,
    activateBy: draft.activateBy === undefined ? null : inDays(draft.activateBy),
    activatedAt: null,
    revokedAt: draft.state === 'REVOKED' ? inDays(-4) : null,
    revokedReason: draft.state === 'REVOKED' ? 'REFUND' : null,
    quantity: draft.quantity ?? null,
    used: draft.used ?? 0,
    priority: 100,
    source: draft.source ?? 'PURCHASE',
    bundleHolding: null,
    path: [],
    segments: [],
  };
  grant.segments = from ? [{ grant, from, until: grant.until, isPauseBefore: false }] : [];
  return grant;
}

interface EntitlementDraft {
  status: string;
  why: LocalText;
  spans?: { from: number; until?: number; state?: string; period?: string; source?: string }[];
  pauses?: { from: number; until: number; by: Benefit }[];
  quantity?: { granted: number; used: number; nextRefillAt?: number };
  actions?: { kind: string; label: LocalText; deadline?: number; url?: string }[];
  waiting?: { period: string; activateBy?: number };
  next?: { days: number; status: string; sentence: LocalText };
  coverageEnd?: number | null;
}

export interface DemoEntitlement {
  id: string;
  benefit: Benefit;
  status: string;
  grants: DemoGrant[];
  actions: { kind: string; grant: DemoGrant | null }[];
  quantity: { granted: number; used: number; remaining: number; nextRefillAt: string | null } | null;
  segments: { grant: DemoGrant; from: string; until: string | null; isPauseBefore: boolean }[];
  coverageEnd: string | null;
  [field: string]: unknown;
}

const STEP_KINDS = ['GRANTED', 'STACKED', 'COVERED'];

function stepsOf(grants: DemoGrant[]) {
  return grants.map((grant, order) => ({
    kind: STEP_KINDS[order % STEP_KINDS.length],
    at: grant.grantedAt,
    grant,
    sentence: say(
      order === 0 ? '购买后立即生效，从当天起计算。' : '前一段尚未结束，这一段自动排在后面。',
      order === 0
        ? 'It began the moment you bought it.'
        : 'The earlier one was still running, so this queues behind it.',
    ),
  }));
}

export function entitlementOf(benefit: Benefit, draft: EntitlementDraft): DemoEntitlement {
  const spans = (draft.spans ?? []).map((span) => grantOf(benefit, { ...span, ...draft.quantity }));
  const waiting = draft.waiting
    ? [grantOf(benefit, { state: 'PENDING_ACTIVATION', ...draft.waiting, ...draft.quantity })]
    : [];
  const grants = [...spans, ...waiting];
  const last = draft.spans?.at(-1);
  const end = draft.coverageEnd === undefined ? last?.until : (draft.coverageEnd ?? undefined);
  const isOpen = last !== undefined && last.until === undefined;
  return {
    __typename: 'Entitlement',
    id: `entitlement:${benefit.code}:${randomUUID().slice(0, 8)}`,
    benefit,
    status: draft.status,
    why: { summary: draft.why, steps: stepsOf(grants) },
    validFrom: spans[0]?.from ?? null,
    coverageEnd: end === undefined ? null : inDays(end),
    isLifetime: isOpen,
    remainingSeconds: end === undefined ? null : end * 86_400,
    quantity: draft.quantity && {
      granted: draft.quantity.granted,
      used: draft.quantity.used,
      remaining: draft.quantity.granted - draft.quantity.used,
      nextRefillAt: draft.quantity.nextRefillAt ? inDays(draft.quantity.nextRefillAt) : null,
    },
    nextChange: draft.next && {
      at: inDays(draft.next.days),
      status: draft.next.status,
      sentence: draft.next.sentence,
    },
    segments: spans
      .filter((grant) => grant.state !== 'REVOKED')
      .map((grant) => ({ grant, from: grant.from ?? '', until: grant.until, isPauseBefore: false })),
    pauses: (draft.pauses ?? []).map((pause) => ({
      from: inDays(pause.from),
      until: inDays(pause.until),
      by: pause.by,
    })),
    grants,
    actions: (draft.actions ?? []).map((action) => ({
      kind: action.kind,
      label: action.label,
      grant: action.kind === 'ACTIVATE' ? (waiting[0] ?? null) : null,
      deadline: action.deadline === undefined ? null : inDays(action.deadline),
      url: action.url ?? null,
    })),
  } as DemoEntitlement;
}
