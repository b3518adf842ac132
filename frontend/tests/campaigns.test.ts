import { Client, fetchExchange } from 'urql';
import { expect, test, vi } from 'vitest';
import { outgoing, weeksOf } from '@/features/campaigns/calendar/outgoing';
import { daysOf, roundTop } from '@/features/campaigns/chart/days';
import { Draft } from '@/features/campaigns/form/draft';
import { placeOf } from '@/features/campaigns/form/part';
import { readSpan, writeSpan } from '@/lib/time/span';
import { anchored } from '@/features/campaigns/journey/offset';
import { codeOf } from '@/features/campaigns/list/code';
import { filledIn, newJourney, newStep } from '@/features/campaigns/plan';
import { verdictOf } from '@/features/campaigns/results/verdict';

interface Sent {
  plan: { name: string };
  saved: number;
}

/** A hub that answers each saving in turn, and remembers what it was asked to save. */
function savingHub(...answers: object[]) {
  const asked: Sent[] = [];
  const answer = (_url: unknown, init?: RequestInit) => {
    const { variables } = JSON.parse(init?.body as string) as { variables: { input: Sent } };
    asked.push(variables.input);
    const saveCampaign = answers.shift();
    return Promise.resolve(
      new Response(JSON.stringify({ data: saveCampaign && { saveCampaign } }), {
        headers: { 'content-type': 'application/json' },
      }),
    );
  };
  const client = new Client({
    url: 'http://hub/graphql',
    fetch: answer,
    exchanges: [fetchExchange],
    preferGetMethod: false,
  });
  return { draft: new Draft(client, { code: 'spring', plan: { name: 'Spring' }, saved: 3 }), asked };
}

const saved = (count: number) => ({ __typename: 'CampaignPayload', campaign: { id: '1', saved: count } });
const refused = (field: string) => ({
  __typename: 'InvalidInputRefusal',
  field,
  message: 'give 1 to 100',
  messageZh: '请填写 1 至 100',
});

test('what is typed quickly is saved once, over the saving that was looked at', async () => {
  vi.useFakeTimers();
  const { draft, asked } = savingHub(saved(4), saved(5));
  draft.write({ ...draft.get().plan, name: 'Spring 2' });
  draft.write({ ...draft.get().plan, name: 'Spring 2027' });
  await vi.runAllTimersAsync();
  expect(asked.map(({ plan, saved: over }) => [plan.name, over])).toEqual([['Spring 2027', 3]]);
  draft.write({ ...draft.get().plan, name: 'Summer' });
  expect(await draft.save()).toBe(true);
  expect(asked[1]?.saved).toBe(4);
  vi.useRealTimers();
});

test('a mistake is known by its place in the forms, what was typed stays, and mending it saves', async () => {
  const { draft } = savingHub(refused('plan.offer.gives.PERCENT.percent'), saved(4));
  draft.write({ ...draft.get().plan, name: '120 percent' });
  expect(await draft.save()).toBe(false);
  expect(draft.get().mistake?.place).toBe('plan.offer.gives.percent');
  expect(draft.get().plan.name).toBe('120 percent');
  draft.write({ ...draft.get().plan, name: '20 percent' });
  expect(await draft.save()).toBe(true);
  expect(draft.get().mistake).toBeUndefined();
});

test('a hub that does not answer loses nothing', async () => {
  const { draft } = savingHub();
  draft.write({ ...draft.get().plan, name: 'Autumn' });
  expect(await draft.save()).toBe(false);
  expect(draft.get()).toMatchObject({ standing: 'lost', plan: { name: 'Autumn' } });
});

test('the kinds of conditions are no part of a place, languages are', () => {
  expect(placeOf('plan.audience.condition.ALL.of.0.NOT.of.ENDS.within')).toBe(
    'plan.audience.condition.of.0.of.within',
  );
  expect(placeOf('plan.journey.steps.0.words.en.subject')).toBe('plan.journey.steps.0.words.en.subject');
});

test('what a plan leaves out is as the hub would have it', () => {
  const plan = filledIn({ name: 'Spring', journey: { steps: [{ at: 'START' }] }, guards: { hold_out: 20 } });
  expect(plan.guards).toMatchObject({ hold_out: 20, stop_at_errors: 5, cap: { most: 3 } });
  expect(plan.journey?.steps[0]?.channels).toEqual(['EMAIL', 'INBOX']);
});

test('lengths are two fields, and what is more than that stays as it is', () => {
  expect(readSpan('P30D')).toEqual({ count: '30', unit: 'D' });
  expect(writeSpan({ count: '6', unit: 'H' })).toBe('PT6H');
  expect(readSpan('P1M2D')).toBeUndefined();
});

test('nothing is left before the launch when days are counted from it', () => {
  const journey = { ...newJourney(), steps: [newStep('-P7D'), newStep('+P3D')] };
  expect(anchored(journey, 'LAUNCH', 'vip').steps.map(({ at }) => at)).toEqual(['START', '+P3D']);
  expect(anchored(journey, 'LAUNCH', 'vip').benefit).toBeUndefined();
});

test.each([
  [0.01, 0.07, 'better'],
  [-0.01, 0.07, 'unclear'],
  [-0.07, -0.01, 'worse'],
])('an interval from %d to %d says: %s', (low, high, verdict) => {
  expect(verdictOf({ low, high })).toBe(verdict);
});

test('a chart has the days without anything too', () => {
  const days = daysOf([
    { on: '2026-11-30', series: 'EMAIL', count: 2 },
    { on: '2026-12-02', series: 'EMAIL', count: 3 },
    { on: '2026-12-02', series: 'INBOX', count: 4 },
  ]);
  expect(days.map(({ on, total }) => [on, total])).toEqual([
    ['2026-11-30', 2],
    ['2026-12-01', 0],
    ['2026-12-02', 7],
  ]);
  expect(roundTop(12)).toBe(15);
  expect(daysOf([])).toEqual([]);
});

const CAMPAIGN: Parameters<typeof outgoing>[0][number] = {
  id: '1',
  code: 'spring',
  name: 'Spring',
  state: 'RUNNING',
  launchedAt: '2026-11-20T00:00:00Z',
  simulation: {
    at: '2026-11-20T00:00:00Z',
    days: [
      { on: '2026-11-22', channel: 'EMAIL', count: 9 },
      { on: '2026-11-25', channel: 'EMAIL', count: 5 },
      { on: '2026-11-25', channel: 'INBOX', count: 7 },
    ],
  },
  results: { days: [{ on: '2026-11-22', sent: 8 }] },
};

test('the calendar tells what was sent up to today, and what is expected after', () => {
  const running = outgoing([CAMPAIGN], '2026-11-22');
  expect(running.get('2026-11-22')).toMatchObject([{ count: 8, isExpected: false }]);
  expect(running.get('2026-11-25')).toMatchObject([{ count: 7, isExpected: true }]);
  expect(weeksOf(running, '2026-11-22')[0]).toBe('2026-11-16');
  expect(weeksOf(running, '2026-11-22')).toHaveLength(14);
});

test.each([
  ['Spring win-back!', 'spring-win-back'],
  ['春季召回', 'campaign-202611220910'],
])('%s has the code %s', (name, code) => {
  expect(codeOf(name, new Date('2026-11-22T09:10:00Z'))).toBe(code);
});
