import type { ReactNode } from 'react';
import styles from './Tick.module.css';

interface Props {
  isOn: boolean;
  onChange: (isOn: boolean) => void;
  /** For a box whose words stand elsewhere, such as at the head of its row. */
  label?: string;
  children?: ReactNode;
}

/** Something that holds or does not. */
export function Tick({ isOn, onChange, label, children }: Props) {
  return (
    <label className={styles.tick}>
      <input
        type="checkbox"
        className={styles.box}
        checked={isOn}
        aria-label={label}
        onChange={({ target }) => onChange(target.checked)}
      />
      {children}
    </label>
  );
}
