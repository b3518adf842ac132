import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { readFragment } from '@/gql';
import { CoverageFragmentDoc } from '@/gql/graphql';
import { useLocalText } from '@/lib/i18n/localText';
import { useDates } from '@/lib/time/zone';
import type { Picked } from './Chart';
import { Origin } from './Origin';
import { partSentence } from './row';
import styles from './Chart.module.css';

/** What was tapped: the grant behind a covered part, or what holds a paused one back. */
export function PartFacts({ picked }: { picked: Picked | undefined }) {
  const { t } = useTranslation();
  return (
    <div className={styles.facts} role="status">
      {picked ? <Facts picked={picked} /> : <p className={styles.hint}>{t('timeline.hint')}</p>}
    </div>
  );
}

function Facts({ picked: { row, part } }: { picked: Picked }) {
  const { t } = useTranslation();
  const text = useLocalText();
  const dates = useDates();
  const { benefit } = row.lane;
  return (
    <>
      <p className={styles.factsName}>
        <bdi>{text(benefit.name)}</bdi>
      </p>
      {part.kind === 'paused' ? (
        <PausedBy row={row} part={part} />
      ) : (
        <>
          <p>{partSentence(part, t, dates)}</p>
          {part.grant && <Origin grant={part.grant} />}
          <SeeBenefit code={benefit.code} name={text(benefit.name)} />
        </>
      )}
    </>
  );
}

function PausedBy({ row, part }: Picked) {
  const { t } = useTranslation();
  const text = useLocalText();
  const dates = useDates();
  const pause = readFragment(CoverageFragmentDoc, row.lane).pauses.find(
    (one) => Date.parse(one.from) === part.from,
  );
  if (!pause) return null;
  const facts = { from: dates.day(pause.from), benefit: text(pause.by.name) };
  return (
    <>
      <p>
        {pause.until
          ? t('timeline.pausedBy', { ...facts, until: dates.lastDay(pause.until) })
          : t('timeline.pausedByOpen', facts)}
      </p>
      <SeeBenefit code={pause.by.code} name={facts.benefit} />
    </>
  );
}

function SeeBenefit({ code, name }: { code: string; name: string }) {
  const { t } = useTranslation();
  return (
    <Link href={`/benefits/${encodeURIComponent(code)}`}>{t('timeline.seeBenefit', { benefit: name })}</Link>
  );
}
