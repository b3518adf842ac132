import { Suspense } from 'react';
import { lazily } from '@/lib/lazily';
import { Centre } from './centre/Centre';
import { Gate } from './Gate';
import { start } from './start';

const ByLink = lazily(() => import('./ByLink'));

const LINK = /^\/renew\/([\w-]+)$/;
/** The end of a link in a message, where the page was opened by one. */
const token = LINK.exec(window.location.pathname)?.[1];

void start(
  token ? (
    <Suspense>
      <ByLink token={token} />
    </Suspense>
  ) : (
    <Gate room="member">
      <Centre />
    </Gate>
  ),
  ['words'],
);
