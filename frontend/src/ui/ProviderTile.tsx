import { readFragment, type FragmentType } from '@/gql';
import { ProviderMarkFragmentDoc } from '@/gql/graphql';
import { useLocalText } from '@/lib/i18n/localText';
import styles from './ProviderTile.module.css';

interface Props {
  provider: FragmentType<typeof ProviderMarkFragmentDoc>;
  isFaded?: boolean;
}

const channel = (hex: string, at: number) => {
  const value = parseInt(hex.slice(at, at + 2), 16) / 255;
  return value <= 0.040_45 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
};

/** WCAG's relative luminance of `#rrggbb`. */
const luminance = (hex: string) =>
  0.2126 * channel(hex, 1) + 0.7152 * channel(hex, 3) + 0.0722 * channel(hex, 5);

/** Up to here white has the 3:1 that large text needs. */
const WHITE_READS_BELOW = 0.3;

/** A provider's mark: its colour and its name's first character. Decoration: the name itself always stands beside it. */
export function ProviderTile({ provider, isFaded = false }: Props) {
  const { colour, name } = readFragment(ProviderMarkFragmentDoc, provider);
  const text = useLocalText();
  const [initial] = text(name);
  const ink = luminance(colour) < WHITE_READS_BELOW ? '#ffffff' : '#000000';
  return (
    <span
      className={styles.tile}
      data-faded={isFaded || undefined}
      style={{ backgroundColor: colour, color: ink }}
      aria-hidden
    >
      {initial}
    </span>
  );
}
