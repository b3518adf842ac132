import { UserManager, WebStorageStateStore } from 'oidc-client-ts';
import type { Session } from '@/lib/session/session';
import type { Issuer } from './way';

const CALLBACK = '/signed-in';

/** The authorisation code flow with PKCE; state and verifier live in this tab until the issuer sends the member back. */
const managerOf = (oidc: Issuer) =>
  new UserManager({
    authority: oidc.issuer,
    client_id: oidc.clientId,
    redirect_uri: new URL(CALLBACK, window.location.origin).href,
    response_type: 'code',
    scope: 'openid profile',
    metadata: {
      issuer: oidc.issuer,
      authorization_endpoint: oidc.authorizationEndpoint,
      token_endpoint: oidc.tokenEndpoint,
    },
    userStore: new WebStorageStateStore({ store: window.sessionStorage }),
    stateStore: new WebStorageStateStore({ store: window.sessionStorage }),
  });

/** Leaves for the issuer, remembering the page to come back to. */
export const leaveForIssuer = (oidc: Issuer, backTo: string) =>
  managerOf(oidc).signinRedirect({ state: backTo });

/** Turns the code in the address into a session; says which page the member was on. */
export async function returnFromIssuer(oidc: Issuer): Promise<{ session: Session; backTo: string }> {
  const user = await managerOf(oidc).signinRedirectCallback();
  const expiresAt = new Date((user.expires_at ?? 0) * 1000).toISOString();
  return {
    session: { token: user.id_token ?? user.access_token, expiresAt },
    backTo: typeof user.state === 'string' ? user.state : '/',
  };
}
