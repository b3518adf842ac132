import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { readFragment } from '@/gql';
import { ShopBundleFragmentDoc, ShopDocument, type ShopBundleFragment } from '@/gql/graphql';
import { useLocalText } from '@/lib/i18n/localText';
import { lazily } from '@/lib/lazily';
import { Button } from '@/ui/Button';
import card from '@/ui/Card.module.css';
import { Empty } from '@/ui/Empty';
import { Skeleton } from '@/ui/Skeleton';
import { Unavailable } from '@/ui/Unavailable';
import { Parts } from './Parts';
import { PriceTag } from './PriceTag';
import styles from './Shop.module.css';
import { offersFor } from './offers';

const BuySheet = lazily(() => import('./BuySheet'));

/** Everything that can be bought now; what a purchase would change is seen before it is paid. */
export default function Shop() {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<ShopBundleFragment>();
  const [{ data, error }] = useQuery({ query: ShopDocument });
  if (error && !data) return <Unavailable error={error} />;
  if (!data) return <Skeleton height={14} count={4} />;
  const bundles = data.bundles.edges
    .map(({ node }) => readFragment(ShopBundleFragmentDoc, node))
    .filter((bundle) => offersFor(bundle).length > 0);
  if (bundles.length === 0) return <Empty title={t('shop.emptyTitle')}>{t('shop.emptyBody')}</Empty>;
  return (
    <>
      <ul className={styles.bundles}>
        {bundles.map((bundle) => (
          <li key={bundle.code}>
            <BundleCard bundle={bundle} onBuy={() => setChosen(bundle)} />
          </li>
        ))}
      </ul>
      <Suspense>{chosen && <BuySheet bundle={chosen} onClose={() => setChosen(undefined)} />}</Suspense>
    </>
  );
}

function BundleCard({ bundle, onBuy }: { bundle: ShopBundleFragment; onBuy: () => void }) {
  const { t } = useTranslation();
  const text = useLocalText();
  const name = text(bundle.name);
  const [offer] = offersFor(bundle);
  return (
    <article className={styles.bundle}>
      <h2 className={card.name}>
        <bdi>{name}</bdi>
      </h2>
      <p className={card.soft}>{text(bundle.description)}</p>
      <Parts bundle={bundle} />
      <footer className={styles.foot}>
        {offer && <PriceTag offer={offer} />}
        <Button weight="primary" onPress={onBuy} aria-label={`${t('shop.choose')}: ${name}`}>
          {t('shop.choose')}
        </Button>
      </footer>
    </article>
  );
}
