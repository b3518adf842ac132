import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import { MyTimeline } from './Mine';
import { show } from './shown';

test('a held-back stretch says what covers the member meanwhile', async () => {
  show(<MyTimeline />);
  await userEvent.click(await screen.findByRole('button', { name: /^Video VIP: On hold/ }));
  const facts = within(screen.getByRole('status'));
  expect(facts.getByText(/Video SVIP covers you, and this time is kept/)).toBeTruthy();
  expect(facts.getByRole('link', { name: 'See Video SVIP' }).getAttribute('href')).toBe(
    '/benefits/video-svip',
  );
});

test('tapping a stretch tells where it came from', async () => {
  show(<MyTimeline />);
  await userEvent.click(await screen.findByRole('button', { name: /^Kids’ channel/ }));
  expect(within(screen.getByRole('status')).getByText(/A gift · received/)).toBeTruthy();
});

test('the same facts stand in a table', async () => {
  show(<MyTimeline />);
  await userEvent.click(await screen.findByRole('radio', { name: 'Table' }));
  const table = within(screen.getByRole('table'));
  expect(table.getByRole('rowheader', { name: 'Video VIP' })).toBeTruthy();
  expect(table.getByText('On hold')).toBeTruthy();
});
