import type { ReactNode } from 'react';
import styles from './Table.module.css';

interface Props {
  /** The heads of the columns; those of numbers are set to the right. */
  columns: readonly { key: string; head: string; isNumber?: boolean }[];
  children: ReactNode;
}

/** A dense table that scrolls by itself where the page is too narrow. */
export function Table({ columns, children }: Props) {
  return (
    <div className={styles.frame} tabIndex={0}>
      <table className={styles.table}>
        <thead>
          <tr>
            {columns.map(({ key, head, isNumber }) => (
              <th key={key} scope="col" className={isNumber ? styles.number : undefined}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

export const numberCell = styles.number ?? '';
