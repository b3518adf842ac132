import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { CardEntryDocument } from '@/gql/graphql';
import { NO_CARD, SANDBOX } from '@/lib/card';
import { formatMoney } from '@/lib/money';
import { language } from '@/lib/preferences';
import { useStore } from '@/lib/store';
import { CardFields } from '@/ui/CardFields';
import { LastStep } from '@/ui/LastStep';
import { Notice } from '@/ui/Notice';
import type { Agreed } from './BuySheet';
import styles from './Shop.module.css';
import { usePurchase } from './usePurchase';

/** The card and the last button: what is agreed is bought, and nothing else. */
export function Checkout({ agreed, onBack }: { agreed: Agreed; onBack: () => void }) {
  const { t } = useTranslation();
  const spoken = useStore(language);
  const [card, setCard] = useState(NO_CARD);
  const [{ data }] = useQuery({ query: CardEntryDocument });
  const purchase = usePurchase(agreed);
  const entry = data?.cardEntry;
  const { total } = agreed.quote;
  const isFree = total.amountMinor === 0;
  if (data && !isFree && entry?.gateway !== SANDBOX)
    return (
      <Notice tone="warning">
        {entry ? t('shop.otherGateway', { gateway: entry.gateway }) : t('shop.noGateway')}
      </Notice>
    );
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (entry) void purchase.buy(entry, card);
      }}
    >
      <p className={styles.sum}>
        <span>{t('shop.total')}</span>
        <span className={styles.price}>{formatMoney(total, spoken)}</span>
      </p>
      {!isFree && (
        <>
          <Notice tone="calm">{t('shop.sandbox')}</Notice>
          <CardFields card={card} onChange={setCard} />
        </>
      )}
      <LastStep
        button={t('shop.pay', { price: formatMoney(total, spoken) })}
        act={purchase}
        onCancel={onBack}
        cancel={t('shop.back')}
      />
    </form>
  );
}
