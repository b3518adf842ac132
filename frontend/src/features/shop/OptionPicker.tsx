import { useState } from 'react';
import { ToggleButton } from 'react-aria-components/ToggleButton';
import { ToggleButtonGroup } from 'react-aria-components/ToggleButtonGroup';
import { useTranslation } from 'react-i18next';
import { readFragment } from '@/gql';
import { ShopPartFragmentDoc, type ShopBundleFragment } from '@/gql/graphql';
import { useLocalText } from '@/lib/i18n/localText';
import { Button } from '@/ui/Button';
import styles from './Shop.module.css';

interface Props {
  bundle: ShopBundleFragment;
  choice: string;
  pick: number;
  options: readonly string[];
  onPick: (options: string[]) => void;
}

/** What to take of a choice group; it goes on once there are as many as may be taken. */
export function OptionPicker({ bundle, choice, pick, options, onPick }: Props) {
  const { t } = useTranslation();
  const text = useLocalText();
  const [picked, setPicked] = useState<string[]>([]);
  const group = bundle.revision.choices.find((one) => one.key === choice);
  const parts = readFragment(ShopPartFragmentDoc, group?.of ?? []);
  const nameOf = (option: string) => {
    const part = parts.find((one) => one.key === option);
    return part ? text(part.sentence) : option;
  };
  const label = t('shop.pick', { count: pick, among: options.length });
  return (
    <div className={styles.choice}>
      <p>{label}</p>
      <ToggleButtonGroup
        aria-label={label}
        selectionMode="multiple"
        selectedKeys={picked}
        onSelectionChange={(keys) => setPicked(options.filter((option) => keys.has(option)).slice(0, pick))}
        className={styles.options ?? ''}
      >
        {options.map((option) => (
          <ToggleButton
            key={option}
            id={option}
            className={styles.option ?? ''}
            isDisabled={picked.length === pick && !picked.includes(option)}
          >
            {nameOf(option)}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      <div className={styles.buttons}>
        <Button weight="primary" isDisabled={picked.length < pick} onPress={() => onPick(picked)}>
          {t('shop.takeThese')}
        </Button>
      </div>
    </div>
  );
}
