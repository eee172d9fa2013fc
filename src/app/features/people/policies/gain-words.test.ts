import { expect, test } from 'vitest';
import {
  alike,
  changesNothing,
  directionOf,
  elevated,
  elevatingIn,
  lookedAt,
  placeOf,
  WORDS,
  type Changed,
  type ChangeRow,
  type IdentityComparison,
} from './gain-words.ts';

const row = (over: Partial<ChangeRow>): ChangeRow => ({
  Actions: ['kms:Decrypt'],
  Before: 'never',
  After: 'always',
  NamedKeys: [],
  ...over,
});
const key = (Name: string) => ({ KeyId: Name, Name });
const worker = (...Rows: readonly ChangeRow[]): Changed => ({
  PrincipalId: 'AROA1',
  PrincipalArn: 'arn:aws:iam::000000000000:role/worker',
  Kind: 'role',
  Name: 'worker',
  Rows: [...Rows],
});
const comparison = (Principals: readonly Changed[], over: Partial<IdentityComparison> = {}) => ({
  Principals: [...Principals],
  More: 0,
  Keys: 5,
  TotalKeys: 5,
  DelegatingKeys: 4,
  ...over,
});

test('what hangs on conditions is never said to be certain', () => {
  const verb = (Before: ChangeRow['Before'], After: ChangeRow['After']): string =>
    WORDS[`${Before} ${After}`].join(' …');
  expect(verb('never', 'always')).toBe('would gain …');
  expect(verb('never', 'conditions')).toBe('may gain …, under conditions');
  expect(verb('always', 'conditions')).toBe('would have … under conditions only');
  expect(directionOf(row({ Before: 'always', After: 'conditions' }))).toBe('loss');
  expect(directionOf(row({ Before: 'conditions', After: 'conditions' }))).toBe('other');
  expect(directionOf(row({ Before: 'conditions', After: 'always' }))).toBe('gain');
});

test('keys are named while they are few, and "all" is said of those that leave control to the account', () => {
  const place = (over: Partial<ChangeRow>) => placeOf(row(over), { DelegatingKeys: 4 });
  expect(place({})).toBe(' on the desk itself');
  expect(place({ Keys: 1, NamedKeys: [key('cards')] })).toBe(' on the key cards');
  expect(place({ Keys: 2, NamedKeys: [key('cards'), key('mail')] })).toBe(' on 2 keys: cards and mail');
  expect(place({ Keys: 3, NamedKeys: [key('cards'), key('mail')] })).toBe(
    ' on 3 keys: cards, mail, and 1 more',
  );
  expect(place({ Keys: 4, NamedKeys: [key('cards')] })).toBe(
    ' on all 4 keys that leave control to the account',
  );
  expect(place({ Keys: 1, NamedKeys: [key('1c7f4ae2-6b0d-4c57-9e3f-2d81c06f90ab')] })).toBe(
    ' on the key 1c7f4ae2…',
  );
});

test('those who fare alike stand together, those for whom nothing changes nowhere', () => {
  const rows = [row({})];
  const api = { ...worker(...rows), Name: 'api' };
  expect(alike([worker(...rows), api, worker()]).map(({ who }) => who.length)).toEqual([2]);
});

test('"nothing" is said only where everything was looked at', () => {
  expect(changesNothing(comparison([worker()]))).toBe(true);
  expect(changesNothing(comparison([worker()], { Keys: 3 }))).toBe(false);
  expect(changesNothing(comparison([worker()], { More: 1 }))).toBe(false);
  expect(lookedAt(comparison([], { Keys: 3 }))).toContain('Only 3 of 5 keys');
  expect(lookedAt(comparison([], { More: 2 }))).toContain('2 more who have it were not looked at');
});

test('who is made as good as an administrator is named, with what they could do', () => {
  const can = (...rows: readonly ChangeRow[]) =>
    elevated(comparison([worker(...rows)])).flatMap((each) => each.can);
  const update = { Actions: ['keydesk:ListUsers', 'keydesk:UpdatePrincipalPolicies'] };
  expect(can(row(update))).toEqual(['attach “administrator” to themselves']);
  expect(can(row({ ...update, After: 'conditions' }))).toHaveLength(1);
  // Who could already is made nothing.
  expect(can(row({ ...update, Before: 'conditions' }))).toEqual([]);
  expect(can(row({ Actions: ['keydesk:ListUsers'] }))).toEqual([]);
  const all = { Actions: ['kms:Decrypt', 'kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion'] };
  expect(can(row({ ...all, Keys: 4 }))).toEqual([
    'use, change and delete every key that leaves control to the account',
  ]);
  expect(can(row({ ...all, Keys: 3 }))).toEqual([]);
  expect(can(row({ Actions: ['kms:PutKeyPolicy'], Keys: 4 }))).toEqual([]);
});

test('a text makes as good as an administrator where the rules say so, and only as high findings', () => {
  const found = (code: string, severity: 'high' | 'medium') => ({
    code,
    severity,
    group: 'security' as const,
    from: 0,
    to: 1,
    message: 'x',
    statement: 0,
    fixes: [],
    blocks: false,
    fixable: false,
  });
  const codes = (...findings: readonly ReturnType<typeof found>[]): readonly string[] =>
    elevatingIn(findings).map(({ code }) => code);
  expect(
    codes(found('as-good-as-administrator', 'high'), found('full-access-principal', 'high')),
  ).toHaveLength(2);
  expect(codes(found('as-good-as-administrator', 'medium'), found('allow-notaction', 'high'))).toEqual([]);
});
