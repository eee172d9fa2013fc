import { expect, it } from 'vitest';
import { aboutMinutes, countdown, sessionEnd } from './session-clock.ts';

const T = Date.UTC(2026, 10, 24, 12);
const at = (minutes: number): Date => new Date(T + minutes * 60_000);

it('ends idle or for good, whichever comes first', () => {
  expect(sessionEnd({ ServerTime: at(0), IdleExpiresAt: at(30), ExpiresAt: at(600) }, T)).toEqual({
    at: T + 30 * 60_000,
    kind: 'idle',
  });
  expect(sessionEnd({ ServerTime: at(0), IdleExpiresAt: at(30), ExpiresAt: at(20) }, T)).toEqual({
    at: T + 20 * 60_000,
    kind: 'absolute',
  });
  expect(sessionEnd({ ServerTime: at(0) }, T)).toBeNull();
});

it('does not believe the clock of the browser', () => {
  const wrong = T - 7 * 3_600_000;
  expect(sessionEnd({ ServerTime: at(0), IdleExpiresAt: at(30), ExpiresAt: at(600) }, wrong)?.at).toBe(
    wrong + 30 * 60_000,
  );
});

it('counts down in minutes and seconds, and stays at nothing', () => {
  expect([300_000, 299_001, 60_000, 59_000, 1, 0, -5].map(countdown)).toEqual([
    '5:00',
    '5:00',
    '1:00',
    '0:59',
    '0:01',
    '0:00',
    '0:00',
  ]);
  expect([299_000, 60_000, 59_000].map(aboutMinutes)).toEqual([
    '4 minutes',
    '1 minute',
    'less than a minute',
  ]);
});
