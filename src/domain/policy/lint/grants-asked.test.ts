/** Very many grants do not use up the work, and change nothing of what is said. */
import { describe, expect, test } from 'vitest';
import { keyPolicyFor } from '../default-policy.ts';
import type { GrantFacts, PolicyWorld } from '../world.ts';
import { DELEGATION, EXAMPLE_WORLD, keyPolicy, role, user, type ExampleStatement } from './examples.ts';
import { lintPolicy } from './lint.ts';

const ACCOUNT = EXAMPLE_WORLD.accountId;
/** Each for one record, all of them to one of a few. */
const grantsTo = (grantees: readonly string[], count: number): readonly GrantFacts[] =>
  Array.from({ length: count }, (_, i) => ({
    id: `${i}`,
    name: `record ${i}`,
    grantee: grantees[i % grantees.length] ?? '',
    retiring: null,
    operations: ['Decrypt', i % 2 === 0 ? 'Encrypt' : 'GenerateDataKey'],
    contextEquals: [['record', `${i}`]] as const,
    contextSubset: null,
    createdAt: EXAMPLE_WORLD.now,
    lastUsed: EXAMPLE_WORLD.now,
  }));
const many: PolicyWorld = { ...EXAMPLE_WORLD, grants: grantsTo([role('app'), role('reader')], 402) };
const lint = (text: string, world = many) => lintPolicy(text, 'key', world);
const codes = (...statements: readonly ExampleStatement[]): readonly string[] =>
  lint(keyPolicy(...statements)).findings.map(({ code }) => code);

describe('with 402 grants', () => {
  const text = keyPolicyFor({
    accountId: ACCOUNT,
    administrators: [user('alice'), user('bob')],
    users: [role('app')],
    delegateToAccount: true,
  });

  test('the same is found and the same fixes hold as with none', () => {
    const with402 = lint(text);
    const without = lint(text, EXAMPLE_WORLD);
    expect(with402.findings).toEqual(without.findings);
    expect(with402.findings.flatMap(({ fixes }) => fixes).length).toBeGreaterThan(5);
    expect(with402.worked).toBeLessThan(8 * without.worked);
  });

  test('a Deny of what a grant may give has an effect, and one of what none gives has not', () => {
    const deny = (AWS: string, Action: string): ExampleStatement => ({
      Sid: 'No',
      Effect: 'Deny',
      Principal: { AWS },
      Action,
    });
    const use = { Sid: 'Use', Action: 'kms:Encrypt' };
    expect(codes(use, deny(role('reader'), 'kms:Decrypt'))).not.toContain('deny-no-effect');
    expect(codes(use, deny(role('reader'), 'kms:Sign'))).toContain('deny-no-effect');
    expect(codes(use, deny(role('writer'), 'kms:Decrypt'))).toContain('deny-no-effect');
  });

  test('a fix that changes what is denied is proved with them, and where that is too much they are named', () => {
    const all = keyPolicy(
      DELEGATION,
      { Sid: 'Use', Action: 'kms:Decrypt' },
      { Sid: 'No', Effect: 'Deny', Principal: '*', Action: ['kms:Decrypt', 'kms:Decrypt'] },
    );
    expect(lint(all).findings.map(({ code }) => code)).not.toContain('not-all-analysed');
    const little = lintPolicy(text, 'key', many, { work: 5000 }).findings;
    expect(little.find(({ code }) => code === 'not-all-analysed')?.message).toMatch(
      /^This policy together with the 402 live grants of the key takes more work .* Fewer grants, patterns/,
    );
  });
});
