import { ToggleButton } from 'react-aria-components/ToggleButton';
import { ToggleButtonGroup } from 'react-aria-components/ToggleButtonGroup';
import styles from './Choice.module.css';

interface Props<Option extends string> {
  label: string;
  options: readonly Option[];
  chosen: Option;
  onChoose: (option: Option) => void;
  nameOf: (option: Option) => string;
}

/** One of a few, all of them in sight. */
export function Choice<Option extends string>({ label, options, chosen, onChoose, nameOf }: Props<Option>) {
  return (
    <ToggleButtonGroup
      aria-label={label}
      className={styles.choice ?? ''}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[chosen]}
      onSelectionChange={([key]) => onChoose(options.find((option) => option === key) ?? chosen)}
    >
      {options.map((option) => (
        <ToggleButton key={option} id={option} className={styles.option ?? ''}>
          {nameOf(option)}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
