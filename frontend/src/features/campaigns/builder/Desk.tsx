import { Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from 'urql';
import { Link } from 'wouter';
import type { CampaignDeskFragment } from '@/gql/graphql';
import { useStore } from '@/lib/store';
import { lazily } from '@/lib/lazily';
import { useAddress } from '@/lib/useAddress';
import { Button } from '@/ui/Button';
import { AudienceStep } from '../audience/AudienceStep';
import { CampaignMark } from '../CampaignMark';
import { Draft, Mistakes, wholePlan } from '../form/draft';
import { Line } from '../form/fields';
import form from '../form/Form.module.css';
import { at, type Part } from '../form/part';
import { GuardsStep } from '../guards/GuardsStep';
import { JourneyStep } from '../journey/JourneyStep';
import { OfferStep } from '../offer/OfferStep';
import type { Plan } from '../plan';
import { ResultsPage } from '../results/ResultsPage';
import { SimulationStep } from '../simulation/SimulationStep';
import styles from './Builder.module.css';
import { LaunchStep } from './LaunchStep';
import { SavedMark } from './SavedMark';
import { firstStep, isOpen, STEPS, stepsOf, type BuilderStep } from './steps';
import { StepRail } from './StepRail';

const TrySheet = lazily(() => import('./TrySheet'));

interface Props {
  campaign: CampaignDeskFragment;
  /** Forgets what is typed here and takes what the hub has. */
  onReload: () => void;
}

/** The desk at which a campaign is written: the step looked at stands in the address. */
export function Desk({ campaign, onReload }: Props) {
  const { t } = useTranslation('console');
  const client = useClient();
  const address = useAddress();
  const [draft] = useState(() => new Draft(client, campaign));
  const { plan, standing, mistake } = useStore(draft);
  const [tried, setTried] = useState<number>();
  useEffect(() => () => void draft.save(), [draft]);
  const steps = stepsOf(campaign.state);
  const step = steps.find((one) => one === address.get('step')) ?? firstStep(campaign.state);
  const next = steps[steps.indexOf(step) + 1];
  const canChange = isOpen(campaign.state);
  const go = (to: BuilderStep) => {
    address.put('step', to);
    window.scrollTo({ top: 0 });
  };
  const part = wholePlan(draft, plan);
  return (
    <Mistakes value={mistake}>
      <header className={styles.head}>
        <p className={styles.back}>
          <Link href="/campaigns">{t('rail.campaigns')}</Link>
        </p>
        <h1 className={styles.title}>{plan.name || campaign.code}</h1>
        <CampaignMark state={campaign.state} />
        {canChange && (
          <SavedMark
            standing={standing}
            mistake={mistake}
            onReload={onReload}
            onGo={go}
            onSave={draft.save}
          />
        )}
      </header>
      <StepRail steps={steps} step={step} plan={plan} mistake={mistake} onGo={go} />
      <fieldset
        className={styles.room}
        disabled={!canChange && STEPS.indexOf(step) < STEPS.indexOf('simulation')}
      >
        <legend className="only-heard">{t(`campaigns.steps.${step}`)}</legend>
        {step === 'audience' && <NameLine plan={part} />}
        <Room step={step} plan={part} campaign={campaign} draft={draft} onTry={setTried} />
      </fieldset>
      {canChange && next && (
        <p className={styles.next}>
          <Button weight="primary" onPress={() => go(next)}>
            {t('campaigns.next', { step: t(`campaigns.steps.${next}`) })}
          </Button>
        </p>
      )}
      <Suspense>
        {tried !== undefined && (
          <TrySheet
            code={campaign.code}
            step={tried}
            variants={plan.variants.map((one) => one.name)}
            onSave={draft.save}
            onClose={() => setTried(undefined)}
          />
        )}
      </Suspense>
    </Mistakes>
  );
}

function NameLine({ plan }: { plan: Part<Plan> }) {
  const { t } = useTranslation('console');
  return (
    <div className={form.row}>
      <Line label={t('campaigns.name')} part={at(plan, 'name') as Part<string | undefined>} />
      <Line label={t('campaigns.note')} part={at(plan, 'note') as Part<string | undefined>} />
    </div>
  );
}

interface RoomProps {
  step: BuilderStep;
  plan: Part<Plan>;
  campaign: CampaignDeskFragment;
  draft: Draft;
  onTry: (step: number) => void;
}

function Room({ step, plan, campaign, draft, onTry }: RoomProps) {
  switch (step) {
    case 'audience':
      return <AudienceStep plan={plan} />;
    case 'offer':
      return <OfferStep plan={plan} />;
    case 'journey':
      return <JourneyStep plan={plan} onTry={onTry} />;
    case 'guards':
      return <GuardsStep plan={plan} />;
    case 'simulation':
      return <SimulationStep code={campaign.code} isOpen={isOpen(campaign.state)} onSave={draft.save} />;
    case 'launch':
      return <LaunchStep campaign={campaign} draft={draft} />;
    case 'results':
      return <ResultsPage code={campaign.code} />;
  }
}
