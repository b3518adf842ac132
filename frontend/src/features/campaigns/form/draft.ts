import { createContext, useContext } from 'react';
import type { Client } from 'urql';
import { SaveCampaignDocument, type CampaignDeskFragment, type SaveCampaignMutation } from '@/gql/graphql';
import { refusalOf } from '@/lib/graphql/refusal';
import { useLocalText, type LocalText } from '@/lib/i18n/localText';
import { readAgain } from '@/lib/session/connection';
import { Store } from '@/lib/store';
import { filledIn, type Plan } from '../plan';
import { placeOf, type Part } from './part';

const REST_MS = 600;

/** `refused`: something in it cannot be; `changed`: somebody else saved it meanwhile; `lost`: the hub does not answer. */
export type Standing = 'saved' | 'unsaved' | 'saving' | 'refused' | 'changed' | 'lost';

export interface Mistake {
  /** Where in the plan, as the forms name their parts; empty where it is about the whole. */
  place: string;
  sentence: LocalText | undefined;
}

export interface Drafted {
  plan: Plan;
  standing: Standing;
  mistake: Mistake | undefined;
}

type Outcome = SaveCampaignMutation['saveCampaign'];

/** A plan that is saved while it is typed, a moment after the last key, one saving after another. */
export class Draft extends Store<Drafted> {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private line = Promise.resolve();
  private kept: string;
  private saved: number;

  constructor(
    private readonly client: Client,
    private readonly campaign: Pick<CampaignDeskFragment, 'code' | 'plan' | 'saved'>,
  ) {
    const plan = filledIn(campaign.plan);
    super({ plan, standing: 'saved', mistake: undefined });
    this.kept = JSON.stringify(plan);
    this.saved = campaign.saved;
  }

  readonly write = (plan: Plan) => {
    this.set({ ...this.get(), plan, standing: 'unsaved' });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.save(), REST_MS);
  };

  /** Saves what is not saved yet; whether all of it is now. */
  readonly save = async (): Promise<boolean> => {
    clearTimeout(this.timer);
    this.line = this.line.then(() => this.saveOnce());
    await this.line;
    return this.get().standing === 'saved';
  };

  /** Which saving it is that is looked at here. */
  get savedAs() {
    return this.saved;
  }

  private async saveOnce() {
    const { plan } = this.get();
    const text = JSON.stringify(plan);
    if (text === this.kept) {
      this.settle(text, 'saved');
      return;
    }
    this.set({ ...this.get(), standing: 'saving' });
    const input = { code: this.campaign.code, plan, saved: this.saved };
    const { data } = await this.client.mutation(SaveCampaignDocument, { input }).toPromise();
    const outcome = data?.saveCampaign;
    if (outcome?.__typename !== 'CampaignPayload') {
      this.settle(text, ...trouble(outcome));
      return;
    }
    this.kept = text;
    this.saved = outcome.campaign.saved;
    this.settle(text, 'saved');
    readAgain();
  }

  /** What was typed while the hub was asked is still to be saved. */
  private settle(text: string, standing: Standing, mistake?: Mistake) {
    const isLatest = JSON.stringify(this.get().plan) === text;
    this.set({ ...this.get(), standing: isLatest ? standing : 'unsaved', mistake });
  }
}

function trouble(
  outcome: Exclude<Outcome, { __typename: 'CampaignPayload' }> | undefined,
): [Standing, Mistake] {
  if (!outcome) return ['lost', { place: '', sentence: undefined }];
  const place = outcome.__typename === 'InvalidInputRefusal' ? placeOf(outcome.field) : '';
  const isTaken = outcome.__typename === 'CodeTaken';
  const standing = outcome.__typename === 'CampaignChanged' ? 'changed' : 'refused';
  return [standing, { place: isTaken ? 'plan.offer.code' : place, sentence: refusalOf(outcome) }];
}

/** What the hub found wrong with the plan that the forms around show. */
export const Mistakes = createContext<Mistake | undefined>(undefined);

/** What is wrong at exactly this place. */
export function useMistake(path: string): string | undefined {
  const text = useLocalText();
  const mistake = useContext(Mistakes);
  return mistake?.place === path && mistake.sentence ? text(mistake.sentence) : undefined;
}

/** The plan as a part, from which all others are taken. */
export const wholePlan = (draft: Draft, plan: Plan): Part<Plan> => ({
  value: plan,
  path: 'plan',
  put: draft.write,
});
