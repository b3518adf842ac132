import { useTranslation } from 'react-i18next';
import { readFragment, type FragmentType } from '@/gql';
import { type BundleSheetFragment, PartFragmentDoc } from '@/gql/graphql';
import { useLocalText } from '@/lib/i18n/localText';
import { language } from '@/lib/preferences';
import { useStore } from '@/lib/store';
import { formatMoney } from '@/lib/money';
import { useDates } from '@/lib/time/zone';
import { ProviderTile } from '@/ui/ProviderTile';
import styles from './BundleSheet.module.css';

/** One bundle: what it carries as a tree, each part with its own validity in words; and what it is sold for. */
export function BundleSheet({ bundle }: { bundle: BundleSheetFragment }) {
  const { t } = useTranslation('console');
  const text = useLocalText();
  const dates = useDates();
  const { revision } = bundle;
  return (
    <article className={styles.sheet}>
      <header>
        <h2 className={styles.name}>
          <bdi>{text(bundle.name)}</bdi>
        </h2>
        <p className={styles.soft}>
          {t('catalogue.revision', { number: revision.number, day: dates.day(revision.publishedAt) })}
        </p>
      </header>
      <p>{text(bundle.description)}</p>
      <h3>{t('catalogue.parts')}</h3>
      <Tree parts={revision.components} />
      {revision.choices.map((choice) => (
        <section key={choice.key} className={styles.choice}>
          <p className={styles.soft}>{t('catalogue.chooseOne', { count: choice.pick })}</p>
          <Tree parts={choice.of} />
        </section>
      ))}
      <h3>{t('catalogue.offers')}</h3>
      <Offers offers={bundle.offers} />
    </article>
  );
}

type PartData = FragmentType<typeof PartFragmentDoc> & { components?: readonly PartData[] };

function Tree({ parts }: { parts: readonly PartData[] }) {
  return (
    <ul className={styles.tree}>
      {parts.map((part) => (
        <Part key={readFragment(PartFragmentDoc, part).key} part={part} />
      ))}
    </ul>
  );
}

function Part({ part: given }: { part: PartData }) {
  const text = useLocalText();
  const part = readFragment(PartFragmentDoc, given);
  const name = (part.benefit ?? part.bundle)?.name;
  return (
    <li>
      <div className={styles.part}>
        {part.benefit ? (
          <ProviderTile provider={part.benefit.provider} />
        ) : (
          <span className={styles.box} aria-hidden />
        )}
        <div>
          <p className={styles.what}>{name && <bdi>{text(name)}</bdi>}</p>
          <p className={styles.soft}>{text(part.sentence)}</p>
        </div>
      </div>
      {given.components && given.components.length > 0 && <Tree parts={given.components} />}
    </li>
  );
}

function Offers({ offers }: Pick<BundleSheetFragment, 'offers'>) {
  const { t } = useTranslation('console');
  const spoken = useStore(language);
  if (offers.length === 0) return <p className={styles.soft}>{t('catalogue.noOffers')}</p>;
  return (
    <ul className={styles.offers}>
      {offers.map((offer) => (
        <li key={offer.code} className={styles.offer}>
          <span>{offer.code}</span>
          <span className={styles.soft}>
            {t(offer.isOnSale ? 'catalogue.onSale' : 'catalogue.notOnSale')}
          </span>
          <span className={styles.price}>{formatMoney(offer.price, spoken)}</span>
        </li>
      ))}
    </ul>
  );
}
