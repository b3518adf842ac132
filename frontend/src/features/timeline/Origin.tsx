import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { OriginDocument } from '@/gql/graphql';
import { useLocalText } from '@/lib/i18n/localText';
import { useDates } from '@/lib/time/zone';
import styles from './Chart.module.css';

/** Where a grant came from, asked for when somebody wants to know. Keeps its line while that is on its way. */
export function Origin({ grant }: { grant: string }) {
  const { t } = useTranslation();
  const text = useLocalText();
  const dates = useDates();
  const [{ data }] = useQuery({ query: OriginDocument, variables: { grant } });
  const found = data?.node?.__typename === 'Grant' ? data.node : undefined;
  const bundle = found?.bundleHolding?.bundle.name;
  const words = found && [
    t(`source.${found.source}`),
    bundle && text(bundle),
    t('grant.received', { day: dates.day(found.grantedAt) }),
  ];
  return <p className={styles.hint}>{words?.filter(Boolean).join(' · ')}</p>;
}
