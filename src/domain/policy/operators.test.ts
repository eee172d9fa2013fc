import { describe, expect, test } from 'vitest';
import { compilePolicy } from './compile.ts';
import { OPERATORS, operatorRow, parseOperator, type ConditionValue } from './operators.ts';
import { parsePolicy } from './parse.ts';

/** One condition in a policy of its own. `key` without a value is one that has a single value. */
function holds(
  operator: string,
  wanted: readonly string[],
  given: ConditionValue,
  effect: 'Allow' | 'Deny' = 'Allow',
  key = 'aws:UserAgent',
): boolean {
  const text = JSON.stringify({
    Statement: { Effect: effect, Action: '*', Resource: '*', Condition: { [operator]: { [key]: wanted } } },
  });
  const parsed = parsePolicy(text, 'identity');
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const [condition] = compilePolicy(parsed.document, 'identity').statements[0]?.conditions ?? [];
  if (condition === undefined) throw new Error('it has a condition');
  return condition.holds((name) => (name === key.toLowerCase() ? given : undefined));
}

const ROLE = 'arn:aws:iam::000000000000:role/app';

describe('condition operators', () => {
  test.each<[string, readonly string[], ConditionValue, boolean]>([
    ['StringEquals', ['acme'], 'acme', true],
    ['StringEquals', ['acme'], 'Acme', false],
    ['StringEquals', ['a', 'acme'], 'acme', true],
    ['StringEquals', ['ac*'], 'acme', false],
    ['StringEquals', [''], '', true],
    ['StringEquals', ['acme'], undefined, false],
    ['StringEquals', ['acme'], [], false],
    ['StringEquals', ['acme', 'x'], ['x', 'acme'], true],
    ['StringEquals', ['acme'], ['x', 'acme'], false],
    ['StringLike', ['a*'], ['acme', 'x'], false],
    ['StringLike', ['ac*', 'b?b'], 'bob', true],
    ['StringLike', ['ac*'], 'Acme', false],
    ['StringLike', ['*'], undefined, false],
    ['StringLike', ['*'], '', true],
    ['Bool', ['true'], 'true', true],
    ['Bool', ['True'], 'true', true],
    ['Bool', ['false'], 'true', false],
    ['Bool', ['true', 'false'], 'false', true],
    ['Bool', ['true'], '1', false],
    ['Bool', ['false'], undefined, false],
    ['ArnLike', ['arn:aws:iam::000000000000:role/*'], ROLE, true],
    ['ArnLike', ['arn:*:*:*:*:*'], ROLE, true],
    ['ArnLike', ['arn:aws:iam:*:role/app:*'], ROLE, false],
    ['ArnLike', ['arn:aws:*:000000000000:role/app:*'], ROLE, false],
    ['ArnLike', [ROLE], 'not an arn', false],
    ['ArnLike', ['arn:aws:logs:*:*:log-group:*'], 'arn:aws:logs:us-east-1:000000000000:log-group:a:b', true],
    ['ArnLike', [ROLE], undefined, false],
    ['Null', ['true'], undefined, true],
    ['Null', ['true'], [], true],
    ['Null', ['true'], 'x', false],
    ['Null', ['false'], 'x', true],
    ['Null', ['false'], ['x'], true],
    ['Null', ['false'], undefined, false],
    ['Null', ['true', 'false'], undefined, true],
  ])('%s %j on %j: %s', (operator, wanted, given, expected) => {
    expect(holds(operator, wanted, given)).toBe(expected);
  });

  test.each([
    ['StringEquals', ['acme']],
    ['StringLike', ['a*']],
  ])('%s of a Deny holds for one of several values', (operator, wanted) => {
    expect(holds(operator, wanted, ['x', 'acme'], 'Deny')).toBe(true);
    expect(holds(operator, wanted, ['x', 'y'], 'Deny')).toBe(false);
    expect(holds(operator, wanted, [], 'Deny')).toBe(false);
  });

  test('say what is wrong with a value that can match nothing', () => {
    expect(operatorRow('Bool')?.refuse('yes')).toContain('"true" or "false"');
    expect(operatorRow('Null')?.refuse('')).toContain('"true" or "false"');
    expect(operatorRow('ArnLike')?.refuse('arn:aws:iam::*')).toContain('six parts');
    expect(operatorRow('ArnLike')?.refuse('${aws:PrincipalArn}')).toBeNull();
    expect(operatorRow('NumericEquals')?.refuse('seven')).toContain('number');
    expect(operatorRow('DateEquals')?.refuse('2026-02-30')).toContain('date');
    expect(operatorRow('IpAddress')?.refuse('10.0.0.0/33')).toContain('IP address');
    expect(operatorRow('BinaryEquals')?.refuse('?')).toContain('base64');
    expect(operatorRow('StringEquals')?.refuse('')).toBeNull();
  });
});

describe('operators that compare values', () => {
  test.each<[string, readonly string[], ConditionValue, boolean]>([
    ['StringEqualsIgnoreCase', ['ACME'], 'acme', true],
    ['StringEqualsIgnoreCase', ['ac*'], 'acme', false],
    ['StringNotEqualsIgnoreCase', ['ACME'], 'acme', false],
    ['StringNotEquals', ['acme'], 'other', true],
    ['StringNotEquals', ['acme', 'other'], 'other', false],
    ['StringNotEquals', ['acme'], undefined, true],
    ['StringNotLike', ['a*'], 'acme', false],
    ['StringNotLike', ['a*', 'b*'], 'c', true],
    ['NumericEquals', ['7'], '7.0', true],
    ['NumericEquals', ['7', '8'], '8', true],
    ['NumericNotEquals', ['7'], '7', false],
    ['NumericLessThan', ['7'], '7', false],
    ['NumericLessThan', ['7'], '-6.5', true],
    ['NumericLessThanEquals', ['7'], '7', true],
    ['NumericGreaterThan', ['7'], '10', true],
    ['NumericGreaterThanEquals', ['10'], '9', false],
    ['NumericLessThan', ['7'], undefined, false],
    ['NumericLessThan', ['x'], '1', false],
    ['NumericLessThan', ['7'], 'x', false],
    ['NumericEquals', ['x'], 'x', false],
    ['NumericNotEquals', ['7'], 'x', true],
    ['DateLessThan', ['2026-01-01T00:00:00Z'], '2025-12-31T23:59:59.999Z', true],
    ['DateLessThan', ['2026-01-01'], '2026-01-01T00:00:00Z', false],
    ['DateEquals', ['2026-01-01T02:00:00+02:00'], '2026-01-01T00:00:00Z', true],
    ['DateEquals', ['1767225600'], '2026-01-01T00:00:00Z', true],
    ['DateNotEquals', ['2026-01-01T00:00:00Z'], '1767225600', false],
    ['DateGreaterThan', ['2026-02-30T00:00:00Z'], '2027-01-01T00:00:00Z', false],
    ['DateGreaterThanEquals', ['2026-01'], '2026-01-01T00:00:00Z', true],
    ['BinaryEquals', ['AQI='], 'AQI=', true],
    ['BinaryEquals', ['AQI'], 'AQI', false],
    ['IpAddress', ['203.0.113.0/24'], '203.0.113.77', true],
    ['IpAddress', ['203.0.113.0/24'], '203.0.114.1', false],
    ['IpAddress', ['203.0.113.7'], '203.0.113.7', true],
    ['IpAddress', ['203.0.113.0/25'], '203.0.113.128', false],
    ['IpAddress', ['10.1.2.3/8'], '10.200.0.1', true],
    ['IpAddress', ['0.0.0.0/0'], '8.8.8.8', true],
    ['IpAddress', ['0.0.0.0/0'], '::1', false],
    ['IpAddress', ['2001:db8::/32'], '2001:DB8:0:1::9', true],
    ['IpAddress', ['2001:db8::/33'], '2001:db8:8000::1', false],
    ['IpAddress', ['203.0.113.0/24'], '::ffff:203.0.113.9', true],
    ['IpAddress', ['::ffff:203.0.113.0/120'], '203.0.113.9', true],
    ['IpAddress', ['203.0.113.0/24'], undefined, false],
    ['IpAddress', ['203.0.113.0/24'], 'unknown', false],
    ['IpAddress', ['203.0.113.007'], '203.0.113.7', false],
    ['NotIpAddress', ['203.0.113.0/24'], '203.0.113.9', false],
    ['NotIpAddress', ['203.0.113.0/24'], '198.51.100.1', true],
    ['NotIpAddress', ['203.0.113.0/24'], undefined, true],
    ['ArnEquals', ['arn:aws:iam::*:role/a?p'], ROLE, true],
    ['ArnNotEquals', [ROLE], ROLE, false],
    ['ArnNotLike', ['arn:aws:iam::*:user/*'], ROLE, true],
    ['ArnNotLike', ['arn:aws:iam::*:user/*'], 'no arn', true],
  ])('%s %j on %j: %s', (operator, wanted, given, expected) => {
    expect(holds(operator, wanted, given)).toBe(expected);
  });

  test.each([
    'StringEquals',
    'StringNotEquals',
    'NumericLessThan',
    'DateGreaterThan',
    'Bool',
    'IpAddress',
    'NotIpAddress',
    'ArnLike',
    'BinaryEquals',
  ])('%sIfExists holds when the key is absent', (operator) => {
    expect(holds(`${operator}IfExists`, ['x'], undefined)).toBe(true);
    expect(holds(`${operator}IfExists`, ['x'], [])).toBe(true);
  });

  test('IfExists changes nothing when the key is there', () => {
    expect(holds('StringEqualsIfExists', ['x'], 'y')).toBe(false);
    expect(holds('StringEqualsIfExists', ['x'], 'x')).toBe(true);
  });
});

describe('qualifiers, on a key with several values', () => {
  test.each<[string, ConditionValue, boolean]>([
    ['ForAnyValue:StringEquals', ['a', 'z'], true],
    ['ForAnyValue:StringEquals', ['z'], false],
    ['ForAnyValue:StringEquals', undefined, false],
    ['ForAnyValue:StringEquals', [], false],
    ['ForAnyValue:StringEqualsIfExists', undefined, false],
    ['ForAnyValue:StringNotEquals', ['a', 'z'], true],
    ['ForAnyValue:StringNotEquals', ['a', 'b'], false],
    ['ForAnyValue:StringNotEquals', undefined, false],
    ['ForAllValues:StringEquals', ['a', 'b'], true],
    ['ForAllValues:StringEquals', ['a', 'z'], false],
    ['ForAllValues:StringEquals', undefined, true],
    ['ForAllValues:StringEquals', [], true],
    ['ForAllValues:StringNotEquals', ['y', 'z'], true],
    ['ForAllValues:StringNotEquals', ['a', 'z'], false],
    ['ForAllValues:StringNotEquals', undefined, true],
    ['StringEquals', ['a', 'z'], true],
    ['StringEquals', ['z'], false],
    ['StringNotEquals', ['a', 'z'], true],
    ['StringNotEquals', ['a', 'b'], false],
    ['StringNotEquals', undefined, true],
    ['StringEqualsIfExists', undefined, true],
  ])('%s a or b, on %j: %s', (operator, given, expected) => {
    for (const effect of ['Allow', 'Deny'] as const)
      expect(holds(operator, ['a', 'b'], given, effect, 'aws:TagKeys'), effect).toBe(expected);
  });
});

describe('names that differ in case only', () => {
  test.each([
    ['StringEquals', ['x', 'acme'], false, true],
    ['StringNotEquals', ['x', 'acme'], false, true],
    ['StringNotEquals', ['x', 'y'], true, true],
    ['StringNotEquals', ['acme', 'acme'], false, false],
    ['ForAnyValue:StringEquals', ['x', 'acme'], false, true],
    ['ForAllValues:StringEquals', ['x', 'acme'], false, true],
  ] as const)('%s acme, given %j: an Allow %s, a Deny %s', (operator, given, allow, deny) => {
    expect(holds(operator, ['acme'], given, 'Allow', 'aws:ResourceTag/t')).toBe(allow);
    expect(holds(operator, ['acme'], given, 'Deny', 'aws:ResourceTag/t')).toBe(deny);
  });
});

describe('names of operators', () => {
  test('are read in their parts', () => {
    expect(parseOperator('ForAnyValue:StringLikeIfExists')).toEqual({
      qualifier: 'ForAnyValue',
      base: 'StringLike',
      ifExists: true,
    });
    expect(parseOperator('NotIpAddress')).toEqual({ qualifier: null, base: 'NotIpAddress', ifExists: false });
    for (const { name } of OPERATORS) expect(parseOperator(name)?.base).toBe(name);
  });

  test.each([
    'StringsEqual',
    'NumericNotLessThan',
    'Equals',
    'toString',
    'stringEquals',
    'NullIfExists',
    'ForAnyValue:Null',
    'ForAnyValues:StringEquals',
    'IfExists',
    '',
  ])('%j is none', (name) => {
    expect(parseOperator(name)).toBeNull();
  });

  test('a key that no catalogue has is absent, whatever a look-up says', () => {
    expect(holds('StringEquals', ['x'], 'x', 'Allow', 'kms:Nonsense')).toBe(false);
    expect(holds('StringNotEquals', ['x'], 'x', 'Allow', 'kms:Nonsense')).toBe(true);
    expect(holds('Null', ['true'], 'x', 'Allow', 'kms:Nonsense')).toBe(true);
  });
});
