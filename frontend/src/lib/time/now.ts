import { useSyncExternalStore } from 'react';

const MINUTE_MS = 60_000;
const watchers = new Set<() => void>();
/** How far the hub is ahead of this device: only a demo's clock can be moved. */
let ahead = 0;
/** The latest instant that the hub told. */
let latest = 0;
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function tick() {
  now = Date.now() + ahead;
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

/**
 * What an answer of the hub says of the present, if it says anything: from then on time is counted from there. The
 * hub's clock never goes back, so an answer that says less than another is an old one, which the browser had kept.
 */
export function learnNow(told: string | null) {
  const instant = Date.parse(told ?? '');
  if (!(instant > latest)) return;
  latest = instant;
  const found = instant - Date.now();
  if (Math.abs(found - ahead) < MINUTE_MS) return;
  ahead = found;
  tick();
}

/** The present in milliseconds, moving on every minute: this device's, or that of a demo whose clock was moved. */
export const useNow = () => useSyncExternalStore(watch, () => now);
