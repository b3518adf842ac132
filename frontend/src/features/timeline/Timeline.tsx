import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readFragment, type FragmentType } from '@/gql';
import { CoverageFragmentDoc, TimelineLaneFragmentDoc } from '@/gql/graphql';
import { Choice } from '@/ui/Choice';
import { Empty } from '@/ui/Empty';
import { Skeleton } from '@/ui/Skeleton';
import { partsOf } from '@/ui/coverage/coverage';
import { useNow } from '@/lib/time/now';
import { Chart } from './Chart';
import { ZOOMS, type Zoom } from './scale';
import { byStanding, type TimelineRow } from './row';
import { TimelineTable } from './TimelineTable';
import styles from './Timeline.module.css';

interface Props {
  entitlements: readonly FragmentType<typeof TimelineLaneFragmentDoc>[];
  isLoading: boolean;
}

const FORMS = ['lanes', 'table'] as const;
type Form = (typeof FORMS)[number];

/** All benefits side by side over one axis of time; the same facts as a table for who prefers to read. */
export default function Timeline({ entitlements, isLoading }: Props) {
  const { t } = useTranslation();
  const [zoom, setZoom] = useState<Zoom>('year');
  const [form, setForm] = useState<Form>('lanes');
  const now = useNow();
  const lanes = readFragment(TimelineLaneFragmentDoc, entitlements);
  const rows: TimelineRow[] = lanes.toSorted(byStanding).map((lane) => ({
    lane,
    parts: partsOf(readFragment(CoverageFragmentDoc, lane), now),
  }));
  if (rows.length === 0 && isLoading) return <Skeleton height={32} />;
  if (rows.length === 0) return <Empty title={t('empty.timelineTitle')}>{t('empty.body')}</Empty>;
  return (
    <section className={styles.timeline} aria-label={t('timeline.chart')}>
      <div className={styles.tools}>
        <Choice
          label={t('timeline.zoom')}
          options={ZOOMS}
          chosen={zoom}
          onChoose={setZoom}
          nameOf={(option) => t(`timeline.zoomName.${option}`)}
        />
        <Choice
          label={t('timeline.form')}
          options={FORMS}
          chosen={form}
          onChoose={setForm}
          nameOf={(option) => t(`timeline.formName.${option}`)}
        />
      </div>
      {form === 'lanes' ? (
        <Chart rows={rows} zoom={zoom} now={now} />
      ) : (
        <TimelineTable rows={rows} now={now} />
      )}
    </section>
  );
}
