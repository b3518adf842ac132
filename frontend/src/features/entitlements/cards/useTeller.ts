import { useTranslation } from 'react-i18next';
import { useLocalText } from '@/lib/i18n/localText';
import { useNow } from '@/lib/time/now';
import { useDates } from '@/lib/time/zone';
import type { Teller } from './term';

export function useTeller(): Teller {
  const { t } = useTranslation();
  return { t, dates: useDates(), text: useLocalText(), now: useNow() };
}
