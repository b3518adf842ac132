import { act, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import { chooseLanguage } from '@/lib/preferences';
import { MyCards } from './Mine';
import { show } from './shown';

const cardOf = async (name: string) => {
  const title = await screen.findByRole('heading', { name, level: 3 });
  const card = title.closest('article');
  if (!card) throw new Error(`${name} is not on a card`);
  return within(card);
};

test('a member sees everything they hold, also what has ended', async () => {
  show(<MyCards />);
  for (const name of [
    'Video SVIP',
    'Video VIP',
    'Reading pass',
    'Kids’ channel',
    'Lossless pack',
    'Audiobooks',
  ])
    expect(await cardOf(name)).toBeTruthy();
});

test('one sentence sums up what is active, what ends and what waits', async () => {
  show(<MyCards />);
  expect(await screen.findByText('6 benefits active')).toBeTruthy();
  expect(screen.getByText('2 end soon')).toBeTruthy();
  expect(screen.getByText('2 wait for you')).toBeTruthy();
});

test('what ends first is asked about first', async () => {
  show(<MyCards />);
  const region = await screen.findByRole('region', { name: 'Needs you' });
  const rows = within(region).getAllByRole('listitem');
  expect(rows.map((row) => within(row).getAllByRole('link')[0]?.textContent)).toEqual([
    'Online doctor',
    'Music Premium',
    'Reading pass',
    'Aurora Video',
  ]);
});

test('a benefit that ends soon says how long is left and what happens then', async () => {
  show(<MyCards />);
  expect(await screen.findByText(/5 days left, ends .*It stops then unless renewed\./)).toBeTruthy();
});

test('a newcomer is told that nothing needs to be set up', async () => {
  show(<MyCards />, { asker: { member: 'newcomer' } });
  expect(await screen.findByText('No benefits yet')).toBeTruthy();
});

test('the language changes without asking the hub again', async () => {
  show(<MyCards />);
  await cardOf('Video SVIP');
  expect(screen.queryByText('极')).toBeNull();
  act(() => chooseLanguage('zh-CN'));
  await cardOf('视频超级会员');
  expect(screen.getAllByText('极').length, 'the marks of its provider').toBeGreaterThan(0);
  expect(await screen.findByText('2 项即将到期')).toBeTruthy();
});

test('a name that looks like a script is shown as the text it is', async () => {
  show(<MyCards />, { asker: { member: 'hostile' } });
  expect(await cardOf('<script>alert("x")</script>')).toBeTruthy();
  expect(document.querySelector('main script, article script')).toBeNull();
});

test('all of 500 benefits arrive, page after page', async () => {
  show(<MyCards />, { asker: { member: 'collector' } });
  await screen.findByText('2 TB cloud storage 497');
  expect(screen.getAllByRole('article')).toHaveLength(500);
}, 30_000);

test('why a benefit is held stands folded on its card', async () => {
  show(<MyCards />);
  const card = await cardOf('Airport lounge');
  await userEvent.click(card.getByText('Why?'));
  expect(card.getByText('Six visits came with your year; two are used.')).toBeTruthy();
});
