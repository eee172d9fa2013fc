/** Identity policies by name: the built-in ones, the desk's own as they are now, and what stands in for one that cannot be had. */
import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { BUILT_IN_POLICIES } from '../domain/policy/built-in-policies.ts';
import { decide } from '../domain/policy/evaluate.ts';
import { State } from '../domain/state/state.ts';
import { createPolicyLibrary } from './policy-library.ts';

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
const library = createPolicyLibrary(sha256);
const text = (Action: string, Effect = 'Allow'): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: { Sid: 'it', Effect, Action, Resource: '*' } });

const put = (state: State, name: string, version: number, policy: string): void =>
  state.apply('identityPolicy', name, version, `digest ${version}`, {
    name,
    text: policy,
    description: '',
    createdAt: 1,
  });
const may = (state: State, action: string, ...names: readonly string[]) =>
  decide(
    {
      action,
      resource: '*',
      caller: { arn: 'arn:aws:iam::000000000000:user/kim', accountId: '000000000000', kind: 'user' },
      values: () => undefined,
      onKey: false,
    },
    null,
    library.identityPolicies(state, names),
  );

it('resolves built-in policies without the state, and compiles each once', () => {
  const names = BUILT_IN_POLICIES.map(({ name }) => name);
  const [one, other] = [new State(), new State()].map((state) => library.identityPolicies(state, names));
  expect(one?.map(({ id }) => id)).toEqual(names);
  for (const [at, source] of (one ?? []).entries()) expect(other?.[at]?.compiled).toBe(source.compiled);
});

it('resolves own policies as they are now, and names version and digest of the row', () => {
  const state = new State();
  put(state, 'makers', 1, text('kms:CreateKey'));
  const [first] = library.identityPolicies(state, ['makers']);
  expect(library.identityPolicies(state, ['makers'])[0]).toBe(first);
  expect(may(state, 'kms:CreateKey', 'makers')).toMatchObject({
    allowed: true,
    decidedBy: [
      {
        source: 'IDENTITY_POLICY',
        policy: 'makers',
        version: 1,
        digest: 'digest 1',
        statement: 0,
        sid: 'it',
      },
    ],
  });
  put(state, 'makers', 2, text('kms:ListKeys'));
  expect(may(state, 'kms:CreateKey', 'makers').allowed).toBe(false);
  expect(may(state, 'kms:ListKeys', 'makers')).toMatchObject({
    allowed: true,
    decidedBy: [{ version: 2, digest: 'digest 2' }],
  });
  // Two desks in one process (the tests, the demo) do not see each other's.
  const elsewhere = new State();
  put(elsewhere, 'makers', 2, text('kms:CreateKey'));
  expect(may(elsewhere, 'kms:ListKeys', 'makers').allowed).toBe(false);
});

it('lets an own Deny win over a built-in Allow', () => {
  const state = new State();
  put(state, 'never-delete', 1, text('keydesk:Delete*', 'Deny'));
  expect(may(state, 'keydesk:DeleteUser', 'administrator', 'never-delete')).toMatchObject({
    allowed: false,
    reason: 'with an explicit deny in an identity-based policy',
    decidedBy: [{ policy: 'never-delete', effect: 'Deny' }],
  });
  expect(may(state, 'keydesk:InviteUser', 'administrator', 'never-delete').allowed).toBe(true);
});

it.each([
  ['is not there', () => new State()],
  [
    'cannot be read by this version',
    () => {
      const state = new State();
      put(state, 'lost', 3, '{"Version":"2030-01-01","Statement":[]}');
      return state;
    },
  ],
])('denies everything by a policy that %s: nobody knows what it denied', (_, make) => {
  const state = make();
  for (const action of ['kms:CreateKey', 'keydesk:DeleteUser'])
    expect(may(state, action, 'administrator', 'lost')).toMatchObject({
      allowed: false,
      decidedBy: [{ policy: 'lost', effect: 'Deny' }],
    });
});

it('makes one object of policies of one text, whoever saved them and when', () => {
  const state = new State();
  const policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Principal: '*', Action: 'kms:*', Resource: '*' },
  });
  const save = (keyId: string, by: string, written = policy): void =>
    state.apply('policy', keyId, 1, `digest ${keyId}`, {
      text: written,
      savedAt: 1,
      savedBy: by,
      reason: null,
    });
  save('a', 'anna');
  save('b', 'ben');
  save('c', 'ben', `${policy} `);
  const [a, b, c] = ['a', 'b', 'c'].map((id) => library.keyPolicy(state, id));
  expect(a?.compiled).toBe(b?.compiled);
  expect(a?.compiled).not.toBe(c?.compiled);
  expect([a?.id, a?.digest, b?.id, b?.digest]).toEqual(['a', 'digest a', 'b', 'digest b']);
});
