/** What is said of identity policies that give too much, and what is not said of those that do not. */
import { describe, expect, test } from 'vitest';
import { BUILT_IN_POLICIES } from '../built-in-policies.ts';
import { applyEdits } from './apply.ts';
import { EXAMPLE_WORLD, identityPolicy, type ExampleStatement } from './examples.ts';
import { fixAll, lintPolicy } from './lint.ts';

/** As the editor of identity policies asks: of people and keys nothing is known. */
const WORLD = { ...EXAMPLE_WORLD, key: null, principals: null, grants: null, me: null };
const lint = (...statements: readonly ExampleStatement[]) => {
  const found = lintPolicy(identityPolicy(...statements), 'identity', WORLD);
  expect(found.problems).toEqual([]);
  return found;
};
const codes = (severity: string, ...statements: readonly ExampleStatement[]): readonly string[] =>
  lint(...statements)
    .findings.filter((finding) => finding.severity === severity)
    .map(({ code }) => code);

describe('an identity policy', () => {
  test.each<readonly [string, ExampleStatement, readonly string[]]>([
    ['everything', { Action: '*' }, ['full-access-principal']],
    ['everything with keys', { Action: 'kms:*' }, ['full-access-principal']],
    ['everything with keys and desk', { Action: ['kms:*', 'keydesk:*'] }, ['full-access-principal']],
    ['everything of the desk', { Action: 'keydesk:*' }, ['as-good-as-administrator']],
    ['attaching policies', { Action: 'keydesk:UpdatePrincipalPolicies' }, ['as-good-as-administrator']],
    ['writing policies', { Action: 'keydesk:Put*' }, ['as-good-as-administrator']],
    ['tagging people', { Action: 'keydesk:UpdatePrincipalTags' }, ['as-good-as-administrator']],
    ['all but one action', { NotAction: 'kms:Decrypt', Action: undefined }, ['allow-notaction']],
    ['grants of anything', { Action: 'kms:CreateGrant' }, ['creategrant-unbounded']],
    ['grants by a pattern', { Action: 'kms:Create*' }, ['creategrant-hidden']],
    ['both duties', { Action: ['kms:PutKeyPolicy', 'kms:Decrypt'] }, ['admin-and-user']],
    ['key policies, unseen', { Action: 'kms:Put*' }, ['putpolicy-escalation']],
    ['use and deletion', { Action: ['kms:Decrypt', 'kms:ScheduleKeyDeletion'] }, ['deletion-broad']],
    ['use of keys', { Action: ['kms:Decrypt', 'kms:Encrypt'] }, []],
    ['making services', { Action: ['keydesk:CreateService', 'keydesk:InviteUser'] }, []],
    ['writing a policy that nobody has', { Action: 'keydesk:CreateIdentityPolicy' }, []],
  ])('that gives %s', (_, statement, expected) => {
    expect(codes('high', statement)).toEqual(expected);
  });

  test('is told with which keys, and whom it makes as good as an administrator', () => {
    const [all] = lint({ Sid: 'All', Action: '*' }).findings;
    expect(all?.message).toBe(
      'Statement "All" lets whoever has this policy do everything with every key that leaves control to the account: use it, change its policy, make grants, delete it; and run this desk: people, services, their policies, sessions. For who is meant to do that there is "administrator", which the desk counts and guards; leave others the actions that they need.',
    );
    const one = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
    const named = lint({ Sid: 'One', Action: 'kms:*', Resource: one }).findings[0];
    expect(named?.message).toContain('do everything with the keys that it names: use it');
    expect(named?.message).toContain('Leave the actions that they need, on the keys that they need.');
  });

  test('is told what a new access key is worth, and that it opens every key', () => {
    expect(codes('medium', { Action: 'keydesk:CreateAccessKey' })).toEqual(['as-good-as-administrator']);
    expect(codes('low', { Sid: 'Use', Action: 'kms:Decrypt' })).toEqual(['use-of-every-key']);
    const some = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
    expect(codes('low', { Sid: 'Use', Action: 'kms:Decrypt', Resource: some })).toEqual([]);
    const tagged = { StringEquals: { 'aws:ResourceTag/team': 'payments' } };
    expect(codes('low', { Sid: 'Use', Action: 'kms:Decrypt', Condition: tagged })).toEqual([]);
  });

  test('whose Deny takes it away again is not', () => {
    const all = { Sid: 'Desk', Action: 'keydesk:*' };
    const deny = (more: ExampleStatement = {}) => ({
      Sid: 'Not these',
      Effect: 'Deny',
      Action: [
        'keydesk:UpdatePrincipal*',
        'keydesk:PutIdentityPolicy',
        'keydesk:CreateAccessKey',
        'keydesk:ResetUser',
      ],
      ...more,
    });
    expect(codes('high', all, deny())).toEqual([]);
    const sometimes = { Bool: { 'aws:MultiFactorAuthPresent': 'false' } };
    expect(codes('high', all, deny({ Condition: sometimes }))).toEqual(['as-good-as-administrator']);
    const key = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
    const duties = { Sid: 'Both', Action: ['kms:PutKeyPolicy', 'kms:Decrypt'] };
    const noDecrypt = { Sid: 'No', Effect: 'Deny', Action: 'kms:Decrypt' };
    expect(codes('high', duties, noDecrypt)).toEqual([]);
    expect(codes('high', duties, { ...noDecrypt, Resource: key })).toEqual(['admin-and-user']);
  });

  test('is fixed by leaving out what is too much, and nothing else', () => {
    const text = identityPolicy({ Sid: 'Desk', Action: ['keydesk:List*', 'keydesk:Update*'] });
    const { findings } = lintPolicy(text, 'identity', WORLD);
    const fixes = findings.find(({ code }) => code === 'as-good-as-administrator')?.fixes ?? [];
    expect(fixes.map(({ class: of }) => of)).toEqual(['N']);
    expect(JSON.parse(applyEdits(text, fixes[0]?.edits ?? []))).toMatchObject({
      Statement: [{ Action: ['keydesk:List*', 'keydesk:UpdateAccessKey'] }],
    });
  });

  test('loses nothing beside a statement that allows everything', () => {
    const text = identityPolicy({ Sid: 'All', Action: '*' }, { Sid: 'Use', Action: 'kms:Decrypt' });
    expect(fixAll(text, 'identity', WORLD).text).toBe(text);
  });
});

test('the built-in administrator is meant to do everything: a copy of it in other words is not', () => {
  const text = BUILT_IN_POLICIES.find(({ name }) => name === 'administrator')?.text ?? '';
  const said = (of: string) => lintPolicy(of, 'identity', WORLD).findings.map(({ code }) => code);
  expect(said(text)).toEqual([]);
  expect(said(text.replace('Everything', 'All'))).toContain('full-access-principal');
});
