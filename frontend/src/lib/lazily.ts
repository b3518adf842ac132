import { lazy, type ComponentType } from 'react';

const PAUSE_MS = 2_000;
const TRIES = 5;
const REST_MS = 1_500;

/** A while, or until the device says that it is online again. */
const pause = () =>
  new Promise<void>((resolve) => {
    if (navigator.onLine) setTimeout(resolve, PAUSE_MS);
    window.addEventListener('online', () => resolve(), { once: true });
  });

/** Once the page has come to rest: what it shows first is not to wait for this. */
const atRest = (then: () => void) => setTimeout(then, REST_MS);

/**
 * A part of the page that is loaded when it is first shown; a line that drops meanwhile delays it, and breaks nothing.
 * Browsers do not ask again for a part that once failed to load: what is wanted most, `soon`, is there beforehand.
 */
export function lazily<Props>(load: () => Promise<{ default: ComponentType<Props> }>, when?: 'soon') {
  const loaded = async (tries = 1): ReturnType<typeof load> => {
    try {
      return await load();
    } catch (failure) {
      if (navigator.onLine && tries === TRIES) throw failure;
      await pause();
      return loaded(tries + 1);
    }
  };
  if (when === 'soon') atRest(() => void load().catch(() => undefined));
  return lazy(() => loaded());
}
