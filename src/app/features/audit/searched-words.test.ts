import { expect, test } from 'vitest';
import { searchedWords } from './searched-words.ts';

const searched = { From: 0, To: 100, Events: 100, Log: 100, Complete: true };
const page = { Events: ['a', 'b'], Matching: 2, Searched: searched };
const watched = { events: ['c'], total: 1, position: 104, after: 99, paused: false };

test('a search says how much of the log it looked at', () => {
  expect(searchedWords([page], null, 'utc', null)).toBe(
    'Searched all 100 events of the log; 2 match. Newest first.',
  );
  expect(searchedWords([{ ...page, Matching: 1 }], null, 'utc', null)).toContain('1 matches');
  const part = { ...searched, From: 40, Complete: false, Since: new Date('2026-11-24T13:05:07Z') };
  expect(searchedWords([{ ...page, Searched: part, NextBefore: 40 }], null, 'utc', null)).toBe(
    'Searched 60 of 100 events so far, back to 2026-11-24 13:05; 2 match. Newest first.',
  );
});

test('what came in live was looked at and is counted', () => {
  expect(searchedWords([page], watched, 'utc', null)).toBe(
    'Searched all 105 events of the log; 3 match. Newest first.',
  );
  expect(searchedWords([page], { ...watched, position: null, events: [], total: 0 }, 'utc', null)).toContain(
    'all 100 events of the log; 2 match',
  );
});

test('paused, the numbers are those of that moment, and it says so', () => {
  expect(searchedWords([page], { ...watched, paused: true }, 'utc', null)).toBe(
    'Searched all 105 events of the log when it was paused; 3 match. Newest first.',
  );
});

test('what is left out of the list is counted', () => {
  expect(searchedWords([page], { ...watched, total: 501, position: 700 }, 'utc', null)).toBe(
    'Searched all 701 events of the log; 503 match, 500 of them left out below. Newest first.',
  );
});

test('where the search stops counting, the summary’s count is said, or that it is more', () => {
  const { Matching: _, ...many } = page;
  const log = { ...searched, Events: 41_137, Log: 41_137 };
  const said = (counted: number | null): string =>
    searchedWords([{ ...many, Searched: log }], null, 'utc', counted);
  expect(said(40_815)).toBe('40,815 match of the 41,137 events of the log. Newest first.');
  expect(said(null)).toBe('More than 10,000 of the 41,137 events of the log match. Newest first.');
  // The summary does not count what came in since.
  expect(searchedWords([{ ...many, Searched: log }], watched, 'utc', 40_815)).toContain('More than 10,000');
});
