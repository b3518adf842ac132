import { useTranslation } from 'react-i18next';
import type { Money } from '@/lib/money';
import { useAmount } from './words';

interface Props {
  left: number | undefined;
  price: Money | null | undefined;
}

/** How many periods cost less at first, in a sentence; nothing where none does. */
export function Introduction({ left, price }: Props) {
  const { t } = useTranslation();
  const amount = useAmount();
  if (!left || !price) return null;
  return <p>{t('renewals.introduction', { count: left, amount: amount(price) })}</p>;
}
