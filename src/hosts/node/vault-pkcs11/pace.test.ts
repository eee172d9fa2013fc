import { describe, expect, it } from 'vitest';
import { CALM_MS, HELD_UP_MS, Pace, STUCK_MS } from './pace.ts';

const after = (pace: Pace, ...calls: readonly number[]): Pace => {
  for (const ms of calls) pace.note(ms, () => 5_000);
  return pace;
};
const fast = Array.from({ length: 20 }, () => 0.01);

describe('the pace of a module', () => {
  it('is fast until shown otherwise, and stays so over two hold-ups', () => {
    expect(new Pace(false).threads).toBe(false);
    expect(after(new Pace(false), ...fast, HELD_UP_MS, 0.01, HELD_UP_MS).threads).toBe(false);
    expect(after(new Pace(false), ...fast, STUCK_MS - 1).threads).toBe(false);
    expect(after(new Pace(false), ...fast, HELD_UP_MS + 1, ...fast).threads).toBe(false);
    expect(after(new Pace(false), HELD_UP_MS + 1).threads).toBe(false);
  });

  it('is slow when most calls take milliseconds, when it is held up three times, and when it is stuck once', () => {
    expect(after(new Pace(false), ...Array.from({ length: 8 }, () => 11)).threads).toBe(false);
    expect(after(new Pace(false), ...Array.from({ length: 20 }, () => 9)).threads).toBe(false);
    expect(after(new Pace(false), ...Array.from({ length: 9 }, () => 11))).toMatchObject({
      threads: true,
      slowSince: 5_000,
    });
    expect(after(new Pace(false), ...fast, HELD_UP_MS, 0.01, HELD_UP_MS, HELD_UP_MS).threads).toBe(true);
    expect(after(new Pace(false), ...fast, STUCK_MS).threads).toBe(true);
    expect(after(new Pace(false), STUCK_MS).threads).toBe(true);
  });

  it('is fast again when it was fast for long enough', () => {
    const pace = after(new Pace(false), STUCK_MS);
    let now = 5_000;
    const calls = (count: number, step: number): void => {
      for (let i = 0; i < count; i++) pace.note(0.01, () => (now += step));
    };
    calls(15, 1_000);
    expect(pace.threads).toBe(true);
    calls(CALM_MS / 1_000, 1_000);
    expect(pace).toMatchObject({ threads: false, slowSince: null });
  });

  it('asks a device in threads always, and calls it slow only when it is', () => {
    expect(after(new Pace(true), ...fast)).toMatchObject({ threads: true, slowSince: null });
    expect(after(new Pace(true), STUCK_MS)).toMatchObject({ threads: true, slowSince: 5_000 });
  });
});
