/** The session has ended while a page stands: what was under way waits here until the same person has signed in again. */
import { useSyncExternalStore } from 'react';

let ended = false;
let waiting: ((again: boolean) => void)[] = [];
const listeners = new Set<() => void>();

function settle(next: boolean, again: boolean): void {
  if (next === ended) return;
  ended = next;
  const before = waiting;
  if (!next) waiting = [];
  for (const listener of listeners) listener();
  if (!next) for (const go of before) go(again);
}

/** Some call found that nobody is signed in any more. */
export const endSession = (): void => settle(true, false);
/** The same person is back: what waits goes on. */
export const resumeSession = (): void => settle(false, true);
/** The page is left: what waits is refused. */
export const abandonSession = (): void => settle(false, false);

/** True once the same person has signed in again, false when the page is left instead. */
export function signedInAgain(): Promise<boolean> {
  const promise = new Promise<boolean>((go) => waiting.push(go));
  endSession();
  return promise;
}

export const isSessionOver = (): boolean => ended;
/** How many acts wait to be done once the person is back. */
export const waitingActs = (): number => waiting.length;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
export const useSessionOver = (): boolean => useSyncExternalStore(subscribe, isSessionOver);
