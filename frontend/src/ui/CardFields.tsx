import { useTranslation } from 'react-i18next';
import type { Card } from '@/lib/card';
import { Field } from './Field';
import styles from './CardFields.module.css';

const SHORT = ['month', 'year', 'securityCode'] as const;

interface Props {
  card: Card;
  onChange: (card: Card) => void;
}

/** A card to type in: number, expiry, security code. */
export function CardFields({ card, onChange }: Props) {
  const { t } = useTranslation();
  const put = (field: keyof Card) => (value: string) => onChange({ ...card, [field]: value });
  return (
    <>
      <Field label={t('shop.card.number')} value={card.number} onChange={put('number')} autoFocus />
      <div className={styles.short}>
        {SHORT.map((field) => (
          <Field key={field} label={t(`shop.card.${field}`)} value={card[field]} onChange={put(field)} />
        ))}
      </div>
    </>
  );
}
