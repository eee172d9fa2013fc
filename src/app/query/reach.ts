import { useSyncExternalStore } from 'react';
import { KeydeskError } from '../../client/client.ts';
import { deskFetch } from '../transport.ts';

/** While the desk does not answer it is asked this often whether it is back. */
const ASK_MS = 2_000;

let reachable = true;
const listeners = new Set<() => void>();

function set(next: boolean): void {
  if (next === reachable) return;
  reachable = next;
  if (!next) askLater();
  for (const listener of listeners) listener();
}

const askLater = (): void => void window.setTimeout(() => void ask(), ASK_MS);

const answers = (): Promise<boolean> =>
  deskFetch('/healthz', { cache: 'no-store' }).then(
    ({ ok }) => ok,
    () => false,
  );

async function ask(): Promise<void> {
  if (reachable) return;
  if (await answers()) set(true);
  else askLater();
}

/** Finds out whether the desk is why something else failed: a part of the console that could not be fetched. */
export async function lookAtDesk(): Promise<void> {
  if (!(await answers())) set(false);
}

/** No answer at all, or one of a proxy in front of a desk that is down. */
const unanswered = (error: unknown): boolean =>
  error instanceof KeydeskError &&
  (error.code === 'NetworkError' || (error.code === 'UnreadableAnswer' && error.status >= 500));

/** Learns from a call whether the desk can be reached; gives the same promise's outcome. */
export async function noticing<T>(calling: Promise<T>): Promise<T> {
  try {
    const answer = await calling;
    set(true);
    return answer;
  } catch (error) {
    if (unanswered(error)) set(false);
    else if (error instanceof KeydeskError) set(true);
    throw error;
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whether the desk answered when it was last asked. */
export const useReachable = (): boolean => useSyncExternalStore(subscribe, () => reachable);

/** Does `act` each time that the desk can be reached again. */
export const whenBack = (act: () => void): (() => void) => subscribe(() => reachable && act());
