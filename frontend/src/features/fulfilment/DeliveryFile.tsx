import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { DeliveryFileDocument, type DeliveryFileQuery, type Remedy } from '@/gql/graphql';
import { useLiveQuery } from '@/lib/graphql/read';
import { useLocalText } from '@/lib/i18n/localText';
import { Zone } from '@/lib/time/zone';
import board from '@/ui/Board.module.css';
import { Button } from '@/ui/Button';
import { DeliveryMark } from '@/ui/DeliveryMark';
import { Fold } from '@/ui/Fold';
import { Panel } from '@/ui/Panel';
import { Skeleton } from '@/ui/Skeleton';
import { TwoClocks } from '@/ui/TwoClocks';
import { RemedySheet } from './RemedySheet';

export type Shown = Extract<NonNullable<DeliveryFileQuery['node']>, { __typename: 'Delivery' }>;

/** One delivery in full: where it stands, what was said to whom, and what may be decided. */
export function DeliveryFile({ id, onClose }: { id: string; onClose: () => void }) {
  const text = useLocalText();
  const { data } = useLiveQuery(DeliveryFileDocument, { id });
  const delivery = data?.node?.__typename === 'Delivery' ? data.node : undefined;
  return (
    <Panel title={delivery ? text(delivery.benefit.name) : '…'} onClose={onClose}>
      {delivery ? (
        <Zone value={delivery.member.zone}>
          <File delivery={delivery} />
        </Zone>
      ) : (
        <Skeleton height={8} />
      )}
    </Panel>
  );
}

function File({ delivery }: { delivery: Shown }) {
  const { t } = useTranslation('console');
  const [remedy, setRemedy] = useState<Remedy>();
  const { member } = delivery;
  return (
    <>
      <p className={board.line}>
        <Link href={`/members/${encodeURIComponent(member.externalId)}`}>
          <bdi>{member.name}</bdi>
        </Link>
        <DeliveryMark state={delivery.state} />
      </p>
      {delivery.note && <p className={board.soft}>{delivery.note}</p>}
      <ol className={board.lines}>
        {delivery.routes.map((route) => (
          <li key={route.provider + route.product} className={board.line}>
            <span>
              {route.provider} <span className={board.soft}>{route.product}</span>
            </span>
            {route.isCurrent && t('deliveries.current')}
          </li>
        ))}
      </ol>
      {delivery.codes.map((code) => (
        <p key={code.id} className={board.line}>
          <span>{code.masked}</span>
          <span className={board.soft}>{t(`deliveries.code.${code.state}`)}</span>
        </p>
      ))}
      <div className={board.buttons}>
        {delivery.remedies.map((one) => (
          <Button key={one} onPress={() => setRemedy(one)}>
            {t(`deliveries.remedy.${one}`)}
          </Button>
        ))}
      </div>
      <h3>{t('deliveries.attempts')}</h3>
      <Attempts delivery={delivery} />
      {remedy && <RemedySheet delivery={delivery} remedy={remedy} onClose={() => setRemedy(undefined)} />}
    </>
  );
}

function Attempts({ delivery }: { delivery: Shown }) {
  const { t } = useTranslation('console');
  if (delivery.attempts.length === 0) return <p className={board.soft}>{t('deliveries.noAttempts')}</p>;
  return (
    <ol className={board.lines}>
      {delivery.attempts.map((attempt) => (
        <li key={attempt.at + attempt.kind}>
          <Fold title={`${attempt.provider} · ${attempt.kind} → ${attempt.outcome} (${attempt.tookMs} ms)`}>
            <TwoClocks instant={attempt.at} />
            {attempt.why && <p>{attempt.why}</p>}
            <p className={board.soft}>{t('deliveries.sent')}</p>
            <pre className={board.exchange} tabIndex={0}>
              {attempt.request}
            </pre>
            <p className={board.soft}>{t('deliveries.answered', { status: attempt.status ?? '–' })}</p>
            <pre className={board.exchange} tabIndex={0}>
              {attempt.answer}
            </pre>
          </Fold>
        </li>
      ))}
    </ol>
  );
}
