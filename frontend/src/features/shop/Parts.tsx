import { useTranslation } from 'react-i18next';
import { readFragment, type FragmentType } from '@/gql';
import { ShopPartFragmentDoc, type ShopBundleFragment } from '@/gql/graphql';
import { useLocalText } from '@/lib/i18n/localText';
import card from '@/ui/Card.module.css';
import { ProviderTile } from '@/ui/ProviderTile';
import styles from './Shop.module.css';

/** What a bundle gives in any case, and what one picks from. */
export function Parts({ bundle: { revision } }: { bundle: ShopBundleFragment }) {
  const { t } = useTranslation();
  return (
    <>
      <PartList parts={revision.components} />
      {revision.choices.map((choice) => (
        <section key={choice.key} className={styles.choice}>
          <p className={card.soft}>{t('shop.pick', { count: choice.pick, among: choice.of.length })}</p>
          <PartList parts={choice.of} />
        </section>
      ))}
    </>
  );
}

function PartList({ parts }: { parts: readonly FragmentType<typeof ShopPartFragmentDoc>[] }) {
  const text = useLocalText();
  if (parts.length === 0) return null;
  return (
    <ul className={styles.parts}>
      {readFragment(ShopPartFragmentDoc, parts).map((part) => (
        <li key={part.key} className={styles.part}>
          {part.benefit && <ProviderTile provider={part.benefit.provider} />}
          <span>{text(part.sentence)}</span>
        </li>
      ))}
    </ul>
  );
}
