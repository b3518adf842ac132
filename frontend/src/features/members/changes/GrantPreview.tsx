import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { PreviewGrantDocument } from '@/gql/graphql';
import { Button } from '@/ui/Button';
import { PreviewOutcome } from '@/ui/coverage/PreviewOutcome';
import styles from './Changes.module.css';
import { OptionPicker } from './OptionPicker';

/** What was picked in each choice group of a bundle, by the group's path. */
export type Picks = Record<string, string[]>;

interface Props {
  member: string;
  benefit?: string;
  bundle?: string;
  period?: string;
  choices?: Picks;
  onPick: (choices: Picks) => void;
}

/** What a grant would change; first what still has to be picked, one choice group after another. */
export function GrantPreview({ onPick, ...thing }: Props) {
  const { t } = useTranslation('console');
  const { choices = {} } = thing;
  const [{ data, fetching }] = useQuery({
    query: PreviewGrantDocument,
    variables: thing,
    requestPolicy: 'network-only',
  });
  const outcome = fetching ? undefined : data?.previewGrant;
  const picks = Object.values(choices).flat();
  return (
    <>
      {picks.length > 0 && (
        <p className={styles.picked}>
          {t('grant.picked', { picks: picks.join(', ') })}
          <Button weight="quiet" onPress={() => onPick({})}>
            {t('grant.pickAgain')}
          </Button>
        </p>
      )}
      {outcome?.__typename === 'ChoiceMissing' ? (
        <OptionPicker
          key={outcome.choice}
          {...outcome}
          onPick={(options) => onPick({ ...choices, [outcome.choice]: options })}
        />
      ) : (
        <PreviewOutcome outcome={outcome} />
      )}
    </>
  );
}
