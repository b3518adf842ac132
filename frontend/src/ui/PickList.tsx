import styles from './PickList.module.css';

interface Props {
  /** Each with a second line, which tells more about it. */
  options: readonly { key: string; name: string; more: string }[];
  picked: string | undefined;
  onPick: (key: string) => void;
}

/** A short list beside what is picked from it. */
export function PickList({ options, picked, onPick }: Props) {
  return (
    <ul className={styles.list}>
      {options.map(({ key, name, more }) => (
        <li key={key}>
          <button
            type="button"
            className={styles.pick}
            aria-pressed={key === picked}
            onClick={() => onPick(key)}
          >
            <bdi>{name}</bdi>
            <span className={styles.more}>{more}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
