import { expect, test } from 'vitest';
import type { StatementTrace } from './evaluate.ts';
import type { Miss } from './misses.ts';
import { nearMiss, nearMissWords } from './near-miss.ts';

const trace = (misses: readonly Miss[], more: Partial<StatementTrace> = {}): StatementTrace => ({
  source: 'KEY_POLICY',
  policy: 'k1',
  version: 3,
  statement: 0,
  sid: 'Use',
  effect: 'Allow',
  matched: misses.length === 0,
  reach: 'named',
  misses,
  met: 4 - misses.length,
  of: 4,
  ...more,
});
const condition = (key: string, more: object = {}): Miss => ({
  element: 'condition',
  operator: 'StringEquals',
  key,
  wanted: ['acme'],
  given: 'globex',
  why: 'differs',
  ...more,
});
const tenant = condition('kms:EncryptionContext:tenant');
const elsewhere = (element: 'principal' | 'action'): Miss => ({
  element,
  inverted: false,
  wanted: ['kms:Encrypt'],
  given: 'kms:Decrypt',
});

test('what speaks of somebody else, denies, or lacks too much is not near', () => {
  const near = trace([tenant], { statement: 4 });
  const all = [
    trace([elsewhere('principal')], { reach: null }),
    trace([tenant], { effect: 'Deny' }),
    trace([elsewhere('action')], { source: 'IDENTITY_POLICY', policy: 'mine', reach: 'attached' }),
    trace([tenant, condition('aws:SourceIp'), condition('kms:ViaService')]),
  ];
  expect(nearMiss(all)).toBeNull();
  expect(nearMiss([...all, near])).toBe(near);
  // Who is named for other actions only is told so.
  const named = trace([elsewhere('action')]);
  expect(nearMiss([...all, named])).toBe(named);
});

test('it is said in the words of the simulator, but for the principal’s own values', () => {
  expect(nearMissWords(trace([tenant]))).toBe(
    '“Use” of the key’s policy: kms:EncryptionContext:tenant should be “acme”, but it is “globex”.',
  );
  const own = trace([condition('aws:PrincipalTag/team', { substituted: ['secret'] })]);
  expect(nearMissWords(own)).toBe(
    '“Use” of the key’s policy: aws:PrincipalTag/team: StringEquals does not hold.',
  );
  // What a variable stood for may be such a value, too.
  const variable = trace([
    condition('kms:EncryptionContext:team', {
      wanted: ['${aws:PrincipalTag/team}'],
      substituted: ['secret'],
    }),
  ]);
  expect(nearMissWords(variable)).not.toContain('secret');
  expect(nearMissWords(trace([condition('x'.repeat(2_000))])).length).toBe(600);
});
