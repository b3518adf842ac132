import { createContext, useContext, useMemo } from 'react';
import { language } from '@/lib/preferences';
import { useStore } from '@/lib/store';
import { makeDates, type Dates } from './dates';

export const hereZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The zone in which times are told: the member's own, wherever they are. */
export const Zone = createContext(hereZone());

export function useDates(): Dates {
  const zone = useContext(Zone);
  const spoken = useStore(language);
  return useMemo(() => makeDates(spoken, zone), [spoken, zone]);
}
