import { describe, expect, test } from 'vitest';
import { compilePolicy } from '../../../../domain/policy/compile.ts';
import { decide } from '../../../../domain/policy/evaluate.ts';
import { parsePolicy } from '../../../../domain/policy/parse.ts';
import { ACTIONS } from '../../../../domain/policy/actions.ts';
import { ACCOUNT, arnOf } from '../world.fixture.ts';
import { TEMPLATES, type TemplateChoice } from './templates.ts';

const principal = arnOf('role/api');
const choice: TemplateChoice = { principal, context: ['tenant', 'acme'] };

/** Actions on the key that the template allows the principal, with these values. */
function allowed(id: string, values: Readonly<Record<string, string | readonly string[]>>): string[] {
  const template = TEMPLATES.find((each) => each.id === id);
  const text = JSON.stringify({ Version: '2012-10-17', Statement: [template?.statement(choice)] });
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
    for (const template of TEMPLATES.filter(({ id }) => id !== 'grantor'))
      expect(template.statement({ principal, context: null })).not.toHaveProperty('Condition');
  });
});
