import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation, type AnyVariables } from 'urql';
import { announce } from '@/lib/announcement';
import { useLocalText } from '@/lib/i18n/localText';
import { readAgain } from '@/lib/session/connection';
import { refusalOf, type Granted } from './refusal';

/** One field of a mutation's answer: what was done, or a refusal that says what to do instead. */
interface Outcome {
  __typename?: string;
}

/** A mutation as a button sees it: whether it is under way, what stood in the way, and how to run it. */
export interface Act<Done extends Outcome, Variables extends AnyVariables> {
  isBusy: boolean;
  problem: string | undefined;
  /** Resolves to what was done, or to nothing when it was refused or the hub could not be reached. */
  run: (variables: Variables) => Promise<Granted<Done> | undefined>;
}

/**
 * Asks for one thing. Nothing is shown as done before the hub says so: somebody may be standing at a counter.
 * Repeating it is safe, since the caller gives the same idempotency key again.
 */
export function useAct<Answer, Variables extends AnyVariables, Done extends Outcome>(
  mutation: TypedDocumentNode<Answer, Variables>,
  outcomeOf: (answer: Answer) => Done,
): Act<Done, Variables> {
  const { t } = useTranslation();
  const text = useLocalText();
  const [{ fetching }, execute] = useMutation(mutation);
  const [problem, setProblem] = useState<string>();
  const run = async (variables: Variables) => {
    setProblem(undefined);
    const { data, error } = await execute(variables);
    const outcome = data ? outcomeOf(data) : undefined;
    const refusal = outcome && refusalOf(outcome);
    if (!outcome) setProblem(t(error?.networkError ? 'problem.unreachable' : 'problem.unexpected'));
    else if (refusal) setProblem(text(refusal));
    else {
      readAgain();
      return outcome as Granted<Done>;
    }
    return undefined;
  };
  return { isBusy: fetching, problem, run };
}

/** An act that ends a sheet: when it is done, `finish` says so and closes; what stood in the way stays on the sheet. */
export function useLastAct<Answer, Variables extends AnyVariables>(
  mutation: TypedDocumentNode<Answer, Variables>,
  outcomeOf: (answer: Answer) => Outcome,
  onClose: () => void,
) {
  const { run, ...act } = useAct(mutation, outcomeOf);
  const finish = async (variables: Variables, said: string) => {
    if (!(await run(variables))) return;
    announce(said);
    onClose();
  };
  return { ...act, finish };
}
