import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  ExplainDocument,
  type GrantLineFragment,
  GrantLineFragmentDoc,
  type HoldingFragment,
} from '@/gql/graphql';
import { readFragment } from '@/gql';
import { useLiveQuery } from '@/lib/graphql/read';
import { useLocalText } from '@/lib/i18n/localText';
import { lazily } from '@/lib/lazily';
import { useDates } from '@/lib/time/zone';
import board from '@/ui/Board.module.css';
import { Button } from '@/ui/Button';
import { Panel } from '@/ui/Panel';
import { Skeleton } from '@/ui/Skeleton';
import { TwoClocks } from '@/ui/TwoClocks';
import styles from './ExplanationPanel.module.css';

const RevokeSheet = lazily(() => import('../changes/RevokeSheet'));

interface Props {
  holding: HoldingFragment;
  member: string;
  at: string | null;
  onClose: () => void;
}

/** Why the member is, or is not, entitled to one benefit at the instant; and the grants behind it. */
export function ExplanationPanel({ holding, member, at, onClose }: Props) {
  const { t } = useTranslation('console');
  const text = useLocalText();
  const { benefit } = holding;
  const [revoking, setRevoking] = useState<string>();
  return (
    <Panel title={t('panel.title', { benefit: text(benefit.name) })} onClose={onClose}>
      <Explanation member={member} benefit={benefit.code} at={at} />
      <h3>{t('panel.grants')}</h3>
      <ul className={board.lines}>
        {holding.grants.map((grant) => (
          <Grant key={grant.id} grant={readFragment(GrantLineFragmentDoc, grant)} onRevoke={setRevoking} />
        ))}
      </ul>
      <Suspense>
        {revoking && <RevokeSheet grant={revoking} onClose={() => setRevoking(undefined)} />}
      </Suspense>
    </Panel>
  );
}

function Explanation({ member, benefit, at }: { member: string; benefit: string; at: string | null }) {
  const { t } = useTranslation('console');
  const text = useLocalText();
  const { data } = useLiveQuery(ExplainDocument, { member, benefit, at });
  if (!data) return <Skeleton height={8} />;
  const { isEntitled, summary, steps } = data.explain;
  return (
    <>
      <p className={styles.verdict} data-entitled={isEntitled}>
        {t(isEntitled ? 'panel.entitled' : 'panel.notEntitled')}
      </p>
      <p>{text(summary)}</p>
      <h3>{t('panel.steps')}</h3>
      <ol className={styles.steps}>
        {steps.map((step, order) => (
          <li key={order}>
            {step.at && <TwoClocks instant={step.at} />}
            <p>{text(step.sentence)}</p>
          </li>
        ))}
      </ol>
    </>
  );
}

const OVER = ['ENDED', 'REVOKED', 'ACTIVATION_EXPIRED'];

function Grant({ grant, onRevoke }: { grant: GrantLineFragment; onRevoke: (grant: string) => void }) {
  const { t } = useTranslation();
  const { t: tell } = useTranslation('console');
  const text = useLocalText();
  const dates = useDates();
  const bundle = grant.bundleHolding?.bundle.name;
  return (
    <li className={board.line}>
      <span>
        {t(`source.${grant.source}`)}
        {bundle && ` · ${text(bundle)}`}
        <span className={styles.soft}>
          {t(`grantState.${grant.state}`)} · {t('grant.received', { day: dates.day(grant.grantedAt) })}
        </span>
      </span>
      {!OVER.includes(grant.state) && (
        <Button weight="danger" onPress={() => onRevoke(grant.id)}>
          {tell('panel.revoke')}
        </Button>
      )}
    </li>
  );
}
