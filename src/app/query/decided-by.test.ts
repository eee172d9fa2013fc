import { expect, test } from 'vitest';
import {
  decidedHref,
  decidedQuery,
  placeNamed,
  placeText,
  policyNamed,
  policyText,
  statementAt,
  statementText,
} from './decided-by.ts';

test('a policy comes and goes as text', () => {
  for (const policy of [
    { source: 'KEY_POLICY', policy: '1c7f' },
    { source: 'IDENTITY_POLICY', policy: 'key:odd' },
  ] as const)
    expect(policyNamed(policyText(policy))).toEqual(policy);
  for (const text of ['', 'key:', 'identity:', 'team-reads', 'grant:1']) expect(policyNamed(text)).toBeNull();
});

test('a place counts from one, and nothing else is one', () => {
  expect(placeNamed(placeText(0))).toBe(0);
  expect(placeText(2)).toBe('#3');
  for (const text of ['#0', '3', '#', '#1x', 'Use of the key']) expect(placeNamed(text)).toBeNull();
});

test('a named statement is looked for in every version, a nameless one in its own', () => {
  const by = { Source: 'KEY_POLICY', Policy: '1c7f', Version: 4, Statement: 1 } as const;
  expect(decidedQuery({ ...by, Sid: 'Use' })).toEqual({ policy: 'key:1c7f', statement: 'Use' });
  expect(decidedQuery(by)).toEqual({ policy: 'key:1c7f', statement: '#2', version: '4' });
  expect(decidedQuery({ ...by, Source: 'GRANT', Policy: 'ab' })).toEqual({ grant: 'ab' });
  expect(decidedQuery({ ...by, Source: 'ROOT' })).toBeNull();
});

test('an address names a statement by place and name: of two with one name, each; and after a move, by its name', () => {
  const statements = [
    { sid: null, index: 0 },
    { sid: '#1', index: 1 },
    { sid: 'Use', index: 2 },
    { sid: 'Use', index: 3 },
  ];
  for (const [at, { sid }] of statements.entries()) {
    const text = statementText({ ...(sid !== null && { Sid: sid }), Statement: at });
    expect([text, statementAt(statements, text)?.index]).toEqual([text, at]);
  }
  expect(statementText({ Sid: '', Statement: 2 })).toBe('#3');
  expect(statementAt(statements, 'Use')?.index).toBe(2);
  expect(statementAt(statements, '#1')?.index).toBe(0);
  // Another statement stands there now.
  expect(statementAt(statements, '#1 Use')?.index).toBe(2);
  for (const gone of ['use', '#5', '', '#3 Other']) expect(statementAt(statements, gone)).toBeUndefined();
});

test('what a statement decided is found by its name, and without one by its place in the version in force', () => {
  const inForce = { source: 'KEY_POLICY', policy: '1c7f', version: 4, changed: false } as const;
  const edited = { ...inForce, changed: true };
  expect(decidedHref(inForce, { sid: 'Use', index: 1 })).toBe('/audit?policy=key%3A1c7f&statement=Use');
  expect(decidedHref(edited, { sid: 'Use', index: 1 })).toBe('/audit?policy=key%3A1c7f&statement=Use');
  for (const sid of [null, '']) {
    expect(decidedHref(inForce, { sid, index: 1 })).toBe('/audit?policy=key%3A1c7f&statement=%232&version=4');
    expect(decidedHref(edited, { sid, index: 1 })).toBeNull();
  }
});
