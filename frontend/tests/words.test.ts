import { renderHook, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { usePeriod } from '@/features/renewals/words';
import { chooseLanguage } from '@/lib/preferences';
import consoleEnglish from '@/locales/en/console';
import english from '@/locales/en/words';
import consoleChinese from '@/locales/zh-CN/console';
import chinese from '@/locales/zh-CN/words';

const flat = (words: object, path = ''): [string, string][] =>
  Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string'
      ? [[`${path}${key}`, value] as [string, string]]
      : flat(value as object, `${path}${key}.`),
  );

const placeholders = (sentence: string) =>
  [...sentence.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();

test.each([
  ['words', english, chinese],
  ['console', consoleEnglish, consoleChinese],
])('%s: both languages say the same things with the same facts', (_, one, other) => {
  const spoken = new Map(flat(other));
  for (const [key, sentence] of flat(one)) {
    if (key.endsWith('_one')) continue;
    const facts = placeholders(spoken.get(key) ?? '').filter((fact) => fact !== 'unit'); // only Chinese has measure words
    expect([key, facts.filter((fact) => !placeholders(sentence).includes(fact))]).toEqual([key, []]);
    expect(spoken.has(key), key).toBe(true);
  }
});

test('what follows “every” is said as people say it', async () => {
  const { result } = renderHook(usePeriod);
  const all = () => ['P1M', 'P3M', 'P1Y', 'P1Y6M', 'PT1H'].map((period) => result.current(period));
  expect(all()).toEqual(['month', '3 months', 'year', '1 year 6 months', 'PT1H']);
  chooseLanguage('zh-CN');
  await waitFor(() => expect(`每${result.current('P1M')}`).toBe('每月'));
  expect(`每${result.current('P3M')}`).toBe('每 3 个月');
});
