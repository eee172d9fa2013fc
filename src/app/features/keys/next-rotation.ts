import type { KeySummary } from '../../query/contract.ts';
import { dayText, relativeTime, type Zone } from '../../ui/time-format.ts';

export interface RotationWords {
  readonly text: string;
  readonly tone: 'plain' | 'quiet' | 'late';
  /** The moment that they are about. */
  readonly date: Date | null;
}

const quiet = (text: string): RotationWords => ({ text, tone: 'quiet', date: null });

/** When a key rotates next, or why it does not. `now`: ms. */
export function rotationWords(
  key: Pick<
    KeySummary,
    'KeyState' | 'CanRotate' | 'RotationPeriodInDays' | 'NextRotationDate' | 'DeletionDate'
  >,
  now: number,
  zone: Zone,
): RotationWords {
  const { KeyState: state, NextRotationDate: next, DeletionDate: end } = key;
  if (state === 'PendingDeletion' && end !== undefined)
    return { text: `destroyed ${relativeTime(end, now)}`, tone: 'quiet', date: end };
  if (!key.CanRotate) return quiet('does not rotate');
  if (state === 'PendingImport') return quiet('after import');
  if (next === undefined) return quiet('not scheduled');
  if (state === 'Disabled') return quiet('paused with the key');
  const day = dayText(next, zone, false);
  if (next.getTime() <= now) return { text: `overdue since ${day}`, tone: 'late', date: next };
  const far = next.getTime() - now > 300 * 86_400_000;
  return {
    text: `${relativeTime(next, now)}, ${far ? dayText(next, zone) : day}`,
    tone: 'plain',
    date: next,
  };
}
