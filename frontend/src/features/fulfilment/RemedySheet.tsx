import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RemedyDeliveryDocument, type Remedy } from '@/gql/graphql';
import { useLastAct } from '@/lib/graphql/act';
import { Decision } from '@/ui/Decision';
import { Sheet } from '@/ui/Sheet';
import type { Shown } from './DeliveryFile';

interface Props {
  delivery: Shown;
  remedy: Remedy;
  onClose: () => void;
}

/** A decision about a delivery: what follows from it, the reason, and, where the provider may have delivered, their word. */
export function RemedySheet({ delivery, remedy, onClose }: Props) {
  const { t } = useTranslation('console');
  const [isSurelyNotDelivered, setSure] = useState(false);
  const act = useLastAct(RemedyDeliveryDocument, (answer) => answer.remedyDelivery, onClose);
  const decide = (reason: string) =>
    act.finish(
      { input: { delivery: delivery.id, remedy, reason, isSurelyNotDelivered } },
      t('deliveries.decided'),
    );
  const weight = remedy === 'GIVE_UP' ? 'danger' : 'primary';
  return (
    <Sheet title={t(`deliveries.remedy.${remedy}`)} onClose={onClose}>
      <p>{t(`deliveries.consequence.${remedy}`)}</p>
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
