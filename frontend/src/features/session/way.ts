import { useEffect, useState } from 'react';
import type { Session } from '@/lib/session/session';

export interface DemoMember {
  externalId: string;
  name: string;
  locale: string;
}

export interface DemoStaff {
  role: string;
  name: string;
}

export interface Issuer {
  issuer: string;
  clientId: string;
  authorizationEndpoint: string;
  tokenEndpoint: string;
}

/** How one signs in at this hub: as a demo person, or at the issuer that the host application trusts. */
export type Way =
  { mode: 'demo'; members: DemoMember[]; staff: DemoStaff[] } | { mode: 'oidc'; oidc: Issuer | null };

const TRY_AGAIN_MS = 2_000;

async function ask<Answer>(path: string, init?: RequestInit): Promise<Answer> {
  const response = await fetch(path, init);
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return (await response.json()) as Answer;
}

/** Signs in as a demo person: `{member: externalId}` or `{role}`. */
export const signInAs = (who: { member: string } | { role: string }) =>
  ask<Session>('/session/demo', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(who),
  });

/** Asks until the hub answers, so that a hub that is still starting is not an error. */
export function useWay(): Way | undefined {
  const [way, setWay] = useState<Way>();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const learn = () => {
      ask<Way>('/session').then(setWay, () => (timer = setTimeout(learn, TRY_AGAIN_MS)));
    };
    learn();
    return () => clearTimeout(timer);
  }, []);
  return way;
}
