import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation, type AnyVariables } from 'urql';
import { refusalText, useLocalText, type RefusalText } from '@/lib/i18n/localText';
import { readAgain } from '@/lib/session/connection';

/** One field of a mutation's answer: what was done, or a refusal that says what to do instead. */
type Outcome = { __typename?: string } & Partial<RefusalText>;

/** A mutation as a button sees it: whether it is under way, what stood in the way, and how to run it. */
export interface Act<Done extends Outcome, Variables extends AnyVariables> {
  isBusy: boolean;
  problem: string | undefined;
  /** Resolves to what was done, or to nothing when it was refused or the hub could not be reached. */
  run: (variables: Variables) => Promise<Exclude<Done, RefusalText> | undefined>;
}

const isRefusal = (outcome: Outcome): outcome is Outcome & RefusalText => typeof outcome.message === 'string';

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
    if (!outcome) setProblem(t(error?.networkError ? 'problem.unreachable' : 'problem.unexpected'));
    else if (isRefusal(outcome)) setProblem(text(refusalText(outcome)));
    else {
      readAgain();
      return outcome as Exclude<Done, RefusalText>;
    }
    return undefined;
  };
  return { isBusy: fetching, problem, run };
}
