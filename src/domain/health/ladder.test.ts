import { describe, expect, it } from 'vitest';
import { arrive, beginClimb, fall, lose, ON_TOP, reach, refuse, waitAfter, type Ladder } from './ladder.ts';

const lost = (): Ladder => lose(ON_TOP, 1_000, 'The token is away.');

describe('the ladder', () => {
  it('is lost once, and says since when and why', () => {
    const first = lost();
    expect(first.lost).toMatchObject({
      since: 1_000,
      reason: 'The token is away.',
      rung: 'session',
      climbs: 0,
      climbing: false,
      nextClimbAt: 1_000,
      hold: null,
    });
    expect(lose(first, 2_000, 'Again.')).toBe(first);
    expect([ON_TOP.losses, first.losses]).toEqual([0, 1]);
  });

  it('counts climbs, and keeps since when it falls from the same rung', () => {
    let ladder = lost();
    for (const [began, fell] of [
      [1_100, 1_110],
      [1_210, 1_220],
    ] as const) {
      ladder = reach(beginClimb(ladder, began), began + 5, 'token');
      expect(ladder.lost).toMatchObject({ rung: 'token', climbing: true, nextClimbAt: null });
      ladder = fall(ladder, fell, 'No token.', null);
    }
    expect(ladder.lost).toMatchObject({
      since: 1_000,
      rung: 'token',
      rungSince: 1_105,
      climbs: 2,
      climbing: false,
      reason: 'No token.',
      nextClimbAt: 1_220 + 200,
    });
    ladder = reach(beginClimb(ladder, 1_420), 1_421, 'keys');
    expect(fall(ladder, 1_430, 'Half of it.', null).lost).toMatchObject({ rung: 'keys', rungSince: 1_421 });
  });

  it('holds where only a person can help, until a climb says otherwise', () => {
    const held = fall(reach(beginClimb(lost(), 1), 2, 'login'), 3, 'Refused.', 'pin-refused');
    expect(held.lost).toMatchObject({ hold: 'pin-refused', rung: 'login' });
    expect(fall(beginClimb(held, 4), 5, 'Away.', null).lost).toMatchObject({ hold: null, rung: 'session' });
  });

  it('arrives, remembers what it took, and can be lost again', () => {
    const back = arrive(reach(beginClimb(refuse(refuse(lost())), 1_100), 1_150, 'identity'), 1_200);
    expect(back).toEqual({
      lost: null,
      losses: 1,
      lastRecovery: { at: 1_200, lostForMs: 200, climbs: 1, refused: 2 },
    });
    expect(lose(back, 9_000, 'Away again.')).toMatchObject({ losses: 2, lost: { since: 9_000, climbs: 0 } });
    // A clock that was set back makes no negative time.
    expect(arrive(beginClimb(lost(), 1), 2).lastRecovery).toMatchObject({ lostForMs: 0 });
  });

  it('lets one climb at a time', () => {
    expect(() => beginClimb(beginClimb(lost(), 1), 2)).toThrow('under way');
    for (const step of [beginClimb, (l: Ladder) => reach(l, 1, 'keys'), arrive, refuse])
      expect(() => step(ON_TOP, 1)).toThrow('not lost');
  });

  it('waits a little longer each time, and never more than a second', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 1_000].map(waitAfter)).toEqual([
      100, 100, 200, 400, 800, 1_000, 1_000, 1_000,
    ]);
  });
});
