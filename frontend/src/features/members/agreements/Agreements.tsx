import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readFragment, type FragmentType } from '@/gql';
import {
  MemberAgreementFragmentDoc,
  MemberAgreementsDocument,
  type MemberAgreementFragment,
} from '@/gql/graphql';
import { useLiveQuery, useReadingEvery } from '@/lib/graphql/read';
import { useLocalText } from '@/lib/i18n/localText';
import { formatMoney } from '@/lib/money';
import { language } from '@/lib/preferences';
import { useStore } from '@/lib/store';
import { Button } from '@/ui/Button';
import { Table } from '@/ui/Table';
import { TwoClocks } from '@/ui/TwoClocks';
import styles from './Agreements.module.css';
import { ExtendSheet, OverruleSheet, type Overruling } from './DecisionSheets';

const COLUMNS = ['what', 'state', 'next', 'decide'] as const;
const GLANCE_MS = 3_000;

/** What renews by itself for the member, and what staff may decide about it. */
export function Agreements({ member }: { member: string }) {
  const { t } = useTranslation('console');
  const { data } = useLiveQuery(MemberAgreementsDocument, { member });
  const agreements = data?.member?.agreements;
  const shown = readFragment(MemberAgreementFragmentDoc, agreements) ?? [];
  useReadingEvery(
    GLANCE_MS,
    shown.some(({ state }) => state === 'CHARGING' || state === 'PAST_DUE'),
  );
  if (!agreements?.length) return null;
  return (
    <section className={styles.room}>
      <h2 className={styles.title}>{t('agreement.title')}</h2>
      <Table columns={COLUMNS.map((key) => ({ key, head: t(`agreement.column.${key}`) }))}>
        {agreements.map((each) => (
          <Row key={each.id} agreement={each} />
        ))}
      </Table>
    </section>
  );
}

function Row({ agreement: given }: { agreement: FragmentType<typeof MemberAgreementFragmentDoc> }) {
  const agreement = readFragment(MemberAgreementFragmentDoc, given);
  const { t: tell } = useTranslation();
  const text = useLocalText();
  const spoken = useStore(language);
  const next = agreement.next;
  return (
    <tr>
      <td>
        <bdi>{text(agreement.offer.bundle.name)}</bdi>
      </td>
      <td>
        {tell(`renewals.state.${agreement.state}`)}
        <Decline agreement={agreement} />
      </td>
      <td>
        {next?.chargeAt && (
          <>
            {formatMoney(next.amount, spoken)} · <TwoClocks instant={next.chargeAt} />
          </>
        )}
      </td>
      <td>{agreement.isLive && <Decisions agreement={agreement} />}</td>
    </tr>
  );
}

function Decline({ agreement: { renewals } }: { agreement: MemberAgreementFragment }) {
  const { t } = useTranslation('console');
  const [last] = renewals;
  if (!last?.declines || last.outcome) return null;
  return (
    <p className={styles.soft}>
      {t('agreement.declined', {
        count: last.declines,
        reason: t([`decline.${last.reason}`, last.reason ?? ''] as never),
      })}
      {last.retryAt && (
        <>
          {' '}
          {t('agreement.retryAt')} <TwoClocks instant={last.retryAt} />
        </>
      )}
    </p>
  );
}

function Decisions({ agreement }: { agreement: MemberAgreementFragment }) {
  const { t } = useTranslation('console');
  const [open, setOpen] = useState<Overruling | 'extend'>();
  const close = () => setOpen(undefined);
  const offered = agreement.state === 'PAST_DUE' ? (['retry', 'waive'] as const) : (['waive'] as const);
  return (
    <div className={styles.buttons}>
      {([...offered, 'extend', 'cancel'] as const).map((decision) => (
        <Button key={decision} weight="quiet" onPress={() => setOpen(decision)}>
          {t(`agreement.decision.${decision}`)}
        </Button>
      ))}
      {open === 'extend' && <ExtendSheet agreement={agreement.id} onClose={close} />}
      {open && open !== 'extend' && (
        <OverruleSheet agreement={agreement.id} decision={open} onClose={close} />
      )}
    </div>
  );
}
