import type { Journey } from '../plan';

/** When a step is, as people say it: at the start itself, or so long before or after it. */
export const SIDES = ['-', 'START', '+'] as const;
export type Side = (typeof SIDES)[number];

export const sideOf = (offset: string): Side =>
  offset === 'START' ? offset : offset.startsWith('-') ? '-' : '+';

/** Nothing can be sent before the launch. */
export const sidesOf = (anchor: Journey['anchor']) =>
  SIDES.filter((side) => anchor !== 'LAUNCH' || side !== '-');

export const lengthOf = (offset: string) => (offset === 'START' ? '' : offset.slice(1));

export const offsetAt = (side: Side, length: string) =>
  side === 'START' ? side : `${side}${length || 'P3D'}`;

/** The journey counted from something else: what was before its start is at the start where it cannot be before. */
export const anchored = (
  journey: Journey,
  anchor: Journey['anchor'],
  benefit: string | undefined,
): Journey => ({
  ...journey,
  anchor,
  benefit: anchor === 'COVERAGE_END' ? benefit : undefined,
  steps: journey.steps.map((step) =>
    anchor === 'LAUNCH' && sideOf(step.at) === '-' ? { ...step, at: 'START' } : step,
  ),
});

/** Where one more step would usually be: a few days after the last. */
export function nextOffset(journey: Journey): string {
  const last = journey.steps.at(-1)?.at ?? 'START';
  const days = /^\+P(\d+)D$/.exec(last)?.[1];
  return `+P${days ? Number(days) + 3 : 3}D`;
}
