import { expect, test } from 'vitest';
import {
  causeOf,
  decidedByText,
  reasonText,
  repeatsOf,
  sourceName,
  strangersOf,
  targetOf,
  throttledOf,
} from './event-words.ts';

const by = { Source: 'KEY_POLICY', Policy: 'k', Version: 3, Statement: 1, Effect: 'Allow' } as const;

test('a refusal without a statement says so; anything else without one is a dash', () => {
  expect(decidedByText({ DecidedBy: [], Outcome: 'denied' })).toBe('no statement');
  expect(decidedByText({ DecidedBy: [], Outcome: 'failed' })).toBe('–');
});

test('a deny wins, then the statement that said the word; its name, else its place', () => {
  expect(decidedByText({ DecidedBy: [by], Outcome: 'allowed' })).toBe('statement 2');
  const delegated = [
    by,
    { ...by, Source: 'IDENTITY_POLICY', Policy: 'administrator', Sid: 'Everything' } as const,
  ];
  expect(decidedByText({ DecidedBy: delegated, Outcome: 'allowed' })).toBe('Everything');
  expect(
    decidedByText({ DecidedBy: [{ ...by, Effect: 'Deny', Sid: 'Stop' }, ...delegated], Outcome: 'denied' }),
  ).toBe('Stop');
  expect(sourceName(by)).toBe('key policy, version 3');
});

test('a reason is a whole sentence', () => {
  const reason = (Reason: string) => reasonText({ Outcome: 'denied', Reason });
  expect(reason('because no key policy allows it')).toBe('It was denied because no key policy allows it.');
  expect(reason('The key is disabled')).toBe('The key is disabled.');
  expect(reason('The key is disabled.')).toBe('The key is disabled.');
  expect(reasonText({ Outcome: 'allowed' })).toBeNull();
});

test('a backup is told by its directory, and by its cause when it did not become whole', () => {
  const Parameters: [string, string][] = [
    ['Bytes', '1'],
    ['Directory', '/mnt/safe'],
  ];
  expect(targetOf({ Operation: 'BackUpDesk', Parameters })).toBe('/mnt/safe');
  expect(targetOf({ Operation: 'BackUpDesk', Parameters: [] })).toBeNull();
  expect(targetOf({ Operation: 'CreateKey', Parameters })).toBeNull();
  expect(targetOf({ Operation: 'RefuseUnverified', Parameters: [['Name', 'anna']] })).toBe('user/anna');
  expect(targetOf({ Operation: 'RefuseUnverified', Parameters: [] })).toBeNull();
  const Reason = 'No space is left in /mnt/safe';
  expect(causeOf({ Operation: 'BackUpDesk', Outcome: 'failed', Reason })).toBe(`${Reason}.`);
  expect(causeOf({ Operation: 'BackUpDesk', Outcome: 'allowed' })).toBeNull();
  expect(causeOf({ Operation: 'Decrypt', Outcome: 'failed', Reason })).toBeNull();
});

test('an event may stand for further reads like it', () => {
  expect(repeatsOf({ Extensions: [['coalesced', '47']] })).toBe(47);
  expect(repeatsOf({ Extensions: [] })).toBeNull();
  expect(repeatsOf({ Extensions: [['coalesced', 'many']] })).toBeNull();
});

test('requests of strangers are told by their number', () => {
  const Extensions: [string, string][] = [['requests', '58']];
  expect(strangersOf({ Operation: 'RefuseUnverified', Extensions })).toBe(58);
  expect(strangersOf({ Operation: 'RefuseUnverified', Extensions: [['requests', 'x']] })).toBeNull();
  expect(strangersOf({ Operation: 'Decrypt', Extensions })).toBeNull();
  expect(throttledOf({ Operation: 'ThrottleRefused', Extensions })).toBe(58);
  expect(throttledOf({ Operation: 'RefuseUnverified', Extensions })).toBeNull();
});
