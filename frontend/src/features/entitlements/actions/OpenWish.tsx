import { ActivateSheet } from './ActivateSheet';
import { BindSheet } from './BindSheet';
import { UseSheet } from './UseSheet';
import type { Wish } from './wish';

/** The sheet for a wish. Loaded when the first wish is made, since most visits only look. */
export default function OpenWish({ wish, onClose }: { wish: Wish; onClose: () => void }) {
  switch (wish.kind) {
    case 'ACTIVATE':
      return <ActivateSheet wish={wish} onClose={onClose} />;
    case 'BIND_ACCOUNT':
      return <BindSheet wish={wish} onClose={onClose} />;
    case 'USE':
      return <UseSheet wish={wish} onClose={onClose} />;
  }
}
