import { useTranslation } from 'react-i18next';
import { readFragment } from '@/gql';
import {
  MemberCampaignFragmentDoc,
  MemberCampaignsDocument,
  type MemberCampaignFragment,
} from '@/gql/graphql';
import { useLiveQuery } from '@/lib/graphql/read';
import { formatMoney } from '@/lib/money';
import { language } from '@/lib/preferences';
import { useStore } from '@/lib/store';
import { useDates } from '@/lib/time/zone';
import { Table } from '@/ui/Table';
import { TwoClocks } from '@/ui/TwoClocks';
import styles from './MemberPage.module.css';

const COLUMNS = ['campaign', 'joined', 'got', 'offer'] as const;

/** What the member got of campaigns, and why they got nothing where they did not. */
export default function Campaigns({ member }: { member: string }) {
  const { t } = useTranslation('console');
  const { data } = useLiveQuery(MemberCampaignsDocument, { member });
  const campaigns = data?.member?.campaigns.map((one) => readFragment(MemberCampaignFragmentDoc, one)) ?? [];
  if (campaigns.length === 0) return null;
  const columns = COLUMNS.map((key) => ({ key, head: t(`campaigns.ofMember.${key}`) }));
  return (
    <section className={styles.journal}>
      <h2 className={styles.title}>{t('campaigns.ofMember.title')}</h2>
      <Table columns={columns}>
        {campaigns.map((campaign) => (
          <tr key={campaign.code}>
            <th scope="row">
              {campaign.name}
              <span className={styles.facts}>
                {' '}
                {t('campaigns.ofMember.variant', { name: campaign.variant })}
              </span>
            </th>
            <td>
              <TwoClocks instant={campaign.joinedAt} />
            </td>
            <td>
              <Got campaign={campaign} />
            </td>
            <td>
              <Used campaign={campaign} />
            </td>
          </tr>
        ))}
      </Table>
    </section>
  );
}

/** Step by step: sent, or why not; and what comes next. */
function Got({ campaign }: { campaign: MemberCampaignFragment }) {
  const { t } = useTranslation('console');
  const dates = useDates();
  if (campaign.isHeldOut) return t('campaigns.ofMember.heldOut');
  return (
    <ul>
      {campaign.steps.map(({ step, outcome, reason, at, clickedAt }) => (
        <li key={step}>
          {[
            t('campaigns.ofMember.step', { number: step + 1, at: dates.moment(at) }),
            t(`campaigns.ofMember.${outcome}`, { reason: reason ? t(`campaigns.reason.${reason}`) : '' }),
            ...(clickedAt ? [t('campaigns.ofMember.clicked', { at: dates.moment(clickedAt) })] : []),
          ].join(' · ')}
        </li>
      ))}
      {campaign.nextAt && <li>{t('campaigns.ofMember.next', { at: dates.moment(campaign.nextAt) })}</li>}
    </ul>
  );
}

/** Their code, and the orders for which the offer was used. */
function Used({ campaign }: { campaign: MemberCampaignFragment }) {
  const { t } = useTranslation('console');
  const spoken = useStore(language);
  const { coupon, redemptions } = campaign;
  if (!coupon && redemptions.length === 0) return '–';
  return (
    <ul>
      {coupon && <li>{t('campaigns.ofMember.code', { code: coupon })}</li>}
      {redemptions.map(({ heldAt, state, order, cost, note }) => (
        <li key={heldAt}>
          {[t(`campaigns.ofMember.offerIs.${state}`), order, formatMoney(cost, spoken), note]
            .filter(Boolean)
            .join(' · ')}
        </li>
      ))}
    </ul>
  );
}
