import { useId } from 'react';
import field from './Field.module.css';

interface Props<Option extends string> {
  label: string;
  options: readonly { key: Option; name: string }[];
  /** An empty string where nothing is chosen yet. */
  chosen: Option | '';
  onChoose: (option: Option) => void;
  /** Said while nothing is chosen. */
  placeholder?: string;
  problem?: string | undefined;
}

/** One of many, by the device's own list: at home on a phone, a keyboard and a screen reader. */
export function Picker<Option extends string>({
  label,
  options,
  chosen,
  onChoose,
  placeholder,
  problem,
}: Props<Option>) {
  const id = useId();
  const isKnown = options.some(({ key }) => key === chosen);
  return (
    <div className={field.field}>
      <label htmlFor={id} className={field.label}>
        {label}
      </label>
      <select
        id={id}
        className={field.input}
        value={chosen}
        aria-invalid={Boolean(problem)}
        aria-describedby={problem && `${id}-problem`}
        data-invalid={problem ? true : undefined}
        onChange={({ target }) => {
          const option = options.find(({ key }) => key === target.value);
          if (option) onChoose(option.key);
        }}
      >
        {!isKnown && <option value={chosen}>{chosen || placeholder}</option>}
        {options.map(({ key, name }) => (
          <option key={key} value={key}>
            {name}
          </option>
        ))}
      </select>
      {problem && (
        <span id={`${id}-problem`} className={field.problem}>
          {problem}
        </span>
      )}
    </div>
  );
}
