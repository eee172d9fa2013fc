import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { runs } from '../../../testing/runs.ts';
import { policyOf, type CompiledPolicy } from '../compile.ts';
import type { IdleStatement } from '../lint/engine.ts';
import type { PolicyWorld } from '../world.ts';
import { certify } from './compare.ts';
import { idleStatements } from './idle.ts';
import { statements } from './policies.fixture.ts';
import { ANNA, APP, FOREIGN, policy, ROOT_ARN, world, type Written } from './worlds.fixture.ts';

/** Where the budget reaches. */
function allIdle(of: CompiledPolicy, where: PolicyWorld): readonly IdleStatement[] {
  const found = idleStatements(of, where);
  if (found === null) throw new Error('The budget is spent.');
  return found;
}
const idle = (...list: readonly Written[]): readonly string[] =>
  allIdle(policy(...list), world()).map(({ index, why, by }) => `${index} ${why} by ${by.join(', ')}`);
const app = { Principal: { AWS: APP } };
const when = (tenant: string | readonly string[]): Written => ({
  Condition: { StringEquals: { 'kms:EncryptionContext:tenant': tenant } },
});

describe('an Allow is idle', () => {
  test('where another covers it', () => {
    expect(idle({ ...app, Action: 'kms:De*' }, { ...app, ...when('acme') })).toEqual(['1 covered by 0']);
  });
  test('where two others cover it together', () => {
    const tls = (is: string): Written => ({ ...app, Condition: { Bool: { 'aws:SecureTransport': is } } });
    expect(idle(tls('true'), tls('false'), app)).toEqual([
      '0 covered by 2',
      '1 covered by 2',
      '2 covered by 0, 1',
    ]);
  });
  test('not by "is" and "is not", which names in two spellings both miss', () => {
    const other = { Condition: { StringNotEqualsIfExists: { 'kms:EncryptionContext:tenant': 'acme' } } };
    expect(idle({ ...app, ...when('acme') }, { ...app, ...other }, app)).toEqual([
      '0 covered by 2',
      '1 covered by 2',
    ]);
  });
  test('not where the others leave one tenant out', () => {
    expect(
      idle(app, { ...app, ...when(['acme', 'globex']), Action: ['kms:Decrypt', 'kms:Encrypt'] }),
    ).toEqual([]);
  });
  test('not beside the account, which only delegates', () => {
    expect(idle({ Principal: { AWS: ROOT_ARN }, Action: 'kms:*' }, app)).toEqual([]);
  });
  test('where everything it allows is denied', () => {
    expect(
      idle(app, { Principal: '*', Effect: 'Deny' }, { Principal: { AWS: ANNA }, Action: 'kms:*' }),
    ).toEqual(['0 denied by 1']);
  });
  test('where its conditions, or principal and condition, exclude each other', () => {
    const both = {
      Condition: {
        StringEquals: { 'kms:EncryptionContext:t': 'a' },
        StringLike: { 'kms:EncryptionContext:T': 'b*' },
      },
    };
    expect(idle({ ...app, ...both })).toEqual(['0 never by ']);
    expect(idle({ ...app, Condition: { StringEquals: { 'kms:CallerAccount': FOREIGN } } })).toEqual([
      '0 never by ',
    ]);
    expect(idle({ ...app, Action: 'kms:Sign', ...when('acme') })).toEqual(['0 never by ']);
    expect(
      idle({
        ...app,
        Action: 'kms:ScheduleKeyDeletion',
        Condition: { NumericLessThan: { 'kms:ScheduleKeyDeletionPendingWindowInDays': '7' } },
      }),
    ).toEqual(['0 never by ']);
  });
});

describe('a Deny is idle', () => {
  test('where nothing allows what it denies', () => {
    expect(idle(app, { Effect: 'Deny', Principal: { AWS: ANNA }, Action: 'kms:Sign' })).toEqual([
      '1 nothing-to-deny by ',
    ]);
  });
  test('not where an identity policy would allow it', () => {
    const root = { Principal: { AWS: ROOT_ARN }, Action: 'kms:*' };
    expect(idle(root, { Effect: 'Deny', Principal: { AWS: ANNA }, Action: 'kms:Sign' })).toEqual([]);
  });
});

describe('laws', () => {
  const goes = (list: readonly Written[], where: PolicyWorld): readonly number[] => {
    const before = policy(...list);
    return before.statements
      .filter((statement) => {
        const after = policyOf(
          'key',
          before.statements.filter((other) => other !== statement),
        );
        return certify(before, after, where) === 'same';
      })
      .map(({ index }) => index);
  };
  const idles = (list: readonly Written[], where: PolicyWorld): readonly number[] =>
    allIdle(policy(...list), where).map(({ index }) => index);

  test('whatever is idle can go', () => {
    fc.assert(
      fc.property(statements, (list) => {
        expect(goes(list, world())).toEqual(expect.arrayContaining([...idles(list, world())]));
      }),
      { seed: 20261130, numRuns: runs(150) },
    );
  });

  test('and where no identity policy has a say, whatever can go is idle', () => {
    const where = world({ principals: [] });
    let found = 0;
    fc.assert(
      fc.property(statements, (list) => {
        // Numbers and patterns on one key, and variables within a value, are not told apart exactly; how much of them counts differs.
        fc.pre(!/:level"|username\}\*/.test(JSON.stringify(list)));
        const own = idles(list, where);
        // An Allow of RetireGrant alone does nothing; but it is not another statement that makes it so.
        const isVain = ({ Effect, Action }: Written): boolean =>
          Effect === 'Allow' && JSON.stringify(Action) === '["kms:RetireGrant"]';
        const told = (indexes: readonly number[]): readonly number[] =>
          indexes.filter((index) => !isVain(list[index] ?? {}));
        expect(told(own)).toEqual(told(goes(list, where)));
        found += own.length;
      }),
      { seed: 20261130, numRuns: runs(150) },
    );
    expect(found).toBeGreaterThan(50);
  });
});
