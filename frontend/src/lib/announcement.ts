import { Store } from './store';

const SHOWN_MS = 6_000;

/** The last thing that was done, said for a moment and then gone. */
export const announcement = new Store<string | undefined>(undefined);

let timer: ReturnType<typeof setTimeout> | undefined;

export function announce(sentence: string) {
  clearTimeout(timer);
  announcement.set(sentence);
  timer = setTimeout(() => announcement.set(undefined), SHOWN_MS);
}
