import type { ReactNode } from 'react';
import { Button as AriaButton, type ButtonProps } from 'react-aria-components/Button';
import styles from './Button.module.css';

export type Weight = 'primary' | 'secondary' | 'quiet' | 'danger';

interface Props extends Omit<ButtonProps, 'className' | 'style' | 'children'> {
  weight?: Weight;
  /** Shown and announced while what was asked is under way; the button keeps its size. */
  isBusy?: boolean;
  children: ReactNode;
}

export const buttonClass = (weight: Weight) => `${styles.button} ${styles[weight]}`;

export function Button({ weight = 'secondary', isBusy = false, children, ...rest }: Props) {
  return (
    <AriaButton {...rest} isPending={isBusy} className={buttonClass(weight)}>
      <span className={isBusy ? styles.waiting : styles.words}>{children}</span>
      {isBusy && <span className={styles.spinner} aria-hidden />}
    </AriaButton>
  );
}
