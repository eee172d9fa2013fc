import { expect, test } from 'vitest';
import { defaultKeyPolicy, keyPolicyFor } from '../../../domain/policy/default-policy.ts';
import { ACCOUNT, arnOf, WORLD } from '../world.fixture.ts';
import { statementParts, statementText } from '../../ui/statement-words.ts';
import { PLAIN_RULES } from '../../../domain/policy/lint/plain-rules.ts';
import * as exact from './exact.ts';
import { judge } from './judge.ts';

const saved = defaultKeyPolicy(ACCOUNT);
const read = (text: string) =>
  judge({ kind: 'key', saved, world: WORLD, suppressions: [] }, PLAIN_RULES).read(text, exact).reading;

test('the saved policy keeps everybody', () => {
  const { problems, keepers, statements } = read(saved);
  expect(problems).toEqual([]);
  expect(keepers).toEqual({ self: false, losing: [], left: ['user/anna', 'user/ben'], today: 2 });
  expect(statements?.map(statementText)).toEqual([
    'Whoever the account’s identity policies allow may do everything.',
  ]);
});

test('an action that names nothing is found at its place, and not said to be allowed', () => {
  const text = keyPolicyFor({
    accountId: ACCOUNT,
    administrators: [arnOf('user/anna')],
    users: [arnOf('role/api')],
    delegateToAccount: true,
  }).replace('"kms:Decrypt"', '"kms:Decrpyt"');
  const { problems, findings, statements } = read(text);
  expect(problems).toEqual([]);
  const found = findings.find(({ code }) => code === 'unknown-action');
  expect(text.slice(found?.from, found?.to)).toContain('kms:Decrpyt');
  expect(found?.severity).toBe('error');
  expect((statements ?? []).flatMap((each) => statementParts(each).actions)).not.toContain('Decrpyt');
  expect(read(saved).findings.filter(({ severity }) => severity === 'error')).toEqual([]);
});

test('without delegation whoever is not named loses PutKeyPolicy', () => {
  const only = (administrator: string): string =>
    keyPolicyFor({
      accountId: ACCOUNT,
      administrators: [administrator],
      users: [arnOf('role/api')],
      delegateToAccount: false,
    });
  expect(read(only(arnOf('user/anna'))).keepers).toEqual({
    self: false,
    losing: ['user/ben'],
    left: ['user/anna'],
    today: 2,
  });
  expect(read(only(arnOf('user/ben'))).keepers).toMatchObject({ self: true, left: ['user/ben'] });
  expect(read(only(arnOf('role/gone'))).keepers).toMatchObject({ self: true, left: [] });
});

test('who is bound by what is known of them before they ask keeps PutKeyPolicy', () => {
  const text = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: arnOf('root') },
        Action: 'kms:*',
        Resource: '*',
        Condition: { StringEquals: { 'aws:PrincipalArn': arnOf('user/anna') } },
      },
    ],
  });
  expect(read(text).keepers).toMatchObject({ self: false, losing: ['user/ben'], left: ['user/anna'] });
});

test('what cannot be read is named at its place', () => {
  const { problems } = read('{ "Version": "2012-10-17", }');
  expect(problems.some(({ from }) => from > 20)).toBe(true);
  const nobody = keyPolicyFor({
    accountId: ACCOUNT,
    administrators: [arnOf('user/nobody')],
    users: [],
    delegateToAccount: true,
  });
  expect(read(nobody).problems.map(({ from, to }) => nobody.slice(from, to))).toEqual([
    `"${arnOf('user/nobody')}"`,
  ]);
  const long = read(`"${'x'.repeat(40_000)}"`);
  expect(long.problems[0]?.message).toContain('32768');
  expect(long.findings[0]).toMatchObject({ severity: 'error', blocks: true });
});

test('nobody is known to keep anything where the directory is not known', () => {
  const blind = judge(
    { kind: 'key', saved, world: { ...WORLD, principals: null }, suppressions: [] },
    PLAIN_RULES,
  );
  expect(blind.read(saved, exact).reading.keepers).toBeNull();
});

test('who may see the grants is told where whoever edits may not', () => {
  const seen = (world: typeof WORLD) =>
    judge({ kind: 'key', saved, world, suppressions: [] }, PLAIN_RULES).read(saved, exact).reading.seers;
  expect(seen(WORLD)).toBeNull();
  expect(seen({ ...WORLD, grants: null })).toEqual(['user/anna', 'user/ben']);
  const principals = (WORLD.principals ?? []).map((each) => ({ ...each, active: each.name !== 'anna' }));
  expect(seen({ ...WORLD, grants: null, principals })).toEqual(['user/ben']);
  expect(seen({ ...WORLD, grants: null, principals: null })).toBeNull();
});

test('until the exact part has come a text is read without questions of meaning, and it is said', () => {
  const dead = {
    Sid: 'Dead',
    Effect: 'Allow',
    Principal: { AWS: arnOf('role/api') },
    Action: 'kms:Decrypt',
    Resource: '*',
  };
  const text = JSON.stringify({
    Version: '2012-10-17',
    Statement: [dead, { ...dead, Sid: 'Ban', Effect: 'Deny' }],
  });
  const { read: reading } = judge({ kind: 'key', saved, world: WORLD, suppressions: [] }, PLAIN_RULES);
  const [first, second] = [reading(text, null), reading(text, exact)];
  const codes = ({ reading: { findings } }: typeof first) => findings.map(({ code }) => code);
  expect(codes(second)).toEqual(expect.arrayContaining(codes(first)));
  expect(codes(first).length).toBeGreaterThan(0);
  expect(codes(second)).toContain('allow-fully-denied');
  expect(codes(first)).not.toContain('allow-fully-denied');
  expect([first.reading.isWhole, second.reading.isWhole]).toEqual([false, true]);
  expect(first.exactly).toBeNull();
  const { findings: _, isWhole: _first, ...same } = first.reading;
  expect(second.reading).toMatchObject(same);
});

test('an accepted finding that takes the comparison to find is not told to be gone before it has come', () => {
  const wide = {
    Sid: 'Wide',
    Effect: 'Allow',
    Principal: '*',
    Action: 'kms:Decrypt',
    Resource: '*',
    Condition: { StringLike: { 'aws:PrincipalAccount': '12*' } },
  };
  const text = JSON.stringify({ Version: '2012-10-17', Statement: [wide] });
  const borne = {
    code: 'public-weak-condition',
    statement: 'Wide',
    reason: 'Kept for a month',
    until: WORLD.now + 1,
    by: arnOf('user/anna'),
    at: 0,
  };
  const { read: reading } = judge({ kind: 'key', saved, world: WORLD, suppressions: [borne] }, PLAIN_RULES);
  const codes = (of: typeof exact | null) => reading(text, of).reading.findings.map(({ code }) => code);
  expect(codes(null)).not.toContain('public-weak-condition');
  expect(codes(exact)).toContain('public-weak-condition');
  expect([...codes(null), ...codes(exact)]).not.toContain('suppression-stale');
});
