import { useSyncExternalStore } from 'react';

const MINUTE_MS = 60_000;
const watchers = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function tick() {
  now = Date.now();
  for (const watcher of watchers) watcher();
}

function watch(watcher: () => void) {
  if (watchers.size === 0) {
    tick();
    timer = setInterval(tick, MINUTE_MS);
  }
  watchers.add(watcher);
  return () => {
    watchers.delete(watcher);
    if (watchers.size === 0) clearInterval(timer);
  };
}

/** This device's time in milliseconds, moving on every minute. */
export const useNow = () => useSyncExternalStore(watch, () => now);
