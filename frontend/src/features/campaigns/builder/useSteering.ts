import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  ApproveCampaignDocument,
  EndCampaignDocument,
  LaunchCampaignDocument,
  PauseCampaignDocument,
  ResumeCampaignDocument,
  SubmitCampaignDocument,
  type CampaignDeskFragment,
} from '@/gql/graphql';
import { announce } from '@/lib/announcement';
import { useAct } from '@/lib/graphql/act';
import type { Draft } from '../form/draft';

export type SteeringAct = 'submit' | 'approve' | 'launch' | 'pause' | 'resume' | 'end';

/** What can be done with a campaign, by how it stands. */
export const ACTS: Record<CampaignDeskFragment['state'], SteeringAct[]> = {
  DRAFT: ['submit'],
  SUBMITTED: ['approve'],
  APPROVED: ['launch'],
  RUNNING: ['pause', 'end'],
  PAUSED: ['resume', 'end'],
  ENDED: [],
};

/** Does one thing with a campaign and says that it is done; what is typed is saved before. */
export function useSteering({ code }: Pick<CampaignDeskFragment, 'code'>, draft: Draft) {
  const { t } = useTranslation('console');
  const [last, setLast] = useState<SteeringAct>('submit');
  const acts = {
    submit: useAct(SubmitCampaignDocument, (answer) => answer.submitCampaign),
    approve: useAct(ApproveCampaignDocument, (answer) => answer.approveCampaign),
    launch: useAct(LaunchCampaignDocument, (answer) => answer.launchCampaign),
    pause: useAct(PauseCampaignDocument, (answer) => answer.pauseCampaign),
    resume: useAct(ResumeCampaignDocument, (answer) => answer.resumeCampaign),
    end: useAct(EndCampaignDocument, (answer) => answer.endCampaign),
  };
  const steer = async (act: SteeringAct) => {
    setLast(act);
    if (act === 'submit' && !(await draft.save())) return;
    const saving = act === 'submit' && { saved: draft.savedAs };
    if (await acts[act].run({ input: { code, ...saving } })) announce(t(`campaigns.done.${act}`));
  };
  return {
    isBusy: Object.values(acts).some(({ isBusy }) => isBusy),
    problem: acts[last].problem,
    steer,
  };
}
