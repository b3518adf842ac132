import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SessionStore } from '@/lib/session/session';
import { Button } from '@/ui/Button';
import { Notice } from '@/ui/Notice';
import type { Issuer } from './way';

interface Props {
  issuer: Issuer;
  sessions: SessionStore;
}

const isReturning = () => window.location.pathname === '/signed-in';

/** Sends the member to the host application's own sign-in, and takes them in when they come back. */
export function IssuerSignIn({ issuer, sessions }: Props) {
  const { t } = useTranslation();
  const [isBusy, setBusy] = useState(isReturning);
  const [hasFailed, setFailed] = useState(false);
  const fail = () => {
    setBusy(false);
    setFailed(true);
  };
  useEffect(() => {
    if (!isReturning()) return;
    const comeIn = async () => {
      const { returnFromIssuer } = await import('./oidc');
      const { session, backTo } = await returnFromIssuer(issuer);
      window.history.replaceState(null, '', backTo);
      sessions.begin(session);
    };
    comeIn().catch(fail);
  }, [issuer, sessions]);
  const leave = async () => {
    setBusy(true);
    const { leaveForIssuer } = await import('./oidc');
    const here = isReturning() ? '/' : window.location.pathname + window.location.search;
    await leaveForIssuer(issuer, here).catch(fail);
  };
  return (
    <>
      {hasFailed && (
        <Notice tone="danger" isUrgent>
          {t('signIn.issuerFailed')}
        </Notice>
      )}
      <Button weight="primary" isBusy={isBusy} onPress={() => void leave()}>
        {t('signIn.withIssuer')}
      </Button>
    </>
  );
}
