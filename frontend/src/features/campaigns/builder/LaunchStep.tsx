import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { DiscardCampaignDocument, type CampaignDeskFragment } from '@/gql/graphql';
import { announce } from '@/lib/announcement';
import { useAct } from '@/lib/graphql/act';
import { useDates } from '@/lib/time/zone';
import { Button } from '@/ui/Button';
import { Fold } from '@/ui/Fold';
import { Notice } from '@/ui/Notice';
import type { Draft } from '../form/draft';
import form from '../form/Form.module.css';
import { Problem, Section } from '../form/Section';
import styles from './Builder.module.css';
import { isOpen } from './steps';
import { ACTS, useSteering, type SteeringAct } from './useSteering';

/** Staff are told by their own name, without what kind of actor they are. */
const nameOf = (actor: string) => actor.replace(/^staff:/, '');

interface Props {
  campaign: CampaignDeskFragment;
  draft: Draft;
}

/** What can be done with a campaign as it stands: submit, approve, launch, pause, resume, end. */
export function LaunchStep({ campaign, draft }: Props) {
  const { t } = useTranslation('console');
  const { isBusy, problem, steer } = useSteering(campaign, draft);
  const acts = ACTS[campaign.state];
  return (
    <div className={form.stack}>
      <Section title={t('campaigns.launch.title')} hint={t(`campaigns.launch.hint.${campaign.state}`)}>
        <Standing campaign={campaign} />
        {campaign.missing.length > 0 && (
          <Notice tone="warning">
            {t('campaigns.launch.missing')}
            <ul>
              {campaign.missing.map((part) => (
                <li key={part}>{t([`campaigns.steps.${part}`, part] as never)}</li>
              ))}
            </ul>
          </Notice>
        )}
        <Problem problem={problem} />
        <div className={form.buttons}>
          {acts.map((act) => (
            <ActButton key={act} act={act} isBusy={isBusy} onPress={() => void steer(act)} />
          ))}
        </div>
      </Section>
      {isOpen(campaign.state) && <Discard code={campaign.code} />}
    </div>
  );
}

function ActButton({ act, isBusy, onPress }: { act: SteeringAct; isBusy: boolean; onPress: () => void }) {
  const { t } = useTranslation('console');
  const weight = act === 'end' ? 'danger' : act === 'pause' ? 'secondary' : 'primary';
  return (
    <Button weight={weight} isBusy={isBusy} onPress={onPress}>
      {t(`campaigns.act.${act}`)}
    </Button>
  );
}

/** What happened to the campaign so far, and why it stands still where it does. */
function Standing({ campaign }: { campaign: CampaignDeskFragment }) {
  const { t } = useTranslation('console');
  const dates = useDates();
  const facts = {
    saved: t('campaigns.launch.savedBy', {
      who: nameOf(campaign.author),
      at: dates.moment(campaign.savedAt),
    }),
    submitted: campaign.submittedBy && nameOf(campaign.submittedBy),
    audience: campaign.audienceSize === null ? null : dates.number(campaign.audienceSize),
    approved: campaign.approvedBy && nameOf(campaign.approvedBy),
    launched: campaign.launchedAt && dates.moment(campaign.launchedAt),
    paused: campaign.pausedAt && dates.moment(campaign.pausedAt),
    ended: campaign.endedAt && dates.moment(campaign.endedAt),
  };
  const told = Object.entries(facts).filter((fact) => fact[1]);
  return (
    <>
      <dl className={styles.facts}>
        {told.map(([name, fact]) => (
          <Fact
            key={name}
            name={t(`campaigns.launch.fact.${name as keyof typeof facts}`)}
            fact={fact ?? ''}
          />
        ))}
      </dl>
      {campaign.because && (
        <Notice tone="warning">
          {t([`campaigns.because.${campaign.because}`, 'campaigns.because.other'] as never)}
        </Notice>
      )}
      {campaign.problems.map(({ step, why }) => (
        <Notice key={step} tone="danger">
          {t('campaigns.launch.stopped', { number: step + 1, why })}
        </Notice>
      ))}
    </>
  );
}

function Fact({ name, fact }: { name: string; fact: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{fact}</dd>
    </>
  );
}

function Discard({ code }: { code: string }) {
  const { t } = useTranslation('console');
  const [, go] = useLocation();
  const act = useAct(DiscardCampaignDocument, (answer) => answer.discardCampaign);
  const discard = async () => {
    if (!(await act.run({ input: { code } }))) return;
    announce(t('campaigns.discard.done'));
    go('/campaigns');
  };
  return (
    <Fold title={t('campaigns.discard.title')}>
      <div className={form.stack}>
        <p className={form.hint}>{t('campaigns.discard.body')}</p>
        <Problem problem={act.problem} />
        <div className={form.buttons}>
          <Button weight="danger" isBusy={act.isBusy} onPress={() => void discard()}>
            {t('campaigns.discard.button')}
          </Button>
        </div>
      </div>
    </Fold>
  );
}
