import { FieldError } from 'react-aria-components/FieldError';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { TextArea } from 'react-aria-components/TextArea';
import { TextField } from 'react-aria-components/TextField';
import styles from './Field.module.css';

interface Props {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** What is wrong and what to give instead; announced with the field. */
  problem?: string | undefined;
  rows?: number;
  type?: 'text' | 'search' | 'number' | 'date' | 'time' | 'datetime-local';
  placeholder?: string;
  autoFocus?: boolean;
}

/** One line (or some) of the reader's own words. */
export function Field({
  label,
  value,
  onChange,
  problem,
  rows,
  type = 'text',
  placeholder,
  autoFocus = false,
}: Props) {
  return (
    <TextField
      className={styles.field ?? ''}
      value={value}
      onChange={onChange}
      isInvalid={Boolean(problem)}
      validationBehavior="aria"
      autoFocus={autoFocus}
    >
      <Label className={styles.label ?? ''}>{label}</Label>
      {rows ? (
        <TextArea rows={rows} className={styles.input ?? ''} spellCheck={false} placeholder={placeholder} />
      ) : (
        <Input type={type} className={styles.input ?? ''} placeholder={placeholder} />
      )}
      <FieldError className={styles.problem ?? ''}>{problem}</FieldError>
    </TextField>
  );
}
