import { useTranslation } from 'react-i18next';
import { readFragment, type FragmentType } from '@/gql';
import { PrimaryActionFragmentDoc } from '@/gql/graphql';
import { useLocalText } from '@/lib/i18n/localText';
import { Button, buttonClass, type Weight } from '@/ui/Button';
import { nextStep, useWishDesk } from './wish';

interface Props {
  entitlement: FragmentType<typeof PrimaryActionFragmentDoc>;
  weight?: Weight;
}

/** One button for the one thing to do; nothing when there is nothing to do. */
export function PrimaryAction({ entitlement, weight = 'secondary' }: Props) {
  const shown = readFragment(PrimaryActionFragmentDoc, entitlement);
  const step = nextStep(shown);
  const askDesk = useWishDesk();
  const { t } = useTranslation();
  const text = useLocalText();
  if (!step) return null;
  const name = t(`action.${step.kind}`);
  const label = `${name}: ${text(shown.benefit.name)}`;
  if ('url' in step)
    return (
      <a className={buttonClass(weight)} href={step.url} aria-label={label}>
        {name}
      </a>
    );
  return (
    <Button weight={weight} onPress={() => askDesk(step.wish)} aria-label={label}>
      {name}
    </Button>
  );
}
