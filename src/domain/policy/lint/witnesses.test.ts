/** A finding's witness is a request that the evaluator allows: that is what makes it one. */
import { describe, expect, test } from 'vitest';
import { isAllowed } from '../compare/request.ts';
import type { PolicyWorld } from '../world.ts';
import { DELEGATION, EXAMPLE_WORLD, keyPolicy, role, type ExampleStatement } from './examples.ts';
import { lintPolicy } from './lint.ts';
import { ruleDoc } from './rule-docs.ts';
import { RULES } from './rules.ts';

const witnesses = (text: string, world: Partial<PolicyWorld> = {}) => {
  const lint = lintPolicy(text, 'key', { ...EXAMPLE_WORLD, ...world }, { fixes: 'later' });
  return lint.findings.flatMap(({ code, witness }) =>
    witness === undefined
      ? []
      : [{ code, witness, allowed: isAllowed(witness, lint.subject.compiled, lint.subject.world) }],
  );
};

describe('a witness is allowed', () => {
  test('in the example of every rule that gives one', () => {
    const all = RULES.map(({ code }) => ruleDoc(code)).flatMap(({ example }) =>
      witnesses(example.fires, example.world),
    );
    expect(all.filter(({ allowed }) => !allowed)).toEqual([]);
    expect(new Set(all.map(({ code }) => code)).size).toBeGreaterThan(12);
  });

  test.each<[string, ExampleStatement[string]]>([
    ['an address is asked for', { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }],
    ['a context is asked for', { StringEquals: { 'kms:EncryptionContext:tenant': 'acme' } }],
  ])('and there is none where %s', (_, Condition) => {
    const admin = { Principal: { AWS: role('operations') }, Action: ['kms:PutKeyPolicy', 'kms:Decrypt'] };
    expect(witnesses(keyPolicy(DELEGATION, admin)).map(({ code }) => code)).toContain('admin-and-user');
    expect(witnesses(keyPolicy(DELEGATION, { ...admin, Condition }))).toEqual([]);
  });

  test('nor where a Deny stops the bare request', () => {
    const full = { Principal: { AWS: role('operations') }, Action: 'kms:*' };
    const deny = {
      Effect: 'Deny',
      Principal: '*',
      Action: 'kms:*',
      Condition: { StringNotEquals: { 'aws:UserAgent': 'ours' } },
    };
    expect(witnesses(keyPolicy(full))).toMatchObject([{ code: 'full-access-principal', allowed: true }]);
    expect(witnesses(keyPolicy(full, deny))).toEqual([]);
  });
});
