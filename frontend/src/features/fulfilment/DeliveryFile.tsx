import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { DeliveryFileDocument, type DeliveryFileQuery, type Remedy } from '@/gql/graphql';
import { useLiveQuery } from '@/lib/graphql/read';
import { useLocalText } from '@/lib/i18n/localText';
import { Zone } from '@/lib/time/zone';
import board from '@/ui/Board.module.css';
import { Button } from '@/ui/Button';
import { StaffDeliveryMark } from '@/ui/DeliveryMark';
import { Panel } from '@/ui/Panel';
import { Skeleton } from '@/ui/Skeleton';
import { Attempts } from './Attempts';
import { RemedySheet } from './RemedySheet';
import { RevealSheet } from './RevealSheet';

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
  const [revealing, setRevealing] = useState<string>();
  const { member } = delivery;
  return (
    <>
      <p className={board.line}>
        <Link href={`/members/${encodeURIComponent(member.externalId)}`}>
          <bdi>{member.name}</bdi>
        </Link>
        <StaffDeliveryMark state={delivery.state} />
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
          {code.state !== 'VOID' && (
            <Button onPress={() => setRevealing(code.id)}>{t('deliveries.reveal.open')}</Button>
          )}
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
      <Attempts attempts={delivery.attempts} />
      {revealing && <RevealSheet code={revealing} onClose={() => setRevealing(undefined)} />}
      {remedy && <RemedySheet delivery={delivery} remedy={remedy} onClose={() => setRemedy(undefined)} />}
    </>
  );
}
