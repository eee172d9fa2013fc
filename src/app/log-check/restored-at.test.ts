import { expect, it } from 'vitest';
import { restoredAt } from './restored-at.ts';

const DESK = 'keydesk/6f1c3c1e-54ad-4b5e-9d1c-0d2a8f1b7e10/0';
const EPOCH = 1_796_071_021;
const AT = EPOCH * 1000;
const DAY = 86_400_000;

it('is told for a week, and of a desk that was restored only', () => {
  const note = `${DESK}/${EPOCH}\n12\nroot\n`;
  expect(restoredAt(note, AT + DAY)).toEqual(new Date(AT));
  expect(restoredAt(note, AT + 7 * DAY)).toBeNull();
  expect(restoredAt(note, AT - 1)).toBeNull();
  expect(restoredAt(`${DESK}/0\n12\nroot\n`, AT)).toBeNull();
  expect(restoredAt('<!doctype html>', AT)).toBeNull();
});
