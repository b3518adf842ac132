import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import { MyCards } from './Mine';
import { show } from './shown';

async function press(name: string | RegExp) {
  const [button] = await screen.findAllByRole('button', { name });
  if (button) await userEvent.click(button);
  return within(await screen.findByRole('dialog', undefined, { timeout: 5_000 }));
}

test('before activating, the member reads what would change', async () => {
  show(<MyCards />);
  const sheet = await press('Activate: Reading pass');
  expect(await sheet.findByText('It will run for 31 days from now.')).toBeTruthy();
});

test('activating starts the benefit', async () => {
  show(<MyCards />);
  const sheet = await press('Activate: Reading pass');
  await userEvent.click(sheet.getByRole('button', { name: 'Activate now' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  await waitFor(() => expect(screen.queryByRole('button', { name: 'Activate: Reading pass' })).toBeNull());
});

test('what was activated elsewhere meanwhile is refused in words', async () => {
  const { hub } = show(<MyCards />);
  const sheet = await press('Activate: Reading pass');
  for (const member of hub.members)
    for (const entitlement of member.entitlements)
      for (const grant of entitlement.grants)
        if (grant.state === 'PENDING_ACTIVATION') grant.state = 'IN_FORCE';
  await userEvent.click(sheet.getByRole('button', { name: 'Activate now' }));
  expect((await sheet.findByRole('alert')).textContent).toBe('It is already active.');
});

test('using two visits leaves two of four', async () => {
  show(<MyCards />);
  const sheet = await press('Use: Airport lounge');
  await userEvent.click(sheet.getByRole('button', { name: 'One more' }));
  expect(sheet.getByText('Then 2 of 6 are left.')).toBeTruthy();
  await userEvent.click(sheet.getByRole('button', { name: 'Use 2 now' }));
  expect(await screen.findByText('2 of 6 left')).toBeTruthy();
});

test('using more than there are is refused and takes nothing', async () => {
  const { hub } = show(<MyCards />);
  const sheet = await press('Use: Airport lounge');
  const lounge = hub.members
    .find((one) => one.externalId === 'emma')
    ?.entitlements.find((one) => one.benefit.code === 'airport-lounge-visit');
  if (lounge?.quantity) lounge.quantity.remaining = 0;
  await userEvent.click(sheet.getByRole('button', { name: 'Use 1 now' }));
  expect((await sheet.findByRole('alert')).textContent).toBe('There are not that many left.');
  expect(lounge?.quantity?.used).toBe(2);
});

test('an account that is left out is asked for before anything is sent', async () => {
  show(<MyCards />);
  const sheet = await press('Add account: Aurora Video');
  await userEvent.click(sheet.getByRole('button', { name: 'Save account' }));
  expect(sheet.getByText(/Please give the account or phone number/)).toBeTruthy();
});

test('an account that the provider cannot have is refused with an example', async () => {
  show(<MyCards />);
  const sheet = await press('Add account: Aurora Video');
  await userEvent.type(sheet.getByRole('textbox'), 'nobody');
  await userEvent.click(sheet.getByRole('button', { name: 'Save account' }));
  expect(await sheet.findByText(/such as 13800000000/)).toBeTruthy();
});
