/** Who may what, in AWS KMS’s words (kms-api.md §1.4, §8.1, §8.5). */
import { describe, expect, it } from 'vitest';
import { ROOT } from '../testing/desk.ts';
import {
  ACCOUNT,
  OPERATOR,
  REGION,
  eventOf,
  expectRefused,
  makeKey,
  makeService,
  succeed,
  useDesk,
  useService,
} from './testing/conformance.ts';
import {
  aws,
  dataKey,
  delegated,
  denied,
  keyWith,
  kept,
  policyOf,
  refused,
  SILENT_IDENTITY,
  SILENT_RESOURCE,
} from './testing/policies.ts';

const desk = useDesk();
const plain = useService(desk, 'plain');
const user = useService(desk, 'user', ['key-user']);
const manager = useService(desk, 'manager', ['key-administrator']);
const auditor = useService(desk, 'auditor', ['auditor']);

describe('who is allowed', () => {
  it('leaves a key with the default policy to identity policies', async () => {
    const key = await makeKey(desk);
    const answer = await desk.call('GenerateDataKey', dataKey(key), user);
    expect(answer.status).toBe(200);
    expect(await eventOf(desk, answer)).toMatchObject({
      Outcome: 'allowed',
      Principal: user.arn,
      DecidedBy: [
        { Source: 'KEY_POLICY', Sid: 'Enable IAM User Permissions', Effect: 'Allow' },
        { Source: 'IDENTITY_POLICY', Sid: 'Use keys', Effect: 'Allow' },
      ],
    });
    await refused(desk, user, 'DisableKey', { KeyId: key.id }, key, SILENT_IDENTITY);
    for (const [operation, body] of [
      ['DescribeKey', { KeyId: key.id }],
      ['GenerateDataKey', dataKey(key)],
      ['GenerateDataKeyWithoutPlaintext', dataKey(key)],
      ['Encrypt', { KeyId: key.id, Plaintext: 'YQ==' }],
      ['GetKeyPolicy', { KeyId: key.id }],
      ['PutKeyPolicy', { KeyId: key.id, Policy: policyOf(kept()) }],
      ['ListKeyPolicies', { KeyId: key.id }],
      ['EnableKey', { KeyId: key.id }],
      ['DisableKey', { KeyId: key.id }],
    ] as const)
      expect((await refused(desk, plain, operation, body, key, SILENT_IDENTITY)).DecidedBy).toEqual([]);
  });

  it('needs no identity policy for whom the key policy names', async () => {
    const key = await keyWith(desk, {
      Sid: 'named',
      Principal: aws(plain.arn),
      Action: ['kms:GenerateDataKey', 'kms:decrypt'],
    });
    const answer = await desk.call('GenerateDataKey', dataKey(key), plain);
    expect(await eventOf(desk, answer)).toMatchObject({
      DecidedBy: [{ Source: 'KEY_POLICY', Sid: 'named', Effect: 'Allow' }],
    });
    await succeed(desk, 'Decrypt', { CiphertextBlob: answer.body['CiphertextBlob'] }, plain);
    await refused(desk, plain, 'Encrypt', { KeyId: key.id, Plaintext: 'YQ==' }, key, SILENT_RESOURCE);
    await refused(desk, plain, 'GenerateDataKeyWithoutPlaintext', dataKey(key), key, SILENT_RESOURCE);
  });

  it('gives nothing by identity policies where the key policy does not delegate, to administrators too', async () => {
    const key = await makeKey(desk, {
      Policy: policyOf({ Principal: aws(plain.arn), Action: 'kms:*' }),
      BypassPolicyLockoutSafetyCheck: true,
    });
    for (const [as, arn] of [
      [ROOT, OPERATOR],
      [user, user.arn],
      [manager, manager.arn],
    ] as const)
      await expectRefused(
        desk,
        'DescribeKey',
        { KeyId: key.id },
        { ...denied(arn, 'kms:DescribeKey', key.arn, SILENT_RESOURCE('kms:DescribeKey')), as },
      );
    await succeed(desk, 'DescribeKey', { KeyId: key.id }, plain);
  });

  it('lets an explicit deny win over every allow', async () => {
    const key = await keyWith(
      desk,
      delegated(),
      { Principal: '*', Action: 'kms:*' },
      { Sid: 'never', Effect: 'Deny', Principal: aws(user.arn), Action: 'kms:GenerateDataKey*' },
    );
    const event = await refused(
      desk,
      user,
      'GenerateDataKey',
      dataKey(key),
      key,
      () => 'with an explicit deny in a resource-based policy',
    );
    expect(event.DecidedBy).toMatchObject([{ Source: 'KEY_POLICY', Sid: 'never', Effect: 'Deny' }]);
    await refused(
      desk,
      user,
      'GenerateDataKeyWithoutPlaintext',
      dataKey(key),
      key,
      () => 'with an explicit deny in a resource-based policy',
    );
    await succeed(desk, 'Encrypt', { KeyId: key.id, Plaintext: 'YQ==' }, user);
    await succeed(desk, 'GenerateDataKey', dataKey(key), plain);
  });

  it('keeps in the log, and only there, which version of the policy refused and what came closest', async () => {
    const key = await keyWith(desk, {
      Sid: 'Use',
      Principal: aws(plain.arn),
      Action: 'kms:GenerateDataKey',
      Condition: { StringEquals: { 'kms:EncryptionContext:tenant': 'acme' } },
    });
    const event = await refused(
      desk,
      plain,
      'GenerateDataKey',
      dataKey(key, { tenant: 'globex' }),
      key,
      SILENT_RESOURCE,
    );
    const notes = new Map(event.Extensions);
    expect(notes.get('nearMiss')).toBe(
      '“Use” of the key’s policy: kms:EncryptionContext:tenant should be “acme”, but it is “globex”.',
    );
    expect(notes.get('keyPolicyVersion')).toBe('1');
    expect(notes.get('keyPolicyDigest')).toMatch(/^[0-9a-f]{64}$/);
    // Of one whom the policy does not speak of nothing came near; the version is kept all the same.
    const other = await refused(desk, user, 'GenerateDataKey', dataKey(key), key, SILENT_RESOURCE);
    expect(other.Extensions.map(([name]) => name)).toEqual(['keyPolicyDigest', 'keyPolicyVersion']);
  });

  it('lets an unknown access key into nothing', async () => {
    for (const as of [{ ...ROOT, accessKeyId: 'KDAKNOTTHERE00000000' }]) {
      const answer = await desk.call('ListKeys', {}, as);
      expect([answer.status, answer.body]).toEqual([
        400,
        {
          __type: 'UnrecognizedClientException',
          message: 'The security token included in the request is invalid.',
        },
      ]);
    }
  });

  it('stops an access key at once when it is switched off or deleted', async () => {
    const made = await makeService(desk, 'passing', ['key-user']);
    const gone = {
      __type: 'UnrecognizedClientException',
      message: 'The security token included in the request is invalid.',
    };
    await succeed(desk, 'ListKeys', {}, made);
    await succeed(desk, 'Keydesk.UpdateAccessKey', { AccessKeyId: made.accessKeyId, Status: 'Inactive' });
    expect((await desk.call('ListKeys', {}, made)).body).toEqual(gone);
    await succeed(desk, 'Keydesk.UpdateAccessKey', { AccessKeyId: made.accessKeyId, Status: 'Active' });
    await succeed(desk, 'ListKeys', {}, made);
    await succeed(desk, 'Keydesk.DeleteAccessKey', { AccessKeyId: made.accessKeyId });
    expect((await desk.call('ListKeys', {}, made)).body).toEqual(gone);
  });
});

describe('calls without a key', () => {
  it.each<readonly [string, object]>([
    ['ListKeys', {}],
    ['ListAliases', {}],
    ['CreateKey', {}],
    ['DescribeCustomKeyStores', {}],
  ])('%s is for identity policies', async (operation, body) => {
    await expectRefused(desk, operation, body, {
      ...denied(plain.arn, `kms:${operation}`, '*', SILENT_IDENTITY(`kms:${operation}`)),
      as: plain,
    });
    await succeed(desk, operation, body);
  });

  it.each(['SearchAuditEvents', 'SearchKeys', 'CreateService', 'ListServices', 'ListPrincipals'])(
    'Keydesk.%s likewise',
    async (operation) => {
      await expectRefused(
        desk,
        `Keydesk.${operation}`,
        operation === 'CreateService' ? { Name: 'sneaky', Policies: ['administrator'] } : {},
        {
          ...denied(plain.arn, `keydesk:${operation}`, '*', SILENT_IDENTITY(`keydesk:${operation}`)),
          as: plain,
        },
      );
    },
  );

  it('shows the auditor the log, and lets them use nothing', async () => {
    const key = await makeKey(desk);
    await succeed(desk, 'Keydesk.SearchAuditEvents', {}, auditor);
    await succeed(desk, 'GetKeyPolicy', { KeyId: key.id }, auditor);
    await refused(desk, auditor, 'GenerateDataKey', dataKey(key), key, SILENT_IDENTITY);
  });
});

describe('CreateAlias', () => {
  it('needs the permission on the alias and on the key', async () => {
    const aliasArn = `arn:aws:kms:${REGION}:${ACCOUNT}:alias/two`;
    const mine = await keyWith(desk, { Principal: aws(plain.arn), Action: 'kms:*' });
    const body = { AliasName: 'alias/two', TargetKeyId: mine.id };
    await expectRefused(desk, 'CreateAlias', body, {
      ...denied(plain.arn, 'kms:CreateAlias', aliasArn, SILENT_IDENTITY('kms:CreateAlias')),
      as: plain,
      unchanged: mine,
    });
    await expectRefused(desk, 'CreateAlias', body, {
      ...denied(manager.arn, 'kms:CreateAlias', mine.arn, SILENT_RESOURCE('kms:CreateAlias')),
      as: manager,
      unchanged: mine,
    });
    const both = await keyWith(desk, { Sid: 'both', Principal: aws(manager.arn), Action: 'kms:CreateAlias' });
    const answer = await desk.call('CreateAlias', { ...body, TargetKeyId: both.id }, manager);
    expect([answer.status, answer.body]).toEqual([200, {}]);
    expect((await eventOf(desk, answer)).DecidedBy).toMatchObject([
      { Source: 'IDENTITY_POLICY' },
      { Source: 'KEY_POLICY', Sid: 'both' },
    ]);
  });
});

describe('order of checks', () => {
  it('finds the key before it decides, and decides before state, spec and ciphertext', async () => {
    const key = await keyWith(desk, delegated());
    const { CiphertextBlob } = await succeed(desk, 'Encrypt', { KeyId: key.id, Plaintext: 'YQ==' });
    await expectRefused(
      desk,
      'Encrypt',
      { KeyId: 'alias/none', Plaintext: 'YQ==' },
      { code: 'NotFoundException', as: plain },
    );
    await expectRefused(
      desk,
      'GenerateDataKey',
      { KeyId: key.id },
      { code: 'ValidationException', as: plain },
    );
    await succeed(desk, 'DisableKey', { KeyId: key.id });
    await refused(
      desk,
      plain,
      'Encrypt',
      { KeyId: key.id, Plaintext: 'YQ==', EncryptionAlgorithm: 'RSAES_OAEP_SHA_1' },
      key,
      SILENT_IDENTITY,
    );
    await refused(desk, plain, 'Decrypt', { CiphertextBlob }, key, SILENT_IDENTITY);
    await refused(desk, plain, 'Decrypt', { CiphertextBlob, DryRun: true }, key, SILENT_IDENTITY);
    const other = await makeKey(desk);
    await refused(desk, plain, 'Decrypt', { CiphertextBlob, KeyId: other.id }, key, SILENT_IDENTITY);
    await expectRefused(
      desk,
      'Decrypt',
      { CiphertextBlob, KeyId: other.id, EncryptionAlgorithm: 'RSAES_OAEP_SHA_1' },
      { code: 'DisabledException' },
    );
  });
});
