import { useTranslation } from 'react-i18next';
import { readFragment, type FragmentType } from '@/gql';
import { GrantRowFragmentDoc, type GrantRowFragment } from '@/gql/graphql';
import { useLocalText } from '@/lib/i18n/localText';
import type { Dates } from '@/lib/time/dates';
import { useDates } from '@/lib/time/zone';
import styles from './Detail.module.css';

/** Where a grant really lies, once it is laid behind others; else the window it was given for. */
function extentOf(grant: GrantRowFragment) {
  const first = grant.segments[0];
  if (!first) return { from: grant.from, until: grant.until };
  return { from: first.from, until: grant.segments.at(-1)?.until };
}

/** One addition to what the member holds: where it came from, when, and where it lies on the timeline. */
export function GrantRow({ grant: given }: { grant: FragmentType<typeof GrantRowFragmentDoc> }) {
  const grant = readFragment(GrantRowFragmentDoc, given);
  const { t } = useTranslation();
  const text = useLocalText();
  const dates = useDates();
  const bundle = grant.bundleHolding?.bundle.name;
  return (
    <li className={styles.grant}>
      <span className={styles.grantName}>
        {t(`source.${grant.source}`)}
        {bundle && ` · ${text(bundle)}`}
      </span>
      <span className={styles.grantState}>{t(`grantState.${grant.state}`)}</span>
      <span className={styles.soft}>{useExtentWords(extentOf(grant), dates)}</span>
      <span className={styles.soft}>{t('grant.received', { day: dates.day(grant.grantedAt) })}</span>
    </li>
  );
}

function useExtentWords({ from, until }: ReturnType<typeof extentOf>, dates: Dates) {
  const { t } = useTranslation();
  if (!from) return t('grant.notPlaced');
  if (!until) return t('grant.openSpan', { from: dates.day(from) });
  return t('grant.span', { from: dates.day(from), until: dates.lastDay(until) });
}
