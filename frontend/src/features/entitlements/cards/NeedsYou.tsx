import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { readFragment, type FragmentType } from '@/gql';
import { MatterFragmentDoc, type MatterFragment, PrimaryActionFragmentDoc } from '@/gql/graphql';
import { buttonClass } from '@/ui/Button';
import { ProviderTile } from '@/ui/ProviderTile';
import { PrimaryAction } from '../actions/PrimaryAction';
import { nextStep } from '../actions/wish';
import { byUrgency, matterOf, matterReason } from './matters';
import styles from './NeedsYou.module.css';
import { useTeller } from './useTeller';

interface Props {
  entitlements: readonly FragmentType<typeof MatterFragmentDoc>[];
}

/** What waits for the member, most urgent first: one row a matter, one button a row. */
export function NeedsYou({ entitlements }: Props) {
  const { t } = useTranslation();
  const matters = readFragment(MatterFragmentDoc, entitlements).filter(matterOf).toSorted(byUrgency);
  if (matters.length === 0) return null;
  return (
    <section id="needs-you" className={styles.matters} aria-labelledby="needs-you-title">
      <h2 id="needs-you-title" className={styles.title}>
        {t('section.needsYou')}
      </h2>
      <ul className={styles.list}>
        {matters.map((matter) => (
          <MatterRow key={matter.id} matter={matter} />
        ))}
      </ul>
    </section>
  );
}

function MatterRow({ matter }: { matter: MatterFragment }) {
  const teller = useTeller();
  const { benefit } = matter;
  const href = `/benefits/${encodeURIComponent(benefit.code)}`;
  const step = nextStep(readFragment(PrimaryActionFragmentDoc, matter));
  return (
    <li className={styles.row} data-kind={matterOf(matter)}>
      <ProviderTile {...benefit.provider} />
      <div className={styles.what}>
        <Link href={href} className={styles.name}>
          <bdi>{teller.text(benefit.name)}</bdi>
        </Link>
        <p className={styles.reason}>{matterReason(matter, teller)}</p>
      </div>
      {step ? (
        <PrimaryAction entitlement={matter} weight="primary" />
      ) : (
        <Link href={href} className={buttonClass('secondary')}>
          {teller.t('details')}
        </Link>
      )}
    </li>
  );
}
