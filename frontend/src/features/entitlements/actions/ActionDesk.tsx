import { Suspense, useState, type ReactNode } from 'react';
import { lazily } from '@/lib/lazily';
import { WishDesk, type Wish } from './wish';

const OpenWish = lazily(() => import('./OpenWish'), 'soon');

/** Where every button of the page brings its wish: one sheet at a time. */
export function ActionDesk({ children }: { children: ReactNode }) {
  const [wish, setWish] = useState<Wish>();
  return (
    <WishDesk value={setWish}>
      {children}
      {wish && (
        <Suspense>
          <OpenWish wish={wish} onClose={() => setWish(undefined)} />
        </Suspense>
      )}
    </WishDesk>
  );
}
