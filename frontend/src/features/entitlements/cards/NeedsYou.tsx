import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { readFragment, type FragmentType } from '@/gql';
import { MatterFragmentDoc, PrimaryActionFragmentDoc } from '@/gql/graphql';
import { Button, buttonClass } from '@/ui/Button';
import { ProviderTile } from '@/ui/ProviderTile';
import { StepButton } from '../actions/PrimaryAction';
import { stepOfKind } from '../actions/wish';
import { matterReason, mattersOf, type Matter } from './matters';
import styles from './NeedsYou.module.css';
import { useTeller } from './useTeller';

interface Props {
  entitlements: readonly FragmentType<typeof MatterFragmentDoc>[];
}

/** More than these would push everything else off a phone's first screen. */
const SHOWN_AT_FIRST = 3;

/** What waits for the member, most urgent first: one row a matter, one button a row. */
export function NeedsYou({ entitlements }: Props) {
  const { t } = useTranslation();
  const [isWhole, setWhole] = useState(false);
  const matters = mattersOf(readFragment(MatterFragmentDoc, entitlements));
  const shown = isWhole || matters.length <= SHOWN_AT_FIRST + 1 ? matters : matters.slice(0, SHOWN_AT_FIRST);
  if (matters.length === 0) return null;
  return (
    <section id="needs-you" className={styles.matters} aria-labelledby="needs-you-title">
      <h2 id="needs-you-title" className={styles.title}>
        {t('section.needsYou')}
      </h2>
      <ul className={styles.list}>
        {shown.map((matter) => (
          <MatterRow key={`${matter.kind}:${matter.entitlement.id}`} matter={matter} />
        ))}
      </ul>
      {shown.length < matters.length && (
        <Button weight="quiet" onPress={() => setWhole(true)}>
          {t('section.more', { count: matters.length - shown.length })}
        </Button>
      )}
    </section>
  );
}

/** The step that settles the matter; for what ends, to renew it, or to use what is left. */
function stepFor({ kind, entitlement }: Matter) {
  const actions = readFragment(PrimaryActionFragmentDoc, entitlement);
  if (kind === 'bind') return stepOfKind(actions, 'BIND_ACCOUNT');
  if (kind === 'activate') return stepOfKind(actions, 'ACTIVATE');
  return stepOfKind(actions, 'RENEW') ?? stepOfKind(actions, 'USE');
}

function MatterRow({ matter }: { matter: Matter }) {
  const teller = useTeller();
  const { benefit } = matter.entitlement;
  const href = `/benefits/${encodeURIComponent(benefit.code)}`;
  const name = teller.text(matter.kind === 'bind' ? benefit.provider.name : benefit.name);
  const step = stepFor(matter);
  return (
    <li className={styles.row} data-kind={matter.kind}>
      <ProviderTile provider={benefit.provider} />
      <div className={styles.what}>
        <Link href={href} className={styles.name}>
          <bdi>{name}</bdi>
        </Link>
        <p className={styles.reason}>{matterReason(matter, teller)}</p>
      </div>
      {step ? (
        <StepButton step={step} of={name} weight="primary" />
      ) : (
        <Link href={href} className={buttonClass('secondary')}>
          {teller.t('details')}
        </Link>
      )}
    </li>
  );
}
