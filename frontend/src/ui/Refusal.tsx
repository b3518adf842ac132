import { refusalOf } from '@/lib/graphql/refusal';
import { useLocalText } from '@/lib/i18n/localText';
import { Notice } from './Notice';

/** Why the hub would not do it, and what to do instead. */
export function Refusal({ outcome }: { outcome: object }) {
  const text = useLocalText();
  const sentence = refusalOf(outcome);
  return sentence && <Notice tone="warning">{text(sentence)}</Notice>;
}
