import { expect, test } from 'vitest';
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
