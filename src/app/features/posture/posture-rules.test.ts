import { expect, test } from 'vitest';
import {
  checksOf,
  findingHref,
  formula,
  parsePostureSearch,
  type Check,
  type Posture,
} from './posture-rules.ts';

test('an unknown view is the usual one', () => {
  expect(parsePostureSearch(new URLSearchParams('show=nonsense&check=x'))).toEqual({
    show: 'found',
    check: 'x',
  });
  expect(parsePostureSearch(new URLSearchParams('show=all')).show).toBe('all');
});

test('a view has its checks, and the one that is named besides', () => {
  const check = (Code: string, Verdict: Check['Verdict'], AcceptedCount = 0) => ({
    Code,
    Verdict,
    AcceptedCount,
  });
  const Checks = [check('a', 'failed'), check('b', 'passed'), check('c', 'accepted', 1), check('d', 'empty')];
  const posture = { Checks } as unknown as Posture; // what the view reads
  const codes = (query: string): readonly string[] =>
    checksOf(posture, parsePostureSearch(new URLSearchParams(query))).map(({ Code }) => Code);
  expect(codes('')).toEqual(['a']);
  expect(codes('show=accepted')).toEqual(['c']);
  expect(codes('show=all')).toEqual(['a', 'b', 'c', 'd']);
  expect(codes('check=b')).toEqual(['a', 'b']);
});

test('the score is never a bare number', () => {
  const score = { Checks: 4, Passed: 3, Weight: 12, PassedWeight: 9, Percent: 75, ByAcceptance: 1 };
  expect(formula(score)).toContain('3 of 4 checks pass. 1 of them only because what it found was accepted.');
  expect(formula(score)).toContain('9 ÷ 12 = 75 %');
  expect(formula({ ...score, Percent: undefined })).toBe('There is nothing to check yet.');
});

test('what was found leads to where it is mended', () => {
  const found = { Kind: 'key', Id: 'k', Name: '', Reason: '' } as const;
  expect(findingHref({ Group: 'rotation' }, found)).toBe('/keys/k/rotation');
  expect(findingHref({ Group: 'policy' }, found)).toBe('/keys/k/policy');
  expect(findingHref({ Group: 'scope' }, found)).toBe('/keys/k');
  const accessKey = { ...found, Kind: 'accessKey', PrincipalId: 'AROA1' } as const;
  expect(findingHref({ Group: 'credentials' }, accessKey)).toBe('/services/AROA1');
  expect(findingHref({ Group: 'housekeeping' }, { ...found, Kind: 'principal', Id: 'AIDA1' })).toBe(
    '/people/AIDA1',
  );
});
