import type { TFunction } from 'i18next';
import type { TermFragment } from '@/gql/graphql';
import type { LocalText } from '@/lib/i18n/localText';
import { DAY_MS, type Dates } from '@/lib/time/dates';

/** What it takes to put a term into words. */
export interface Teller {
  t: TFunction;
  dates: Dates;
  text: (text: LocalText) => string;
  now: number;
}

/** How long something lasts: the plain answer, and the same seen from today. */
export interface TermWords {
  main: string;
  small: string;
}

export const deadlineOf = ({ actions }: Pick<TermFragment, 'actions'>) =>
  actions.find((action) => action.kind === 'ACTIVATE')?.deadline;

export function timeLeft(end: string, { t, dates, now }: Teller) {
  const days = dates.daysLeft(end, now);
  return days > 0 ? t('term.daysLeft', { count: days }) : t('term.endsToday', { time: dates.time(end) });
}

function timeUntil(start: string, { t, dates, now }: Teller) {
  const days = dates.daysLeft(Date.parse(start) + 1, now);
  return days > 0 ? t('term.startsIn', { count: days }) : t('term.startsToday', { time: dates.time(start) });
}

function inForce(term: TermFragment, teller: Teller): TermWords {
  const { t, dates } = teller;
  if (!term.coverageEnd) return { main: t('term.forLife'), small: t('term.noEnd') };
  return {
    main: t('term.until', { day: dates.lastDay(term.coverageEnd) }),
    small: timeLeft(term.coverageEnd, teller),
  };
}

function usedUp(term: TermFragment, teller: Teller): TermWords {
  const refill = term.quantity?.nextRefillAt;
  const words = inForce(term, teller);
  return refill ? { ...words, small: teller.t('term.refill', { day: teller.dates.day(refill) }) } : words;
}

function waiting(term: TermFragment, { t, dates }: Teller): TermWords {
  const deadline = deadlineOf(term);
  const waitsForMember = term.actions.some(({ kind }) => kind === 'ACTIVATE' || kind === 'BIND_ACCOUNT');
  const otherwise = waitsForMember ? '' : t('term.delivering');
  return {
    main: t('term.notStarted'),
    small: deadline ? t('term.activateBy', { day: dates.lastDay(deadline) }) : otherwise,
  };
}

function later(term: TermFragment, teller: Teller): TermWords {
  const { t, dates } = teller;
  if (!term.validFrom) return waiting(term, teller);
  return {
    main: t('term.from', { day: dates.day(term.validFrom) }),
    small: timeUntil(term.validFrom, teller),
  };
}

function paused(term: TermFragment, teller: Teller): TermWords {
  const { t, dates, text } = teller;
  const main = term.coverageEnd
    ? t('term.until', { day: dates.lastDay(term.coverageEnd) })
    : t('term.paused');
  return { main, small: term.nextChange ? text(term.nextChange.sentence) : '' };
}

function over(term: TermFragment, { t, dates }: Teller): TermWords {
  const main = term.status === 'REVOKED' ? t('term.revoked') : '';
  if (!term.coverageEnd) return { main, small: '' };
  const ended = t('term.ended', { day: dates.lastDay(term.coverageEnd) });
  return main ? { main, small: dates.day(term.coverageEnd) } : { main: ended, small: '' };
}

const TELLERS: Record<TermFragment['status'], (term: TermFragment, teller: Teller) => TermWords> = {
  ACTIVE: inForce,
  EXPIRING: inForce,
  EXHAUSTED: usedUp,
  PAUSED: paused,
  PENDING: waiting,
  SCHEDULED: later,
  EXPIRED: over,
  REVOKED: over,
};

export const termWords = (term: TermFragment, teller: Teller) => TELLERS[term.status](term, teller);

/** Sorts what ends first to the front; what never ends comes last, in the order it came. */
export const byEnd = (one: { coverageEnd?: string | null }, other: { coverageEnd?: string | null }) =>
  (one.coverageEnd ? Date.parse(one.coverageEnd) : Infinity) -
    (other.coverageEnd ? Date.parse(other.coverageEnd) : Infinity) || 0;

/** The days of `late` that lie behind `early`, rounded to whole days; negative when it comes sooner. */
export const daysBetween = (early: string, late: string) =>
  Math.round((Date.parse(late) - Date.parse(early)) / DAY_MS);
