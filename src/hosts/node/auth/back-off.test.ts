import { describe, expect, it } from 'vitest';
import {
  BackOff,
  backOffKey,
  NetworkBackOff,
  PER_ACCOUNT,
  PER_NETWORK,
  type BackOffRule,
} from './back-off.ts';

const make = (rule: BackOffRule, capacity?: number) => {
  const clock = { now: 0 };
  const backOff = new BackOff(rule, {
    now: () => clock.now,
    ...(capacity === undefined ? {} : { capacity }),
  });
  /** One wrong guess; the seconds to wait when it was not allowed. */
  const guess = (key = 'k'): number => {
    const decision = backOff.begin(key);
    if (!decision.allowed) return decision.retryAfterSeconds;
    backOff.failed(key);
    return 0;
  };
  /** How many of these guesses, made at once, are let through before any is known to be wrong. */
  const atOnce = (many: number, key = 'k'): number =>
    Array.from({ length: many }, () => backOff.begin(key)).filter(({ allowed }) => allowed).length;
  return { clock, backOff, guess, atOnce };
};
const times = (count: number, work: () => number): number[] => Array.from({ length: count }, work);

describe('per account', () => {
  it('lets five failures pass, then doubles from 1 s to 15 minutes', () => {
    const { guess, clock } = make(PER_ACCOUNT);
    expect(times(5, guess)).toEqual([0, 0, 0, 0, 0]);
    const waits: number[] = [];
    for (let i = 0; i < 14; i++) {
      const wait = guess();
      waits.push(wait);
      clock.now += wait * 1000 - 1;
      expect(guess()).toBe(1);
      clock.now += 1;
      expect(guess()).toBe(0);
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900, 900]);
  });

  it('counts an attempt from when it begins: of a hundred at once five pass, and one after each wait', () => {
    const { atOnce, clock } = make(PER_ACCOUNT);
    expect(atOnce(100)).toBe(5);
    clock.now += 1000;
    expect(atOnce(100)).toBe(1);
    clock.now += 1999;
    expect(atOnce(100)).toBe(0);
    clock.now += 1;
    expect(atOnce(100)).toBe(1);
  });

  it('waits from when the guess is known to be wrong', () => {
    const { backOff, guess, clock } = make(PER_ACCOUNT);
    times(4, guess);
    expect(backOff.begin('k')).toEqual({ allowed: true });
    clock.now += 5000;
    backOff.failed('k');
    expect(guess()).toBe(1);
  });

  it('a success starts anew, other keys are untouched', () => {
    const { backOff, guess, clock } = make(PER_ACCOUNT);
    times(5, guess);
    expect(guess('other')).toBe(0);
    expect(guess()).toBe(1);
    clock.now += 1000;
    expect(backOff.begin('k')).toEqual({ allowed: true });
    backOff.succeeded('k');
    expect(times(6, guess)).toEqual([0, 0, 0, 0, 0, 1]);
    expect(backOff.size).toBe(2);
  });

  it('a guess that turns out wrong after another was right counts', () => {
    const { backOff } = make(PER_ACCOUNT);
    backOff.begin('k');
    backOff.begin('k');
    backOff.succeeded('k');
    expect(backOff.size).toBe(0);
    backOff.failed('k');
    expect(backOff.size).toBe(1);
  });

  it('an attempt that was none costs nothing', () => {
    const { backOff, guess } = make(PER_ACCOUNT);
    for (let i = 0; i < 20; i++) {
      expect(backOff.begin('k')).toEqual({ allowed: true });
      backOff.takeBack('k');
    }
    expect(backOff.size).toBe(0);
    expect(times(6, guess)).toEqual([0, 0, 0, 0, 0, 1]);
  });

  it('an attempt that was none after the wait may be made again at once, and no guess more', () => {
    const { backOff, guess, clock } = make(PER_ACCOUNT);
    times(9, () => {
      clock.now += guess() * 1000;
      return guess();
    });
    const wait = guess();
    expect(wait).toBeGreaterThan(30);
    clock.now += wait * 1000;
    for (let i = 0; i < 3; i++) {
      expect(backOff.begin('k')).toEqual({ allowed: true });
      clock.now += 10;
      backOff.takeBack('k');
    }
    expect(guess()).toBe(0);
    expect(guess()).toBe(2 * wait);
  });

  it('of two attempts at once, one wrong and one none, the wrong one is waited for', () => {
    const { backOff, guess, clock } = make(PER_ACCOUNT);
    times(6, () => {
      clock.now += guess() * 1000;
      return guess();
    });
    clock.now += guess() * 1000;
    expect(backOff.begin('k')).toEqual({ allowed: true });
    clock.now += 60_000;
    expect(backOff.begin('k')).toEqual({ allowed: true });
    backOff.failed('k');
    const failedAt = clock.now;
    clock.now += 1000;
    backOff.takeBack('k');
    const wait = guess();
    expect(wait).toBeGreaterThan(1);
    clock.now = failedAt + (wait + 1) * 1000 - 1;
    expect(guess()).toBe(1);
    clock.now += 1;
    expect(guess()).toBe(0);
  });

  it('forgets after a day', () => {
    const { guess, clock } = make(PER_ACCOUNT);
    for (let i = 0; i < 30; i++) clock.now += guess() * 1000;
    clock.now += 24 * 3600_000;
    expect(times(6, guess)).toEqual([0, 0, 0, 0, 0, 1]);
  });

  it('is bounded: the key that was tried longest ago goes', () => {
    const { backOff, guess } = make(PER_ACCOUNT, 2);
    times(4, () => guess('a'));
    times(5, () => guess('b'));
    guess('a');
    guess('c');
    expect(backOff.size).toBe(2);
    expect(guess('a')).toBe(1);
    expect(guess('b')).toBe(0);
  });
});

describe('per network', () => {
  it('lets fifty failures pass, then one every half minute', () => {
    const { guess, atOnce, clock } = make(PER_NETWORK);
    expect(times(50, guess)).toEqual(Array(50).fill(0));
    expect(guess()).toBe(30);
    clock.now += 29_999;
    expect(guess()).toBe(1);
    clock.now += 1;
    expect(times(2, guess)).toEqual([0, 30]);
    clock.now += 10 * 30_000;
    expect(atOnce(100)).toBe(10);
    clock.now += 24 * 3600_000;
    expect(atOnce(100)).toBe(50);
  });

  it('lets two thousand nine hundred a day through, whoever keeps asking', () => {
    const { guess, clock } = make(PER_NETWORK);
    let passed = 0;
    for (; clock.now < 24 * 3600_000; clock.now += 1000) if (guess() === 0) passed++;
    expect(passed).toBeGreaterThan(2_900);
    expect(passed).toBeLessThan(2_940);
  });

  it('a success takes back its own attempt, not what others got wrong', () => {
    const { backOff, guess } = make(PER_NETWORK);
    times(49, guess);
    for (let i = 0; i < 3; i++) {
      expect(backOff.begin('k')).toEqual({ allowed: true });
      backOff.succeeded('k');
    }
    expect(times(2, guess)).toEqual([0, 30]);
  });

  it('an attempt that was none costs nothing', () => {
    const { backOff, guess, clock } = make(PER_NETWORK);
    times(50, guess);
    clock.now += 30_000;
    for (let i = 0; i < 3; i++) {
      expect(backOff.begin('k')).toEqual({ allowed: true });
      backOff.takeBack('k');
    }
    expect(times(2, guess)).toEqual([0, 30]);
  });

  it('holds an empty bucket nowhere', () => {
    const { backOff, guess, clock } = make(PER_NETWORK);
    guess();
    clock.now += 3600_000;
    backOff.begin('k');
    backOff.succeeded('k');
    expect(backOff.size).toBe(0);
  });
});

describe('the networks of an address', () => {
  /** How many guesses pass, each from an address of its own. */
  const passing = (address: (i: number) => string): number => {
    const backOff = new NetworkBackOff({ now: () => 0 });
    let passed = 0;
    for (let i = 0; i < 1_000; i++) {
      const from = address(i);
      const isAllowed = backOff.look(from).allowed;
      // As an attempt is made: with each that its address belongs to, until one says no.
      const begun = backOff.countersOf(from).map(([counter, network]) => counter.begin(network).allowed);
      expect(isAllowed).toBe(!begun.includes(false));
      if (!isAllowed) break;
      passed++;
    }
    return passed;
  };

  it('have fifty guesses of a /64, twice as many of a /56, four times of a /48, and no more of what is in it', () => {
    expect(passing(() => '192.0.2.1')).toBe(50);
    expect(passing((i) => `192.0.2.${i % 4}`)).toBe(200);
    expect(passing((i) => `2001:db8::${i.toString(16)}`)).toBe(50);
    expect(passing((i) => `2001:db8:0:${(i % 256).toString(16)}::1`)).toBe(100);
    expect(passing((i) => `2001:db8:0:${((i % 256) * 256 + (i >> 8)).toString(16)}::1`)).toBe(200);
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
