import { useTranslation } from 'react-i18next';
import { MyRenewalsDocument } from '@/gql/graphql';
import { useLiveQuery } from '@/lib/graphql/read';
import card from '@/ui/Card.module.css';
import { Empty } from '@/ui/Empty';
import { Skeleton } from '@/ui/Skeleton';
import { Unavailable } from '@/ui/Unavailable';
import { AgreementCard } from './AgreementCard';
import { OfferSwitch } from './OfferSwitch';
import styles from './Renewals.module.css';

/** What renews by itself, what could, and what did. */
export function Renewals() {
  const { t } = useTranslation();
  const { data, error } = useLiveQuery(MyRenewalsDocument, {});
  const member = data?.viewer.member;
  if (error && !member) return <Unavailable error={error} />;
  if (!data) return <Skeleton height={12} count={2} />;
  if (!member) return <Empty title={t('renewals.none')}>{t('renewals.noneBody')}</Empty>;
  const { agreements, renewableOffers, cards } = member;
  return (
    <div className={styles.page}>
      <h2>{t('renewals.title')}</h2>
      <p className={card.soft}>{t('renewals.promise')}</p>
      {agreements.length + renewableOffers.length === 0 && (
        <Empty title={t('renewals.none')}>{t('renewals.noneBody')}</Empty>
      )}
      <ul className={styles.cards}>
        {agreements.map((agreement) => (
          <li key={agreement.id}>
            <AgreementCard agreement={agreement} cards={cards} />
          </li>
        ))}
        {renewableOffers.map((offer) => (
          <li key={offer.id}>
            <OfferSwitch offer={offer} cards={cards} />
          </li>
        ))}
      </ul>
    </div>
  );
}

export default Renewals;
