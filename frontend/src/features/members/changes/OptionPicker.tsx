import { useState } from 'react';
import { ToggleButton } from 'react-aria-components/ToggleButton';
import { ToggleButtonGroup } from 'react-aria-components/ToggleButtonGroup';
import { useTranslation } from 'react-i18next';
import styles from './Changes.module.css';

interface Props {
  choice: string;
  pick: number;
  options: readonly string[];
  onPick: (options: string[]) => void;
}

/** The options of one choice group; done as soon as there are as many as must be picked. */
export function OptionPicker({ choice, pick, options, onPick }: Props) {
  const { t } = useTranslation('console');
  const [picked, setPicked] = useState<string[]>([]);
  const label = t('grant.choose', { count: pick, choice });
  const choose = (chosen: string[]) => {
    setPicked(chosen);
    if (chosen.length === pick) onPick(chosen);
  };
  return (
    <div className={styles.picker}>
      <p className={styles.label}>{label}</p>
      <ToggleButtonGroup
        aria-label={label}
        selectionMode="multiple"
        selectedKeys={picked}
        onSelectionChange={(keys) => choose(options.filter((option) => keys.has(option)))}
        className={styles.options ?? ''}
      >
        {options.map((option) => (
          <ToggleButton key={option} id={option} className={styles.option ?? ''}>
            {option}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
    </div>
  );
}
