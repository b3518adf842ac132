import { render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import { Workbench } from '@/graphiql/Workbench';

const WAY = { mode: 'demo', members: [{ externalId: 'u-ling', name: '林玲', locale: 'ZH_CN' }], staff: [] };
const ANSWERS: Record<string, unknown> = {
  '/session': WAY,
  '/session/demo': { token: 'of-ling', expiresAt: '2026-01-01T14:00:00Z' },
  '/graphql': { errors: [{ message: 'introspection is off' }] },
};

/** The hub as GraphiQL's page sees it, with introspection off; keeps what it was asked. */
function hub() {
  const asked: { path: string; init: RequestInit | undefined }[] = [];
  vi.stubGlobal('fetch', (path: string, init?: RequestInit) => {
    asked.push({ path, init });
    return Promise.resolve(Response.json(ANSWERS[path]));
  });
  return asked;
}

test('graphiql asks as whom one chooses, asks nobody but the hub, and needs no introspection', async () => {
  document.createRange = () =>
    Object.assign(new Range(), { getClientRects: () => [], getBoundingClientRect: () => new DOMRect() });
  const asked = hub();
  const { container } = render(<Workbench />);
  await screen.findByRole('option', { name: '林玲' });
  await userEvent.selectOptions(screen.getByLabelText('Ask as'), '林玲');
  const execute = screen.getByRole('button', { name: /Execute query/ });
  await vi.waitFor(async () => {
    await userEvent.click(execute);
    const last = asked.at(-1);
    expect(last?.path).toBe('/graphql');
    expect(new Headers(last?.init?.headers).get('authorization')).toBe('Bearer of-ling');
  });
  expect(container.querySelector('.graphiql-query-editor')).not.toBeNull();
  expect(asked.filter(({ path }) => !(path in ANSWERS))).toEqual([]);
});
