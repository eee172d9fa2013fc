import { beforeEach, expect, it } from 'vitest';
import {
  abandonSession,
  endSession,
  isSessionOver,
  resumeSession,
  signedInAgain,
  waitingActs,
} from './session-end.ts';

beforeEach(abandonSession);

it('holds what is under way until the person is back, and lets all of it go on', async () => {
  const both = Promise.all([signedInAgain(), signedInAgain()]);
  expect([isSessionOver(), waitingActs()]).toEqual([true, 2]);
  resumeSession();
  expect(await both).toEqual([true, true]);
  expect([isSessionOver(), waitingActs()]).toEqual([false, 0]);
});

it('refuses it when the page is left', async () => {
  const act = signedInAgain();
  abandonSession();
  expect(await act).toBe(false);
});

it('ends once, and what comes later waits for itself only', async () => {
  endSession();
  endSession();
  resumeSession();
  resumeSession();
  expect(isSessionOver()).toBe(false);
  const later = signedInAgain();
  resumeSession();
  expect(await later).toBe(true);
});
