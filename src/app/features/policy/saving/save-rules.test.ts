import { expect, test } from 'vitest';
import type { Finding } from '../../../../domain/policy/lint/finding.ts';
import type { AccessChange } from '../../../../domain/policy/compare/comparison.ts';
import type { Keepers } from '../../../policy/judge/protocol.ts';
import {
  errorsToAsk,
  keepersWords,
  lockoutOf,
  losersWords,
  needsBypass,
  openedBy,
  replayAsks,
} from './save-rules.ts';
import type { ReplaySum } from '../panel/replay.ts';
import { namesOf } from '../../../policy/words/names.ts';

const keepers = (change: Partial<Keepers>): Keepers => ({
  self: false,
  losing: [],
  left: ['user/anna', 'user/ben'],
  today: 2,
  ...change,
});

test.each([
  [null, keepers({}), 'You keep PutKeyPolicy', false],
  ['self', keepers({ self: true, left: ['user/ben'] }), 'You lose PutKeyPolicy', true],
  ['nobody', keepers({ self: true, left: [] }), 'Nobody keeps PutKeyPolicy', true],
  ['fragile', keepers({ left: ['user/anna'] }), 'Only user/anna keeps PutKeyPolicy', false],
  // There was one before as well: the edit takes nothing away.
  [null, keepers({ left: ['user/anna'], today: 1 }), 'You keep PutKeyPolicy', false],
] as const)('%s', (lockout, given, words, bypass) => {
  expect(lockoutOf(given)).toBe(lockout);
  expect(keepersWords(given)).toBe(words);
  expect(needsBypass(lockoutOf(given))).toBe(bypass);
});

test('where the directory is not known nothing is claimed', () => {
  expect(lockoutOf(null)).toBeNull();
  expect(keepersWords(null)).toBe('');
});

test('errors are asked about by name, but what blocks and what has its own question', () => {
  const finding = (code: string, change: Partial<Finding> = {}): Finding => ({
    code,
    severity: 'error',
    message: '',
    from: 0,
    to: 0,
    statement: null,
    blocks: false,
    fixable: false,
    fixes: [],
    ...change,
  });
  const asked = errorsToAsk([
    finding('unknown-action'),
    finding('json-syntax', { blocks: true }),
    finding('lockout-self'),
    finding('public', { severity: 'high' }),
  ]);
  expect(asked.map(({ code }) => code)).toEqual(['unknown-action']);
});

test('many names are counted', () => {
  expect(namesOf(['a', 'b', 'c', 'd', 'e'])).toBe('a, b, and 3 more');
  expect(namesOf(['a', 'b'])).toBe('a and b');
});

test('what is given to more than can be counted is told apart from what is given to somebody, or through the account', () => {
  const change = (open: boolean, layer: AccessChange['layer'] = 'direct'): AccessChange => ({
    layer,
    who: [{ words: 'anyone', arn: null, existing: [], open }],
    actions: ['kms:Decrypt'],
    when: [],
    witness: null,
  });
  const gained = [change(false), change(true), change(true, 'delegated')];
  expect(openedBy({ exact: true, gained, lost: [change(true)], limits: [] })).toEqual([gained[1]]);
  expect(openedBy(null)).toEqual([]);
});

test.each([
  [keepers({ self: true, losing: ['role/ops'], left: [] }), 'You and role/ops would lose PutKeyPolicy.'],
  [keepers({ self: true, left: [] }), 'You would lose PutKeyPolicy.'],
  [keepers({ losing: ['role/ops'], left: [] }), 'role/ops would lose PutKeyPolicy.'],
  [keepers({ self: true, losing: ['role/ops'] }), 'Besides you, role/ops would lose it.'],
  [keepers({ self: true }), null],
  [keepers({ losing: ['role/ops'], left: ['user/anna'] }), 'role/ops would lose PutKeyPolicy.'],
  [keepers({ losing: ['role/ops'] }), null],
] as const)('who loses is said, oneself first: %#', (given, words) => {
  expect(losersWords(lockoutOf(given), given)).toBe(words);
});

test('a replay asks when requests turn by the edit, and when it could not be done', () => {
  const side = (count: number, savedToo = 0) => ({ count, savedToo, by: new Map(), examples: [] });
  const sum = (refused: number, allowed: number, savedToo = 0): ReplaySum => ({
    looked: 10,
    total: 10,
    refused: side(refused, savedToo),
    allowed: side(allowed),
    cannotTell: 0,
    altered: 0,
    since: new Date(0),
    done: true,
  });
  expect(replayAsks({ status: 'done', sum: sum(0, 0) })).toBe(false);
  expect(replayAsks({ status: 'done', sum: sum(1, 0) })).toBe(true);
  expect(replayAsks({ status: 'done', sum: sum(0, 1) })).toBe(true);
  // So under the policy in force, too: no effect of the edit.
  expect(replayAsks({ status: 'done', sum: sum(3, 0, 3) })).toBe(false);
  expect(replayAsks({ status: 'failed', sum: null })).toBe(true);
  expect(replayAsks({ status: 'off', sum: null })).toBe(false);
  expect(replayAsks({ status: 'running', sum: sum(1, 0) })).toBe(true);
});
