import { Store } from '@/lib/store';

/** Whether changes reach this page: `lost` while the hub cannot be reached, `offline` while the device has no network. */
export type Connection = 'connecting' | 'live' | 'lost' | 'offline';

export const connection = new Store<Connection>(navigator.onLine ? 'connecting' : 'offline');

/** Grows with every change the hub announced and every return of the connection: what is shown is then read again. */
export const freshness = new Store(0);

export const readAgain = () => freshness.set(freshness.get() + 1);

window.addEventListener('offline', () => connection.set('offline'));
window.addEventListener('online', () => {
  connection.set('lost');
  readAgain();
});
