import type { ComponentProps } from 'react';
import { useTranslation } from 'react-i18next';
import { readFragment } from '@/gql';
import {
  CoverageFragmentDoc,
  DetailFragmentDoc,
  EntitlementDetailDocument,
  type DetailFragment,
} from '@/gql/graphql';
import { useLiveQuery } from '@/lib/graphql/read';
import { useLocalText } from '@/lib/i18n/localText';
import { useNow } from '@/lib/time/now';
import { useDates } from '@/lib/time/zone';
import { ahead, partsOf } from '@/ui/coverage/coverage';
import { Lane } from '@/ui/Lane';
import { ProviderTile } from '@/ui/ProviderTile';
import { Sheet } from '@/ui/Sheet';
import { Skeleton } from '@/ui/Skeleton';
import { StatusMark } from '@/ui/StatusMark';
import { PrimaryAction } from '../actions/PrimaryAction';
import { TermBlock } from '../cards/TermBlock';
import { Codes } from './Codes';
import styles from './Detail.module.css';
import { GrantRow } from './GrantRow';
import { Help } from './Help';
import { Reasoning } from './Reasoning';

/** Everything about one benefit, beside the list it was opened from. */
export default function DetailSheet({ code, onClose }: { code: string; onClose: () => void }) {
  const { t } = useTranslation();
  const text = useLocalText();
  const { data } = useLiveQuery(EntitlementDetailDocument, { benefit: code });
  const member = data?.viewer.member;
  const entitlement = readFragment(DetailFragmentDoc, member?.entitlement);
  if (!data) return <Frame title="…" onClose={onClose} children={<Skeleton height={9} count={3} />} />;
  if (!member || !entitlement)
    return (
      <Frame title={t('detail.notFound')} onClose={onClose} children={<p>{t('detail.notFoundBody')}</p>} />
    );
  const account = member.accounts.find((one) => one.provider.code === entitlement.benefit.provider.code);
  return (
    <Frame title={<bdi>{text(entitlement.benefit.name)}</bdi>} onClose={onClose}>
      <Sections entitlement={entitlement} account={account?.accountMasked} member={member.externalId} />
    </Frame>
  );
}

const Frame = (props: Omit<ComponentProps<typeof Sheet>, 'place'>) => <Sheet {...props} place="side" />;

interface SectionsProps {
  entitlement: DetailFragment;
  account: string | undefined;
  member: string;
}

function Sections({ entitlement, account, member }: SectionsProps) {
  const { t } = useTranslation();
  const text = useLocalText();
  const dates = useDates();
  const { benefit, nextChange } = entitlement;
  return (
    <>
      <div className={styles.who}>
        <ProviderTile provider={benefit.provider} />
        <span className={styles.provider}>{text(benefit.provider.name)}</span>
        <StatusMark status={entitlement.status} />
      </div>
      <TermBlock entitlement={entitlement} />
      <Coverage entitlement={entitlement} />
      {account && <p className={styles.soft}>{t('detail.account', { account })}</p>}
      <PrimaryAction entitlement={entitlement} weight="primary" />
      <Codes grants={entitlement.grants} />
      <Reasoning entitlement={entitlement} />
      {nextChange && (
        <section className={styles.section}>
          <h3>{t('detail.next')}</h3>
          <p>
            <time dateTime={nextChange.at}>{dates.moment(nextChange.at)}</time>: {text(nextChange.sentence)}
          </p>
        </section>
      )}
      {benefit.guide && (
        <section className={styles.section}>
          <h3>{t('detail.guide')}</h3>
          <p className={styles.guide}>{text(benefit.guide)}</p>
        </section>
      )}
      <section className={styles.section}>
        <h3>{t('detail.history')}</h3>
        <ul className={styles.grants}>
          {entitlement.grants.map((grant) => (
            <GrantRow key={grant.id} grant={grant} />
          ))}
        </ul>
      </section>
      <Help entitlement={entitlement} member={member} />
    </>
  );
}

function Coverage({ entitlement }: { entitlement: DetailFragment }) {
  const { t } = useTranslation();
  const dates = useDates();
  const now = useNow();
  const parts = partsOf(readFragment(CoverageFragmentDoc, entitlement), now);
  if (parts.length === 0) return null;
  const window = ahead(parts, now);
  const { coverageEnd } = entitlement;
  const from = dates.day(window.from);
  const label = coverageEnd
    ? t('coverage.label', { from, until: dates.lastDay(coverageEnd) })
    : t('coverage.openLabel', { from });
  return (
    <div>
      <Lane parts={parts} window={window} now={now} label={label} />
      {coverageEnd && (
        <p className={styles.soft}>
          {t('term.exactEnd', { moment: dates.moment(coverageEnd), zone: dates.zone })}
        </p>
      )}
    </div>
  );
}
