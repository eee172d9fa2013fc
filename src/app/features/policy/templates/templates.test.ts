import { describe, expect, test } from 'vitest';
import { compilePolicy } from '../../../../domain/policy/compile.ts';
import { decide } from '../../../../domain/policy/evaluate.ts';
import { parsePolicy } from '../../../../domain/policy/parse.ts';
import { ACTIONS } from '../../../../domain/policy/actions.ts';
import { LINT_ENGINE } from '../../../../domain/policy/compare/lint-engine.ts';
import { lintPolicy } from '../../../../domain/policy/lint/lint.ts';
import { ACCOUNT, arnOf, WORLD } from '../../../policy/world.fixture.ts';
import { daysOf, TEMPLATES, type StatementJson, type TemplateChoice } from './templates.ts';

const principal = arnOf('role/api');
const choice: TemplateChoice = { principal, context: ['tenant', 'acme'], days: 30 };

/** Actions on the key that these statements allow the principal, with these values. */
function allowedBy(
  statements: readonly StatementJson[],
  values: Readonly<Record<string, string | readonly string[]>>,
): string[] {
  const text = JSON.stringify({ Version: '2012-10-17', Statement: statements });
  const parsed = parsePolicy(text, 'key');
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const policy = { compiled: compilePolicy(parsed.document, 'key'), id: 'k', version: 1, digest: '' };
  return ACTIONS.map(({ name }) => name).filter(
    (action) =>
      decide(
        {
          action,
          resource: 'arn:aws:kms:eu-central-1:111122223333:key/k',
          caller: { arn: principal, accountId: ACCOUNT, kind: 'role' },
          values: (key) => values[key],
          onKey: true,
        },
        policy,
        [],
      ).allowed,
  );
}
const statementsOf = (id: string, over: Partial<TemplateChoice> = {}): readonly StatementJson[] =>
  TEMPLATES.find((each) => each.id === id)?.statements({ ...choice, ...over }) ?? [];
const allowed = (id: string, values: Readonly<Record<string, string | readonly string[]>>): string[] =>
  allowedBy(statementsOf(id), values);

const guardsOf = (days: number): readonly StatementJson[] => statementsOf('guards', { days });
const EVERYTHING: StatementJson = {
  Sid: 'Everything',
  Effect: 'Allow',
  Principal: { AWS: principal },
  Action: 'kms:*',
  Resource: '*',
};
/** Of the template, for a person. */
const [ADMINISTER] = statementsOf('administrator', { principal: arnOf('user/anna') });
const CONTEXT = { 'kms:encryptioncontext:tenant': 'acme' };

describe('templates', () => {
  test('a writer cannot read, a reader cannot write, and both only in their context', () => {
    expect(allowed('writer', CONTEXT)).toEqual(['kms:Encrypt', 'kms:GenerateDataKeyWithoutPlaintext']);
    expect(allowed('reader', CONTEXT)).toEqual(['kms:Decrypt']);
    const other = { 'kms:encryptioncontext:tenant': 'globex' };
    expect([...allowed('writer', other), ...allowed('reader', other), ...allowed('reader', {})]).toEqual([]);
  });

  test('an administrator can neither use the key nor hand use to anybody', () => {
    const may = allowed('administrator', {});
    expect(may).toContain('kms:PutKeyPolicy');
    for (const action of ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:CreateGrant'])
      expect(may).not.toContain(action);
  });

  test('a grantor hands on these operations only, and not the right to hand on', () => {
    expect(allowed('grantor', { 'kms:grantoperations': ['Decrypt'] })).toEqual(['kms:CreateGrant']);
    expect(allowed('grantor', { 'kms:grantoperations': ['Decrypt', 'CreateGrant'] })).toEqual([]);
    expect(allowed('grantor', {})).toEqual([]);
  });

  test('an auditor changes nothing', () => {
    const levels = allowed('auditor', {}).map((name) => ACTIONS.find((row) => row.name === name)?.level);
    expect(new Set(levels)).toEqual(new Set(['Read', 'List']));
  });

  test('without a context there is no condition', () => {
    for (const template of TEMPLATES.filter(({ id }) => id !== 'grantor' && id !== 'guards'))
      for (const statement of template.statements({ principal, context: null, days: 30 }))
        expect(statement).not.toHaveProperty('Condition');
  });

  test('guards take from everybody, and give nobody anything', () => {
    expect(allowed('guards', {})).toEqual([]);
    const found = (days: number | null): readonly string[] => {
      const guards = days === null ? [] : guardsOf(days);
      const text = JSON.stringify({ Version: '2012-10-17', Statement: [ADMINISTER, ...guards] });
      return lintPolicy(text, 'key', WORLD, { fixes: 'later', engine: LINT_ENGINE })
        .findings.filter(({ severity }) => severity !== 'info')
        .map(({ code }) => code)
        .toSorted();
    };
    const without = found(null);
    expect(without).toEqual(expect.arrayContaining(['deletion-unguarded', 'lockout-bypass']));
    // What the linter asks for, and nothing that it finds anew.
    const asked = new Set(['deletion-unguarded', 'lockout-bypass']);
    expect(found(30)).toEqual(without.filter((code) => !asked.has(code)));
    expect(found(14)).toEqual(found(30));
  });

  test('what a guard refuses is the hasty deletion and the bypass, for whoever may do anything', () => {
    const may = (action: string, values: Readonly<Record<string, string>>): boolean =>
      allowedBy([EVERYTHING, ...guardsOf(14)], values).includes(action);
    const window = 'kms:schedulekeydeletionpendingwindowindays';
    expect(may('kms:ScheduleKeyDeletion', { [window]: '13' })).toBe(false);
    expect(may('kms:ScheduleKeyDeletion', { [window]: '14' })).toBe(true);
    const bypass = 'kms:bypasspolicylockoutsafetycheck';
    expect(may('kms:PutKeyPolicy', { [bypass]: 'true' })).toBe(false);
    expect(may('kms:PutKeyPolicy', { [bypass]: 'false' })).toBe(true);
    expect(may('kms:CreateGrant', {})).toBe(true);
  });

  test('the shortest period there is needs no statement of its own', () => {
    expect(guardsOf(7)).toHaveLength(1);
    expect(guardsOf(8)).toHaveLength(2);
    expect(['7', '30', ' 14 '].map(daysOf)).toEqual([7, 30, 14]);
    expect(['6', '31', '', '1.5', '-9', 'a', '030'].map(daysOf)).toEqual(Array(7).fill(null));
  });
});
