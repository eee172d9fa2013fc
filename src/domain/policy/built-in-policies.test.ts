import { describe, expect, test } from 'vitest';
import { ACTIONS, type ActionRow } from './actions.ts';
import { BUILT_IN_POLICIES } from './built-in-policies.ts';
import { compilePolicy } from './compile.ts';
import { parsePolicy } from './parse.ts';

/** The catalogue's rows that a built-in policy allows. */
function allowed(name: string): readonly ActionRow[] {
  const policy = BUILT_IN_POLICIES.find((candidate) => candidate.name === name);
  const parsed = parsePolicy(policy?.text ?? '', 'identity');
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const { statements } = compilePolicy(parsed.document, 'identity');
  return ACTIONS.filter((_, index) => statements.some(({ actions }) => actions[index] === 1));
}
const names = (name: string): readonly string[] => allowed(name).map((row) => row.name);
const CRYPTO = [
  'kms:Encrypt',
  'kms:Decrypt',
  'kms:GenerateDataKey',
  'kms:ReEncryptFrom',
  'kms:Sign',
  'kms:CreateGrant',
];

describe('built-in policies', () => {
  test('are documents that the parser takes, with a Sid for each statement and no misspelt action', () => {
    expect(BUILT_IN_POLICIES.map(({ name }) => name)).toEqual([
      'administrator',
      'key-administrator',
      'key-user',
      'auditor',
    ]);
    for (const { text, title, description } of BUILT_IN_POLICIES) {
      const parsed = parsePolicy(text, 'identity');
      if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
      expect(parsed.document.statements.every(({ sid }) => sid !== null)).toBe(true);
      const { statements } = compilePolicy(parsed.document, 'identity');
      for (const { actions, written } of statements)
        expect(actions.filter((flag) => flag === 1).length).toBeGreaterThanOrEqual(written.actions.length);
      expect(title).toMatch(/^[A-Z]/);
      expect(description).toMatch(/\.$/);
    }
  });

  test.each(BUILT_IN_POLICIES)(
    '$name: each action belongs to one line in English, and none besides',
    (policy) => {
      const parsed = parsePolicy(policy.text, 'identity');
      if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
      const written = parsed.document.statements.flatMap(({ actions }) => actions.map(({ text }) => text));
      expect(policy.may.flatMap(({ actions }) => actions).toSorted()).toEqual(
        [...new Set(written)].toSorted(),
      );
      expect(policy.may.length).toBeLessThanOrEqual(5);
    },
  );

  test('administrator allows everything', () => {
    expect(allowed('administrator')).toHaveLength(ACTIONS.length);
  });

  test('key-administrator cannot use keys, nor make services', () => {
    expect(names('key-administrator')).toEqual(
      expect.arrayContaining(['kms:CreateKey', 'kms:PutKeyPolicy', 'keydesk:SearchKeys']),
    );
    expect(
      names('key-administrator').filter((name) => CRYPTO.includes(name) || name === 'keydesk:CreateService'),
    ).toEqual([]);
  });

  test('key-user can use keys and change none', () => {
    expect(names('key-user')).toEqual(
      expect.arrayContaining(CRYPTO.filter((name) => name !== 'kms:CreateGrant')),
    );
    expect(
      allowed('key-user').filter(({ level }) => level === 'Permissions management' || level === 'Tagging'),
    ).toEqual([]);
    expect(names('key-user')).not.toContain('kms:DisableKey');
  });

  test('auditor can only read', () => {
    expect(names('auditor')).toEqual(
      expect.arrayContaining(['keydesk:SearchAuditEvents', 'keydesk:ReadLog', 'kms:GetKeyPolicy']),
    );
    expect(allowed('auditor').filter(({ level }) => level !== 'List' && level !== 'Read')).toEqual([]);
  });
});
