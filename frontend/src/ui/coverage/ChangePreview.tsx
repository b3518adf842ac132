import { useTranslation } from 'react-i18next';
import { readFragment, type FragmentType } from '@/gql';
import { ChangeFragmentDoc, type ChangeFragment } from '@/gql/graphql';
import { useLocalText } from '@/lib/i18n/localText';
import { DAY_MS, type Dates } from '@/lib/time/dates';
import { useNow } from '@/lib/time/now';
import { useDates } from '@/lib/time/zone';
import { Lane, type LanePart } from '@/ui/Lane';
import styles from './ChangePreview.module.css';

interface Props {
  changes: readonly FragmentType<typeof ChangeFragmentDoc>[];
}

/** What would become of the timeline: each lane before and after, and the difference in words. */
export function ChangePreview({ changes }: Props) {
  const { t } = useTranslation();
  const told = readFragment(ChangeFragmentDoc, changes);
  if (told.length === 0) return <p>{t('preview.nothing')}</p>;
  return told.map((change) => <OneChange key={change.benefit.code} change={change} />);
}

type Segments = ChangeFragment['before'];

const laneParts = (segments: Segments, now: number): LanePart[] =>
  segments.map((segment) => ({
    key: `${segment.grant.id}@${segment.from}`,
    from: Date.parse(segment.from),
    until: segment.until ? Date.parse(segment.until) : null,
    kind: Date.parse(segment.from) > now ? 'queued' : 'running',
  }));

function commonWindow(parts: LanePart[], now: number) {
  const current = parts.filter((part) => part.until === null || part.until > now);
  const from = Math.min(now, ...current.map((part) => part.from));
  const ends = current.map((part) => part.until ?? now + 365 * DAY_MS);
  return { from, until: Math.max(from + 30 * DAY_MS, ...ends) };
}

function OneChange({ change }: { change: ChangeFragment }) {
  const { t } = useTranslation();
  const text = useLocalText();
  const dates = useDates();
  const now = useNow();
  const before = laneParts(change.before, now);
  const after = laneParts(change.after, now + 60_000);
  const window = commonWindow([...before, ...after], now);
  return (
    <figure className={styles.change}>
      <figcaption className={styles.name}>{text(change.benefit.name)}</figcaption>
      <span className={styles.when}>{t('preview.before')}</span>
      <Lane
        parts={before}
        window={window}
        now={now}
        label={endWords(change.coverageEndBefore, dates, t('preview.none'))}
      />
      <span className={styles.when}>{t('preview.after')}</span>
      <Lane
        parts={after}
        window={window}
        now={now}
        label={endWords(change.coverageEndAfter, dates, t('preview.none'))}
      />
      <p className={styles.sentence}>{text(change.sentence)}</p>
    </figure>
  );
}

const endWords = (end: string | null | undefined, dates: Dates, none: string) =>
  end ? dates.lastDay(end) : none;
