import { describe, expect, test } from 'vitest';
import { KEY_USAGES } from '../keys/key-specs.ts';
import { compilePolicy } from './compile.ts';
import { defaultKeyPolicy, keyPolicyFor, type NewKeyPolicy } from './default-policy.ts';
import { decide } from './evaluate.ts';
import { parsePolicy } from './parse.ts';
import { ACCOUNT, anna, ANNA, app, APP, ask, KEY_ID, source } from './policies.fixture.ts';

function inForce(text: string) {
  const parsed = parsePolicy(text, 'key');
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return { compiled: compilePolicy(parsed.document, 'key'), id: KEY_ID, version: 1, digest: 'd' };
}

describe('defaultKeyPolicy', () => {
  test('is the text of AWS KMS, byte for byte', () => {
    expect(defaultKeyPolicy('123456789012')).toBe(
      '{\n  "Version" : "2012-10-17",\n  "Id" : "key-default-1",\n  "Statement" : [ {\n    "Sid" : "Enable IAM User Permissions",\n    "Effect" : "Allow",\n' +
        '    "Principal" : {\n      "AWS" : "arn:aws:iam::123456789012:root"\n    },\n    "Action" : "kms:*",\n    "Resource" : "*"\n  } ]\n}',
    );
  });

  test('leaves the decision to identity policies', () => {
    const policy = inForce(defaultKeyPolicy(ACCOUNT));
    expect(decide(ask('kms:Decrypt', anna), policy, []).allowed).toBe(false);
    expect(
      decide(ask('kms:Decrypt', anna), policy, [
        source('identity', [{ Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*' }]),
      ]).allowed,
    ).toBe(true);
  });
});

const choice: NewKeyPolicy = {
  accountId: ACCOUNT,
  administrators: [ANNA],
  users: [APP],
  delegateToAccount: false,
};
const sids = (change: Partial<NewKeyPolicy>): readonly (string | null)[] =>
  inForce(keyPolicyFor({ ...choice, ...change })).compiled.statements.map(({ sid }) => sid);

describe('keyPolicyFor', () => {
  test('lets administrators care for the key and users use it, and neither the other', () => {
    const policy = inForce(keyPolicyFor(choice));
    const allowed = (action: string, caller: typeof anna): boolean =>
      decide(ask(action, caller), policy, []).allowed;
    for (const action of ['kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion', 'kms:CreateAlias']) {
      expect([allowed(action, anna), allowed(action, app)], action).toEqual([true, false]);
    }
    for (const action of ['kms:Decrypt', 'kms:GenerateDataKeyPair', 'kms:ReEncryptTo']) {
      expect([allowed(action, anna), allowed(action, app)], action).toEqual([false, true]);
    }
    expect(allowed('kms:CreateGrant', anna)).toBe(false);
  });

  test('names its statements, and leaves out those that would name nobody', () => {
    expect(sids({ delegateToAccount: true })).toEqual([
      'Control by the account',
      'Key administrators',
      'Use of the key',
    ]);
    expect(sids({})).toEqual(['Key administrators', 'Use of the key']);
    expect(sids({ users: [] })).toEqual(['Key administrators']);
  });

  test('is a good policy for every usage, and one that the parser refuses when nobody is chosen', () => {
    for (const usage of KEY_USAGES)
      expect(inForce(keyPolicyFor({ ...choice, usage })).compiled.statements).toHaveLength(2);
    const nobody = parsePolicy(keyPolicyFor({ ...choice, administrators: [], users: [] }), 'key');
    expect(nobody).toMatchObject({ ok: false, problems: [{ code: 'element-empty' }] });
  });

  test('is indented text', () => {
    expect(keyPolicyFor(choice).split('\n').slice(0, 4)).toEqual([
      '{',
      '  "Version": "2012-10-17",',
      '  "Statement": [',
      '    {',
    ]);
  });
});
