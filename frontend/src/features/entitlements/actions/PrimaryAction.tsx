import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { readFragment, type FragmentType } from '@/gql';
import { PrimaryActionFragmentDoc } from '@/gql/graphql';
import { useLocalText } from '@/lib/i18n/localText';
import { Button, buttonClass, type Weight } from '@/ui/Button';
import { nextStep, useWishDesk, type Step } from './wish';

interface Props {
  entitlement: FragmentType<typeof PrimaryActionFragmentDoc>;
  weight?: Weight;
}

/** One button for the one thing to do; nothing when there is nothing to do. */
export function PrimaryAction({ entitlement, weight = 'secondary' }: Props) {
  const shown = readFragment(PrimaryActionFragmentDoc, entitlement);
  const text = useLocalText();
  const step = nextStep(shown);
  return step ? <StepButton step={step} of={text(shown.benefit.name)} weight={weight} /> : null;
}

interface StepProps {
  step: Step;
  /** What it is done with, for who only hears the button. */
  of: string;
  weight: Weight;
}

/** The button, or the link, that takes a step. */
export function StepButton({ step, of, weight }: StepProps) {
  const askDesk = useWishDesk();
  const { t } = useTranslation();
  const name = t(`action.${step.kind}`);
  const label = `${name}: ${of}`;
  if ('url' in step)
    return (
      <Link className={buttonClass(weight)} href={step.url} aria-label={label}>
        {name}
      </Link>
    );
  return (
    <Button weight={weight} onPress={() => askDesk(step.wish)} aria-label={label}>
      {name}
    </Button>
  );
}
