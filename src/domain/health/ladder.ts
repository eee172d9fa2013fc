/**
 * Where a lost token stands on its way back. Pure: the vault's climber does the climbing and tells here what it did, the service and the
 * console show it. Times are ms since the epoch.
 */

/** What a climb does, in its order; each must hold before the next is tried. */
export const RUNGS = ['session', 'drain', 'module', 'token', 'login', 'keys', 'identity'] as const;
export type Rung = (typeof RUNGS)[number];

/**
 * What only a person can change:
 * - `pin-refused`: the token refused the PIN. That PIN is never tried again by this process; another one in its place is.
 * - `other-token`: a token with the label is there, and it is not this desk's.
 */
export const HOLDS = ['pin-refused', 'other-token'] as const;
export type Hold = (typeof HOLDS)[number];

/** What of a token in the data directory is not on disk any more. */
export type Gone = 'data-directory' | 'tokens';

export interface Lost {
  readonly since: number;
  /** What the module said last: when the token was lost, then why the last climb ended. A sentence. */
  readonly reason: string;
  /** The rung that is being tried, or that the last climb fell from. */
  readonly rung: Rung;
  /** Since when it stands there; climbs that fell from the same rung count as standing. */
  readonly rungSince: number;
  readonly climbing: boolean;
  /** Begun since the token was lost, the present one included. */
  readonly climbs: number;
  /** While it waits between two climbs. */
  readonly nextClimbAt: number | null;
  readonly hold: Hold | null;
  readonly gone: Gone | null;
  /** Calls that were refused since. */
  readonly refused: number;
  /** Where the climb before fell, so that `rungSince` can go on. */
  readonly fell: { readonly rung: Rung; readonly since: number } | null;
}

export interface Recovery {
  readonly at: number;
  readonly lostForMs: number;
  readonly climbs: number;
  /** Calls that were refused meanwhile. */
  readonly refused: number;
}

export interface Ladder {
  /** Null while the token answers. */
  readonly lost: Lost | null;
  /** Times that the token was lost since the start. */
  readonly losses: number;
  readonly lastRecovery: Recovery | null;
}

export const ON_TOP: Ladder = { lost: null, losses: 0, lastRecovery: null };

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 1_000;

/** ms between the end of a climb, the `climbs`-th one, and the next: 100, 200, 400, 800, then 1,000. */
export const waitAfter = (climbs: number): number =>
  Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.max(0, Math.min(climbs, 10) - 1));

/** The token does not answer. Once lost, only a climb says something new. */
export function lose(ladder: Ladder, now: number, reason: string): Ladder {
  if (ladder.lost !== null) return ladder;
  const lost: Lost = {
    since: now,
    reason,
    rung: 'session',
    rungSince: now,
    climbing: false,
    climbs: 0,
    nextClimbAt: now,
    hold: null,
    gone: null,
    refused: 0,
    fell: null,
  };
  return { ...ladder, lost, losses: ladder.losses + 1 };
}

/** A climb begins. One at a time: beginning another while one is under way throws. */
export function beginClimb(ladder: Ladder, now: number): Ladder {
  const lost = lostOf(ladder);
  if (lost.climbing) throw new Error('A climb is under way.');
  return reach(
    { ...ladder, lost: { ...lost, climbing: true, climbs: lost.climbs + 1, nextClimbAt: null } },
    now,
    'session',
  );
}

/** The climb tries this rung now. */
export function reach(ladder: Ladder, now: number, rung: Rung): Ladder {
  const lost = lostOf(ladder);
  const rungSince = lost.fell?.rung === rung ? lost.fell.since : lost.rung === rung ? lost.rungSince : now;
  return { ...ladder, lost: { ...lost, rung, rungSince } };
}

/** The climb fell from the rung that it tried. */
export function fall(
  ladder: Ladder,
  now: number,
  reason: string,
  hold: Hold | null,
  gone: Gone | null = null,
): Ladder {
  const lost = lostOf(ladder);
  const { rung, rungSince, climbs } = lost;
  return {
    ...ladder,
    lost: {
      ...lost,
      reason,
      hold,
      gone,
      climbing: false,
      nextClimbAt: now + waitAfter(climbs),
      fell: { rung, since: rungSince },
    },
  };
}

/** A call was refused because the token is lost. */
export function refuse(ladder: Ladder): Ladder {
  const lost = lostOf(ladder);
  return { ...ladder, lost: { ...lost, refused: lost.refused + 1 } };
}

/** The climb has arrived: same token, same keys. */
export function arrive(ladder: Ladder, now: number): Ladder {
  const { since, climbs, refused } = lostOf(ladder);
  return {
    ...ladder,
    lost: null,
    lastRecovery: { at: now, lostForMs: Math.max(0, now - since), climbs, refused },
  };
}

function lostOf({ lost }: Ladder): Lost {
  if (lost === null) throw new Error('The token is not lost: there is nothing to climb.');
  return lost;
}
