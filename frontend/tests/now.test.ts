import { act, renderHook } from '@testing-library/react';
import { expect, test } from 'vitest';
import { learnNow, useNow } from '@/lib/time/now';

const DAY_MS = 86_400_000;

test('an answer that the browser had kept from before the clock was moved does not set the page back', () => {
  const inDays = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString();
  const { result } = renderHook(useNow);
  const days = () => Math.round((result.current - Date.now()) / DAY_MS);
  const kept = inDays(0);
  act(() => learnNow(kept));
  act(() => learnNow(inDays(30)));
  expect(days()).toBe(30);
  for (const old of [kept, inDays(29), null, 'soon']) act(() => learnNow(old));
  expect(days()).toBe(30);
  act(() => learnNow(inDays(31)));
  expect(days()).toBe(31);
});
