import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { Link } from 'wouter';
import { CampaignCalendarDocument, ClockNowDocument } from '@/gql/graphql';
import { useLiveQuery } from '@/lib/graphql/read';
import { language } from '@/lib/preferences';
import { useStore } from '@/lib/store';
import { makeDates } from '@/lib/time/dates';
import { Empty } from '@/ui/Empty';
import { Skeleton } from '@/ui/Skeleton';
import { Unavailable } from '@/ui/Unavailable';
import form from '../form/Form.module.css';
import { outgoing, weeksOf, type Outgoing } from './outgoing';
import styles from './Calendar.module.css';

/** What goes out on which day: what was sent, and what is expected by the simulations. */
export function Calendar() {
  const { t } = useTranslation('console');
  const [{ data: clock }] = useQuery({ query: ClockNowDocument });
  const { data, error } = useLiveQuery(CampaignCalendarDocument, {});
  if (error && !data) return <Unavailable error={error} />;
  if (!data || !clock) return <Skeleton height={8} count={4} />;
  const today = clock.clock.now.slice(0, 10);
  const days = outgoing(
    data.campaigns.edges.map(({ node }) => node),
    today,
  );
  if (days.size === 0)
    return <Empty title={t('campaigns.calendar.emptyTitle')}>{t('campaigns.calendar.emptyBody')}</Empty>;
  return (
    <div className={form.stack}>
      <p className={form.hint}>{t('campaigns.calendar.hint')}</p>
      <ol className={styles.weeks}>
        {weeksOf(days, today).map((on) => (
          <Day key={on} on={on} isToday={on === today} items={days.get(on) ?? []} />
        ))}
      </ol>
    </div>
  );
}

function Day({ on, isToday, items }: { on: string; isToday: boolean; items: readonly Outgoing[] }) {
  const { t } = useTranslation('console');
  const spoken = useStore(language);
  const dates = makeDates(spoken, 'UTC');
  const short = new Intl.DateTimeFormat(spoken, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    timeZone: 'UTC',
  });
  return (
    <li className={styles.day} data-today={isToday || undefined} data-empty={items.length === 0 || undefined}>
      <p className={styles.date}>
        <time dateTime={on}>{short.format(Date.parse(on))}</time>
        {isToday && <strong> · {t('campaigns.calendar.today')}</strong>}
      </p>
      <ul>
        {items.map(({ code, name, count, isExpected }) => (
          <li key={`${code} ${isExpected}`} className={styles.item} data-expected={isExpected || undefined}>
            <Link href={`/campaigns/${code}`}>{name}</Link>{' '}
            {t(isExpected ? 'campaigns.calendar.expected' : 'campaigns.calendar.sent', {
              count,
              number: dates.number(count),
            })}
          </li>
        ))}
      </ul>
    </li>
  );
}
