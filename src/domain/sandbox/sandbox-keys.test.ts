import { expect, it } from 'vitest';
import { checkAliasName } from '../keys/identifiers.ts';
import { compilePolicy } from '../policy/compile.ts';
import { decide } from '../policy/evaluate.ts';
import { parsePolicy } from '../policy/parse.ts';
import { CLOSED_SANDBOX_POLICY, SANDBOX_KEY_NAMES, sandboxAlias, sandboxPolicy } from './sandbox-keys.ts';

const ADA = 'arn:aws:iam::000000000000:user/ada';

/** What the policy says to this principal: how it decided, and by which statement. */
function says(text: string, action: string, arn = ADA): readonly [boolean, string | null | undefined] {
  const parsed = parsePolicy(text, 'key');
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const { allowed, decidedBy } = decide(
    {
      action,
      resource: 'arn:aws:kms:us-east-1:000000000000:key/11111111-2222-4333-8444-555555555555',
      caller: { arn, accountId: '000000000000', kind: 'user' },
      values: () => undefined,
      onKey: true,
    },
    { compiled: compilePolicy(parsed.document, 'key'), id: 'k', version: 1, digest: '' },
    [],
  );
  return [allowed, decidedBy.at(-1)?.sid];
}

it('lets its person mint with every key, and open with those that the walks open with', () => {
  for (const name of SANDBOX_KEY_NAMES) {
    const text = sandboxPolicy(name, ADA);
    expect([name, says(text, 'kms:GenerateDataKey')]).toEqual([name, [true, 'OwnPractice']]);
    const refusal =
      name === 'night-exports'
        ? [false, 'NightExportsNeverDecrypt']
        : /^service-([2-9]|10)$/.test(name)
          ? [false, 'OnlyItsOwnServiceDecrypts']
          : [true, 'OwnPractice'];
    expect([name, says(text, 'kms:Decrypt')]).toEqual([name, refusal]);
  }
  expect(says(sandboxPolicy('night-exports', ADA), 'kms:ReEncryptFrom')).toEqual([
    false,
    'NightExportsNeverDecrypt',
  ]);
  expect(says(sandboxPolicy('guest-records', ADA), 'kms:RotateKeyOnDemand')[0]).toBe(true);
  expect(says(sandboxPolicy('service-1', ADA), 'kms:DisableKey')[0]).toBe(false);
});

it('lets in nobody else, and lets nobody change who is let in', () => {
  for (const name of SANDBOX_KEY_NAMES) {
    const text = sandboxPolicy(name, ADA);
    for (const arn of ['arn:aws:iam::000000000000:user/ben', 'arn:aws:iam::000000000000:root'])
      expect([name, says(text, 'kms:GenerateDataKey', arn)[0]]).toEqual([name, false]);
    for (const action of ['PutKeyPolicy', 'CreateGrant', 'CreateAlias', 'UpdateAlias', 'TagResource'])
      expect([name, action, says(text, `kms:${action}`)[0]]).toEqual([name, action, false]);
  }
});

it('is closed to everybody once its person has left or may practise no more', () => {
  for (const action of ['kms:Decrypt', 'kms:CancelKeyDeletion', 'kms:DescribeKey'])
    expect(says(CLOSED_SANDBOX_POLICY, action)).toEqual([false, 'PracticeIsOver']);
});

it('has aliases that an alias may be, another for every person and key', () => {
  const people = ['ada', 'a.b', 'a_b', 'a_2eb', 'ann@example.com', '+=,.@-_', 'A', 'a', '@'.repeat(64)];
  const aliases = people.flatMap((person) => SANDBOX_KEY_NAMES.map((name) => sandboxAlias(person, name)));
  expect(new Set(aliases).size).toBe(people.length * SANDBOX_KEY_NAMES.length);
  for (const alias of [...aliases, sandboxAlias('@'.repeat(64), 'night-exports', 9_999)])
    expect([alias, checkAliasName(alias)]).toEqual([alias, null]);
  expect(sandboxAlias('ada', 'guest-records')).toBe('alias/desk/ada/guest-records');
});
