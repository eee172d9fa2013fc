/** The last checkpoint that this browser verified: what a desk that rewrote its history cannot reach. */
import type { SeenCheckpoint } from './check-log.ts';

const NAME = 'keydesk-log';
/** A note of three short lines; anything longer was not put there by this page. */
const MOST = 4_096;

/** Null when there is none, or what is there is not one. */
export function readSeen(storage: Pick<Storage, 'getItem'>): SeenCheckpoint | null {
  try {
    const text = storage.getItem(NAME);
    if (text === null || text.length > MOST) return null;
    const found = JSON.parse(text) as Record<keyof SeenCheckpoint, unknown>; // looked at just below
    const { verifierKey, size, root, note, time } = found;
    if (
      typeof verifierKey !== 'string' ||
      typeof root !== 'string' ||
      typeof note !== 'string' ||
      !Number.isSafeInteger(size) ||
      !Number.isFinite(time)
    )
      return null;
    return { verifierKey, size: size as number, root, note, time: time as number }; // just looked at
  } catch {
    return null;
  }
}

/** Keeps `seen`, unless another tab has verified a larger one of the same log meanwhile. Storage may be refused: then nothing is kept. */
export function keepSeen(storage: Pick<Storage, 'getItem' | 'setItem'>, seen: SeenCheckpoint): void {
  const kept = readSeen(storage);
  if (kept !== null && kept.verifierKey === seen.verifierKey && kept.size > seen.size) return;
  replaceSeen(storage, seen);
}

/** Keeps `seen` in place of whatever there is: a person decided that this browser begins anew. */
export function replaceSeen(storage: Pick<Storage, 'setItem'>, seen: SeenCheckpoint): void {
  try {
    storage.setItem(NAME, JSON.stringify(seen));
  } catch {
    // Said above.
  }
}
