import { describe, expect, test } from 'vitest';
import { isLanguageOperator, OPERATORS, operatorRow, type ConditionValue } from './operators.ts';

const holds = (
  operator: string,
  wanted: readonly string[],
  given: ConditionValue,
  effect: 'Allow' | 'Deny' = 'Allow',
): boolean => {
  const row = operatorRow(operator);
  if (row === undefined) throw new Error(`no row for ${operator}`);
  expect(wanted.map(row.refuse)).toEqual(wanted.map(() => null));
  return row.compile(wanted, effect)(given);
};

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

  test('refuse values that can match nothing', () => {
    expect(operatorRow('Bool')?.refuse('yes')).toContain('"true" or "false"');
    expect(operatorRow('Null')?.refuse('')).toContain('"true" or "false"');
    expect(operatorRow('ArnLike')?.refuse('arn:aws:iam::*')).toContain('six parts');
  });

  test('tell an operator of the language from none', () => {
    for (const name of [
      'StringNotEquals',
      'NumericLessThanEquals',
      'ForAllValues:StringEquals',
      'BoolIfExists',
      'NotIpAddress',
      'ArnNotLike',
    ]) {
      expect(isLanguageOperator(name), name).toBe(true);
      expect(operatorRow(name), name).toBeUndefined();
    }
    for (const name of ['StringsEqual', 'NumericNotLessThan', 'Equals', 'toString'])
      expect(isLanguageOperator(name), name).toBe(false);
    expect(OPERATORS.every(({ name }) => isLanguageOperator(name))).toBe(true);
  });
});
