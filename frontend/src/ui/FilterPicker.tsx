import { Picker } from './Picker';

const EVERY = '*';

interface Props<Option extends string> {
  label: string;
  /** Said for all of them. */
  every: string;
  options: readonly { key: Option; name: string }[];
  chosen: Option | null;
  onChoose: (option: Option | null) => void;
}

/** One of many, or all of them. */
export function FilterPicker<Option extends string>({
  label,
  every,
  options,
  chosen,
  onChoose,
}: Props<Option>) {
  return (
    <Picker<Option | typeof EVERY>
      label={label}
      options={[{ key: EVERY, name: every }, ...options]}
      chosen={chosen ?? EVERY}
      onChoose={(option) => onChoose(option === EVERY ? null : option)}
    />
  );
}
