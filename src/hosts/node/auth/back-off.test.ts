import { describe, expect, it } from 'vitest';
import { BackOff, backOffKey } from './back-off.ts';

const make = (capacity?: number) => {
  const clock = { now: 0 };
  const backOff = new BackOff({ now: () => clock.now, ...(capacity === undefined ? {} : { capacity }) });
  return { clock, backOff };
};

describe('BackOff', () => {
  it('lets four failures pass, then doubles from 1 s to 15 minutes', () => {
    const { backOff, clock } = make();
    const waits: number[] = [];
    for (let i = 1; i <= 18; i++) {
      backOff.failed('k');
      const decision = backOff.check('k');
      waits.push(decision.allowed ? 0 : decision.retryAfterSeconds);
      clock.now += decision.allowed ? 0 : decision.retryAfterSeconds * 1000 - 1;
      expect(backOff.check('k').allowed).toBe(decision.allowed);
      clock.now += 1;
      expect(backOff.check('k')).toEqual({ allowed: true });
    }
    expect(waits).toEqual([0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900, 900]);
  });

  it('a success starts anew, other keys are untouched', () => {
    const { backOff } = make();
    for (let i = 0; i < 6; i++) backOff.failed('k');
    expect(backOff.check('other')).toEqual({ allowed: true });
    expect(backOff.check('k').allowed).toBe(false);
    backOff.succeeded('k');
    expect(backOff.check('k')).toEqual({ allowed: true });
    expect(backOff.size).toBe(0);
  });

  it('forgets after a day', () => {
    const { backOff, clock } = make();
    for (let i = 0; i < 30; i++) backOff.failed('k');
    clock.now += 24 * 3600_000;
    backOff.failed('k');
    expect(backOff.check('k')).toEqual({ allowed: true });
  });

  it('is bounded: the key that failed longest ago goes', () => {
    const { backOff } = make(2);
    for (let i = 0; i < 5; i++) backOff.failed('a');
    for (let i = 0; i < 5; i++) backOff.failed('b');
    backOff.failed('a');
    backOff.failed('c');
    expect(backOff.size).toBe(2);
    expect(backOff.check('a').allowed).toBe(false);
    expect(backOff.check('b').allowed).toBe(true);
  });
});

describe('backOffKey', () => {
  it('tells accounts and networks apart and does not hold the name', () => {
    const key = backOffKey('ada', '192.0.2.1');
    expect(key).toBe(backOffKey('ada', '::ffff:192.0.2.1'));
    expect(key).not.toBe(backOffKey('bob', '192.0.2.1'));
    expect(key).not.toBe(backOffKey('ada', '192.0.2.2'));
    expect(key).not.toContain('ada');
    expect(backOffKey('ada', '2001:db8::1')).toBe(backOffKey('ada', '2001:db8::ffff:1'));
    expect(backOffKey('ada', '2001:db8::1')).not.toBe(backOffKey('ada', '2001:db8:0:1::1'));
  });
});
