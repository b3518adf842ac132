import type { CampaignCalendarQuery } from '@/gql/graphql';
import { DAY_MS } from '@/lib/time/dates';

type Campaign = CampaignCalendarQuery['campaigns']['edges'][number]['node'];

/** Messages of one campaign on one day: those that were sent, or those that its simulation expects. */
export interface Outgoing {
  code: string;
  name: string;
  count: number;
  isExpected: boolean;
}

/** By day: what was sent up to today, and what is expected from today on, of campaigns that are not at rest. */
export function outgoing(campaigns: readonly Campaign[], today: string): Map<string, Outgoing[]> {
  const days = new Map<string, Outgoing[]>();
  const put = (on: string, { code, name }: Campaign, count: number, isExpected: boolean) => {
    if (count > 0) days.set(on, [...(days.get(on) ?? []), { code, name, count, isExpected }]);
  };
  for (const campaign of campaigns) {
    for (const { on, sent } of campaign.results.days) put(on, campaign, sent, false);
    for (const [on, count] of expected(campaign, today)) put(on, campaign, count, true);
  }
  return days;
}

/** One message goes by several channels: the busiest of them says how many messages. A paused campaign sends none. */
function expected({ simulation, state, launchedAt }: Campaign, today: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { on, count } of state === 'PAUSED' ? [] : (simulation?.days ?? []))
    if (launchedAt ? on > today : on >= today) counts.set(on, Math.max(counts.get(on) ?? 0, count));
  return counts;
}

const MONDAY = 1;

/** All days of the weeks from the first to the last that has something, today's among them. */
export function weeksOf(days: ReadonlyMap<string, unknown>, today: string): string[] {
  const instants = [...days.keys(), today].map((on) => Date.parse(on));
  const first = Math.min(...instants);
  const start = first - ((new Date(first).getUTCDay() + 7 - MONDAY) % 7) * DAY_MS;
  const count = Math.ceil((Math.max(...instants) - start + DAY_MS) / (7 * DAY_MS)) * 7;
  return Array.from({ length: count }, (_, day) => new Date(start + day * DAY_MS).toISOString().slice(0, 10));
}
