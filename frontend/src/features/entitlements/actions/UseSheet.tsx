import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { UseDocument } from '@/gql/graphql';
import { announce } from '@/lib/announcement';
import { useAct } from '@/lib/graphql/act';
import { useLocalText } from '@/lib/i18n/localText';
import { newIdempotencyKey } from '@/lib/idempotency';
import { Button } from '@/ui/Button';
import { LastStep } from '@/ui/LastStep';
import { Sheet } from '@/ui/Sheet';
import styles from './Sheets.module.css';
import type { Wish } from './wish';

interface Props {
  wish: Extract<Wish, { kind: 'USE' }>;
  onClose: () => void;
}

/** How many to use, and what is then left. */
export function UseSheet({ wish, onClose }: Props) {
  const { t } = useTranslation();
  const text = useLocalText();
  const [idempotencyKey, setKey] = useState(newIdempotencyKey);
  const [quantity, setQuantity] = useState(1);
  const act = useAct(UseDocument, (answer) => answer.consume);
  const choose = (chosen: number) => {
    setQuantity(chosen);
    setKey(newIdempotencyKey());
  };
  const use = async () => {
    const done = await act.run({ input: { benefit: wish.benefit.code, quantity, idempotencyKey } });
    if (!done) return;
    announce(t('use.done', { left: done.entitlement.quantity?.remaining ?? 0 }));
    onClose();
  };
  return (
    <Sheet title={t('use.title', { benefit: text(wish.benefit.name) })} onClose={onClose}>
      {wish.remaining > 1 && <Stepper quantity={quantity} most={wish.remaining} onChoose={choose} />}
      <p>{t('use.after', { left: wish.remaining - quantity, granted: wish.granted })}</p>
      <p className={styles.hint}>{t('use.warning')}</p>
      <LastStep button={t('use.button', { count: quantity })} act={act} onDo={use} onCancel={onClose} />
    </Sheet>
  );
}

interface StepperProps {
  quantity: number;
  most: number;
  onChoose: (quantity: number) => void;
}

function Stepper({ quantity, most, onChoose }: StepperProps) {
  const { t } = useTranslation();
  return (
    <div className={styles.stepper} role="group" aria-label={t('use.howMany')}>
      <span>{t('use.howMany')}</span>
      <Button isDisabled={quantity <= 1} onPress={() => onChoose(quantity - 1)} aria-label={t('use.fewer')}>
        −
      </Button>
      <output className={styles.count}>{quantity}</output>
      <Button isDisabled={quantity >= most} onPress={() => onChoose(quantity + 1)} aria-label={t('use.more')}>
        +
      </Button>
    </div>
  );
}
