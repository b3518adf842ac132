import styles from './Skeleton.module.css';

interface Props {
  /** In rem, the height of what will stand here, so that nothing moves when it comes. */
  height: number;
  count?: number;
}

/** Grey paper in the place and size of what is being read. */
export function Skeleton({ height, count = 1 }: Props) {
  return Array.from({ length: count }, (_, order) => (
    <div key={order} className={styles.skeleton} style={{ height: `${height}rem` }} aria-hidden />
  ));
}
