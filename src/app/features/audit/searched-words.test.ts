import { expect, test } from 'vitest';
import { searchedWords } from './searched-words.ts';

const searched = { From: 0, To: 100, Events: 100, Log: 100, Complete: true };
const page = { Events: ['a', 'b'], Matching: 2, Searched: searched };
const watched = { events: ['c'], total: 1, position: 104, after: 99, paused: false };

test('a search says how much of the log it looked at', () => {
  expect(searchedWords([page], null, 'utc')).toBe(
    'Searched all 100 events of the log; 2 match. Newest first.',
  );
  expect(searchedWords([{ ...page, Matching: 1 }], null, 'utc')).toContain('1 matches');
  const part = { ...searched, From: 40, Complete: false, Since: new Date('2026-11-24T13:05:07Z') };
  expect(searchedWords([{ ...page, Searched: part, NextBefore: 40 }], null, 'utc')).toBe(
    'Searched 60 of 100 events so far, back to 2026-11-24 13:05; 2 match. Newest first.',
  );
});

test('what came in live was looked at and is counted', () => {
  expect(searchedWords([page], watched, 'utc')).toBe(
    'Searched all 105 events of the log; 3 match. Newest first.',
  );
  expect(searchedWords([page], { ...watched, position: null, events: [], total: 0 }, 'utc')).toContain(
    'all 100 events of the log; 2 match',
  );
});

test('paused, the numbers are those of that moment, and it says so', () => {
  expect(searchedWords([page], { ...watched, paused: true }, 'utc')).toBe(
    'Searched all 105 events of the log when it was paused; 3 match. Newest first.',
  );
});

test('what is left out of the list is counted', () => {
  expect(searchedWords([page], { ...watched, total: 501, position: 700 }, 'utc')).toBe(
    'Searched all 701 events of the log; 503 match, 500 of them left out below. Newest first.',
  );
});
