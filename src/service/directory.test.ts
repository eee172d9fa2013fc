import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { BUILT_IN_POLICIES } from '../domain/policy/built-in-policies.ts';
import { compilePolicy } from '../domain/policy/compile.ts';
import { parsePolicy } from '../domain/policy/parse.ts';
import type { PrincipalEntity } from '../domain/state/entities.ts';
import { State } from '../domain/state/state.ts';
import { principalsForWorld } from './directory.ts';
import { createPolicyLibrary } from './policy-library.ts';

const ACCOUNT = '000000000000';
const OWN = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"kms:ListKeys","Resource":"*"}}';

function desk(): State {
  const state = new State();
  const put = (id: string, over: Partial<PrincipalEntity>): void =>
    state.apply('principal', id, 1, '', {
      id,
      kind: 'role',
      name: id,
      createdAt: 5,
      policies: [],
      passwordHash: null,
      ...over,
    });
  put('ada', { kind: 'user', passwordHash: 'x', policies: ['administrator', 'own'] });
  put('bob', { kind: 'user', tags: [['team', 'payments']] });
  put('web', { policies: ['own', 'gone'] });
  put('job', {});
  for (const [id, principalId, status] of [
    ['AK1', 'web', 'Inactive'],
    ['AK2', 'web', 'Active'],
    ['AK3', 'job', 'Inactive'],
  ] as const)
    state.apply('accessKey', id, 1, '', { id, principalId, sealed: '', status, createdAt: 1 });
  state.apply('identityPolicy', 'own', 1, '', { name: 'own', text: OWN, description: '', createdAt: 1 });
  return state;
}

it('has everybody with the texts that decide, their tags, and whether they can act', () => {
  const state = desk();
  const all = principalsForWorld(state, ACCOUNT);
  expect(all.map(({ arn, active }) => [arn, active])).toEqual([
    [`arn:aws:iam::${ACCOUNT}:user/ada`, true],
    [`arn:aws:iam::${ACCOUNT}:user/bob`, false],
    [`arn:aws:iam::${ACCOUNT}:role/web`, true],
    [`arn:aws:iam::${ACCOUNT}:role/job`, false],
  ]);
  const [ada, bob, web] = all;
  expect(ada?.policies).toEqual([
    { name: 'administrator', text: BUILT_IN_POLICIES[0]?.text },
    { name: 'own', text: OWN },
  ]);
  expect(bob).toMatchObject({ tags: [['team', 'payments']], policies: [], lastSeen: null });
  expect(web?.policies[0]).toBe(ada?.policies[1]);
});

it('decides as the service does, by a policy that is missing too', () => {
  const state = desk();
  const library = createPolicyLibrary((bytes) => createHash('sha256').update(bytes).digest());
  for (const { id, policies } of principalsForWorld(state, ACCOUNT)) {
    const names = state.principal(id)?.policies ?? [];
    const enforced = library.identityPolicies(state, names).map(({ compiled }) => compiled.statements);
    const judged = policies.map(({ text }) => {
      const parsed = parsePolicy(text, 'identity');
      return parsed.ok ? compilePolicy(parsed.document, 'identity').statements : null;
    });
    const written = (all: typeof judged) => all.map((each) => each?.map((statement) => statement.written));
    expect(written(judged)).toEqual(written(enforced));
  }
});
