import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RemedyDeliveryDocument, type Remedy } from '@/gql/graphql';
import { useLastAct } from '@/lib/graphql/act';
import { Choice } from '@/ui/Choice';
import { Decision } from '@/ui/Decision';
import { Sheet } from '@/ui/Sheet';
import type { Shown } from './DeliveryFile';

interface Props {
  delivery: Shown;
  remedy: Remedy;
  onClose: () => void;
}

/** The ways there are beside the one that is tried now: those that step in for it first, then those tried before. */
function otherWays({ routes }: Shown) {
  const ways = routes.map(({ provider, product }, number) => ({
    key: `${number}`,
    name: `${provider} · ${product}`,
  }));
  const current = routes.findIndex(({ isCurrent }) => isCurrent);
  return [...ways.slice(current + 1), ...ways.slice(0, current)];
}

/** A decision about a delivery: what follows from it, the reason, and, where the provider may have delivered, their word. */
export function RemedySheet({ delivery, remedy, onClose }: Props) {
  const { t } = useTranslation('console');
  const [isSurelyNotDelivered, setSure] = useState(false);
  const ways = remedy === 'FALL_BACK' ? otherWays(delivery) : [];
  const [way, setWay] = useState(ways[0]?.key ?? '');
  const route = way ? Number(way) : null;
  const act = useLastAct(RemedyDeliveryDocument, (answer) => answer.remedyDelivery, onClose);
  const decide = (reason: string) =>
    act.finish(
      { input: { delivery: delivery.id, remedy, route, reason, isSurelyNotDelivered } },
      t('deliveries.decided'),
    );
  const weight = remedy === 'GIVE_UP' ? 'danger' : 'primary';
  return (
    <Sheet title={t(`deliveries.remedy.${remedy}`)} onClose={onClose}>
      <p>{t(`deliveries.consequence.${remedy}`)}</p>
      {ways.length > 0 && (
        <div>
          <Choice
            label={t('deliveries.ways')}
            options={ways.map(({ key }) => key)}
            chosen={way}
            onChoose={setWay}
            nameOf={(wanted) => ways.find(({ key }) => key === wanted)?.name ?? wanted}
          />
        </div>
      )}
      {remedy !== 'MARK_DELIVERED' && (
        <label>
          <input
            type="checkbox"
            checked={isSurelyNotDelivered}
            onChange={(event) => setSure(event.target.checked)}
          />{' '}
          {t('deliveries.surely')}
        </label>
      )}
      <Decision
        button={t(`deliveries.remedy.${remedy}`)}
        weight={weight}
        act={act}
        onDecide={decide}
        onCancel={onClose}
      />
    </Sheet>
  );
}
