import { lazy, type ComponentType } from 'react';

const PAUSE_MS = 2_000;
const TRIES = 5;

/** A while, or until the device says that it is online again. */
const pause = () =>
  new Promise<void>((resolve) => {
    if (navigator.onLine) setTimeout(resolve, PAUSE_MS);
    window.addEventListener('online', () => resolve(), { once: true });
  });

/** A part of the page that is loaded when it is first shown; a line that drops meanwhile delays it, and breaks nothing. */
export function lazily<Props>(load: () => Promise<{ default: ComponentType<Props> }>) {
  const loaded = async (tries = 1): ReturnType<typeof load> => {
    try {
      return await load();
    } catch (failure) {
      if (navigator.onLine && tries === TRIES) throw failure;
      await pause();
      return loaded(tries + 1);
    }
  };
  return lazy(() => loaded());
}
