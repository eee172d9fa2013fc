/** Who may what, in AWS KMS's words, and what a key policy must hold to be stored (kms-api.md §8.1, §8.5, §8.6). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeDirectory, ROOT, startTestDesk, type TestDesk } from '../testing/desk.ts';
import {
  eventOf,
  expectRefused,
  makeKey,
  makeService,
  REGION,
  succeed,
  type Key,
  type Refusal,
  type Service,
} from './testing/conformance.ts';

let desk: TestDesk;
let account: string;
/** The administrator that the tests call as, and services with no, user, administrator and auditor policies. */
let operator: string;
let plain: Service;
let user: Service;
let manager: Service;
let auditor: Service;
beforeAll(async () => {
  desk = await startTestDesk();
  [plain, user, manager, auditor] = await Promise.all([
    makeService(desk, 'plain'),
    makeService(desk, 'user', ['key-user']),
    makeService(desk, 'manager', ['key-administrator']),
    makeService(desk, 'auditor', ['auditor']),
  ]);
  account = /\d{12}/.exec(plain.arn)?.[0] ?? '';
  operator = `arn:aws:iam::${account}:role/root-operator`;
});
afterAll(async () => {
  await desk.stop();
  removeDirectory(desk.dataDirectory);
});

interface Statement {
  readonly Sid?: string;
  readonly Effect?: 'Allow' | 'Deny';
  readonly Principal: unknown;
  readonly Action: unknown;
  readonly Condition?: unknown;
}
const policyOf = (...statements: readonly Statement[]): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: statements.map((statement) => ({ Effect: 'Allow', Resource: '*', ...statement })),
  });
const aws = (...arns: readonly string[]): { AWS: readonly string[] } => ({ AWS: arns });
/** Keeps the key in the operator's hands, so that policies can be put. */
const kept = (): Statement => ({ Sid: 'kept', Principal: aws(operator), Action: 'kms:*' });
const delegated = (): Statement => ({ Sid: 'delegated', Principal: aws(account), Action: 'kms:*' });
const keyWith = (...statements: readonly Statement[]): Promise<Key> =>
  makeKey(desk, { Policy: policyOf(kept(), ...statements) });

const SILENT_IDENTITY = (action: string): string =>
  `because no identity-based policy allows the ${action} action`;
const SILENT_RESOURCE = (action: string): string =>
  `because no resource-based policy allows the ${action} action`;
const denied = (who: string, action: string, resource: string, reason: string): Refusal => ({
  code: 'AccessDeniedException',
  message: `User: ${who} is not authorized to perform: ${action} on resource: ${resource} ${reason}`,
});
const refused = async (
  as: Service,
  operation: string,
  body: object,
  key: Key,
  reason: (action: string) => string,
) =>
  expectRefused(desk, operation, body, {
    ...denied(as.arn, `kms:${operation}`, key.arn, reason(`kms:${operation}`)),
    as,
    unchanged: key,
  });
const dataKey = (key: Key, context?: object): object => ({
  KeyId: key.id,
  KeySpec: 'AES_256',
  EncryptionContext: context,
});

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
    await refused(user, 'DisableKey', { KeyId: key.id }, key, SILENT_IDENTITY);
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
      expect((await refused(plain, operation, body, key, SILENT_IDENTITY)).DecidedBy).toEqual([]);
  });

  it('needs no identity policy for whom the key policy names', async () => {
    const key = await keyWith({
      Sid: 'named',
      Principal: aws(plain.arn),
      Action: ['kms:GenerateDataKey', 'kms:decrypt'],
    });
    const answer = await desk.call('GenerateDataKey', dataKey(key), plain);
    expect(await eventOf(desk, answer)).toMatchObject({
      DecidedBy: [{ Source: 'KEY_POLICY', Sid: 'named', Effect: 'Allow' }],
    });
    await succeed(desk, 'Decrypt', { CiphertextBlob: answer.body['CiphertextBlob'] }, plain);
    await refused(plain, 'Encrypt', { KeyId: key.id, Plaintext: 'YQ==' }, key, SILENT_RESOURCE);
    await refused(plain, 'GenerateDataKeyWithoutPlaintext', dataKey(key), key, SILENT_RESOURCE);
  });

  it('gives nothing by identity policies where the key policy does not delegate, to administrators too', async () => {
    const key = await makeKey(desk, {
      Policy: policyOf({ Principal: aws(plain.arn), Action: 'kms:*' }),
      BypassPolicyLockoutSafetyCheck: true,
    });
    for (const [as, arn] of [
      [ROOT, operator],
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
      delegated(),
      { Principal: '*', Action: 'kms:*' },
      { Sid: 'never', Effect: 'Deny', Principal: aws(user.arn), Action: 'kms:GenerateDataKey*' },
    );
    const event = await refused(
      user,
      'GenerateDataKey',
      dataKey(key),
      key,
      () => 'with an explicit deny in a resource-based policy',
    );
    expect(event.DecidedBy).toMatchObject([{ Source: 'KEY_POLICY', Sid: 'never', Effect: 'Deny' }]);
    await refused(
      user,
      'GenerateDataKeyWithoutPlaintext',
      dataKey(key),
      key,
      () => 'with an explicit deny in a resource-based policy',
    );
    await succeed(desk, 'Encrypt', { KeyId: key.id, Plaintext: 'YQ==' }, user);
    await succeed(desk, 'GenerateDataKey', dataKey(key), plain);
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
    await refused(auditor, 'GenerateDataKey', dataKey(key), key, SILENT_IDENTITY);
  });
});

describe('CreateAlias', () => {
  it('needs the permission on the alias and on the key', async () => {
    const aliasArn = `arn:aws:kms:${REGION}:${account}:alias/two`;
    const mine = await keyWith({ Principal: aws(plain.arn), Action: 'kms:*' });
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
    const both = await keyWith({ Sid: 'both', Principal: aws(manager.arn), Action: 'kms:CreateAlias' });
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
    const key = await keyWith(delegated());
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
      plain,
      'Encrypt',
      { KeyId: key.id, Plaintext: 'YQ==', EncryptionAlgorithm: 'RSAES_OAEP_SHA_1' },
      key,
      SILENT_IDENTITY,
    );
    await refused(plain, 'Decrypt', { CiphertextBlob }, key, SILENT_IDENTITY);
    await refused(plain, 'Decrypt', { CiphertextBlob, DryRun: true }, key, SILENT_IDENTITY);
    const other = await makeKey(desk);
    await refused(plain, 'Decrypt', { CiphertextBlob, KeyId: other.id }, key, SILENT_IDENTITY);
    await expectRefused(
      desk,
      'Decrypt',
      { CiphertextBlob, KeyId: other.id, EncryptionAlgorithm: 'RSAES_OAEP_SHA_1' },
      { code: 'DisabledException' },
    );
  });
});

describe('conditions', () => {
  const when = (Condition: object, Action: unknown = 'kms:*'): Promise<Key> =>
    keyWith({ Sid: 'when', Principal: aws(plain.arn), Action, Condition });

  it.each<readonly [object, readonly (object | undefined)[], readonly (object | undefined)[]]>([
    [
      { StringEquals: { 'kms:EncryptionContext:tenant': 'acme' } },
      [{ tenant: 'acme' }, { Tenant: 'acme' }, { tenant: 'acme', more: 'x' }],
      [undefined, {}, { tenant: 'Acme' }, { tenan: 'acme' }],
    ],
    [
      { StringEquals: { 'kms:EncryptionContext:Tenant': ['acme', 'globex'] } },
      [{ tenant: 'globex' }],
      [{ tenant: 'initech' }],
    ],
    [
      { StringLike: { 'kms:EncryptionContext:path': 'a/*' } },
      [{ path: 'a/b/c' }],
      [{ path: 'b/a/' }, undefined],
    ],
    [
      { StringEquals: { 'kms:EncryptionContext:__proto__': 'x' } },
      [JSON.parse('{"__proto__":"x"}') as object],
      [{}, { proto: 'x' }],
    ],
    [{ Null: { 'kms:EncryptionContext:tenant': 'false' } }, [{ tenant: '' }], [{}, undefined]],
    [{ Null: { 'kms:EncryptionContext:tenant': 'true' } }, [undefined, { other: 'x' }], [{ tenant: 'x' }]],
  ])('on the encryption context: %j', async (condition, good, bad) => {
    const key = await when(condition);
    const blobs: unknown[] = [];
    for (const context of good)
      blobs.push((await succeed(desk, 'GenerateDataKey', dataKey(key, context), plain))['CiphertextBlob']);
    for (const context of bad)
      await refused(plain, 'GenerateDataKey', dataKey(key, context), key, SILENT_RESOURCE);
    await succeed(desk, 'Decrypt', { CiphertextBlob: blobs[0], EncryptionContext: good[0] }, plain);
  });

  it('binds a Deny to the context', async () => {
    const key = await keyWith(
      { Principal: aws(plain.arn), Action: 'kms:*' },
      {
        Effect: 'Deny',
        Principal: '*',
        Action: 'kms:Decrypt',
        Condition: { Null: { 'kms:EncryptionContext:tenant': 'true' } },
      },
    );
    const { CiphertextBlob } = await succeed(desk, 'Encrypt', { KeyId: key.id, Plaintext: 'YQ==' }, plain);
    await refused(
      plain,
      'Decrypt',
      { CiphertextBlob },
      key,
      () => 'with an explicit deny in a resource-based policy',
    );
  });

  it.each<readonly [string, object, boolean]>([
    [
      'no service calls for anybody',
      { StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } },
      false,
    ],
    ['nor by pattern', { StringLike: { 'kms:ViaService': '*' } }, false],
    ['its absence can be asked', { Null: { 'kms:ViaService': 'true' } }, true],
    [
      'key spec',
      {
        StringEquals: {
          'kms:KeySpec': 'SYMMETRIC_DEFAULT',
          'kms:KeyUsage': 'ENCRYPT_DECRYPT',
          'kms:KeyOrigin': 'AWS_KMS',
        },
      },
      true,
    ],
    ['another key spec', { StringEquals: { 'kms:KeySpec': 'RSA_2048' } }, false],
    ['the default algorithm', { StringEquals: { 'kms:EncryptionAlgorithm': 'SYMMETRIC_DEFAULT' } }, true],
    ['multi-Region', { Bool: { 'kms:MultiRegion': 'false' } }, true],
    ['plain HTTP', { Bool: { 'aws:SecureTransport': 'true' } }, false],
    ['region', { StringEquals: { 'aws:RequestedRegion': REGION } }, true],
    ['no alias was called', { Null: { 'kms:RequestAlias': 'true' } }, true],
    ['multi-factor is not known of an access key', { Null: { 'aws:MultiFactorAuthPresent': 'true' } }, true],
    ['a role has no user name', { Null: { 'aws:username': 'true' } }, true],
    [
      'two conditions, one of which fails',
      { StringEquals: { 'kms:KeySpec': 'SYMMETRIC_DEFAULT' }, Bool: { 'kms:MultiRegion': true } },
      false,
    ],
  ])('%s: %j', async (_, condition, allowed) => {
    const key = await when(condition);
    if (allowed) await succeed(desk, 'GenerateDataKey', dataKey(key), plain);
    else await refused(plain, 'GenerateDataKey', dataKey(key), key, SILENT_RESOURCE);
  });

  it('knows the caller', async () => {
    const mine = await keyWith({
      Principal: '*',
      Action: 'kms:GenerateDataKey',
      Condition: {
        ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${account}:role/pl*` },
        StringEquals: { 'kms:CallerAccount': account, 'aws:PrincipalAccount': account },
      },
    });
    await succeed(desk, 'GenerateDataKey', dataKey(mine), plain);
    await refused(user, 'GenerateDataKey', dataKey(mine), mine, SILENT_RESOURCE);
  });

  it('knows the alias as it was called', async () => {
    const key = await when({ StringEquals: { 'kms:RequestAlias': 'alias/front' } });
    await succeed(desk, 'CreateAlias', { AliasName: 'alias/front', TargetKeyId: key.id });
    await succeed(desk, 'CreateAlias', { AliasName: 'alias/back', TargetKeyId: key.id });
    const by = (KeyId: string): object => ({ KeyId, Plaintext: 'YQ==' });
    await succeed(desk, 'Encrypt', by('alias/front'), plain);
    await succeed(desk, 'Encrypt', by(`arn:aws:kms:${REGION}:${account}:alias/front`), plain);
    await refused(plain, 'Encrypt', by('alias/back'), key, SILENT_RESOURCE);
    await refused(plain, 'Encrypt', by(key.id), key, SILENT_RESOURCE);
    await refused(plain, 'Encrypt', by(key.arn), key, SILENT_RESOURCE);
  });

  it('knows the caller’s account for a key that is being made', async () => {
    await makeKey(desk, {
      Policy: policyOf({
        Principal: aws(account),
        Action: 'kms:*',
        Condition: { StringEquals: { 'kms:CallerAccount': account } },
      }),
    });
  });
});

describe('PutKeyPolicy', () => {
  const put = (key: Key, Policy: string, more: object = {}): object => ({ KeyId: key.id, Policy, ...more });
  let key: Key;
  beforeAll(async () => {
    key = await keyWith(delegated());
  });

  it('stores the text byte for byte', async () => {
    const { id, arn } = await makeKey(desk);
    for (const Policy of [
      `\n\t${policyOf(kept())}\r\n  `,
      policyOf(kept(), { Sid: 'größer ÿ', Principal: aws(account), Action: 'kms:*' }),
      JSON.stringify({
        Statement: { Effect: 'Allow', Principal: aws(account), Action: 'kms:*', Resource: arn },
      }),
    ]) {
      expect(await succeed(desk, 'PutKeyPolicy', { KeyId: arn, PolicyName: 'default', Policy })).toEqual({});
      expect(await succeed(desk, 'GetKeyPolicy', { KeyId: id, PolicyName: 'default' })).toEqual({
        Policy,
        PolicyName: 'default',
      });
    }
  });

  it('works at once', async () => {
    const at = await keyWith();
    await refused(plain, 'DescribeKey', { KeyId: at.id }, at, SILENT_RESOURCE);
    await succeed(
      desk,
      'PutKeyPolicy',
      put(at, policyOf(kept(), { Principal: aws(plain.arn), Action: 'kms:DescribeKey' })),
    );
    await succeed(desk, 'DescribeKey', { KeyId: at.id }, plain);
    await succeed(desk, 'PutKeyPolicy', put(at, policyOf(kept())));
    await refused(plain, 'DescribeKey', { KeyId: at.id }, at, SILENT_RESOURCE);
  });

  it('knows no policy but default', async () => {
    const refusal: Refusal = { code: 'NotFoundException', message: 'No such policy exists', unchanged: key };
    await expectRefused(desk, 'GetKeyPolicy', { KeyId: key.id, PolicyName: 'other' }, refusal);
    await expectRefused(desk, 'PutKeyPolicy', put(key, policyOf(kept()), { PolicyName: 'Default' }), refusal);
    for (const PolicyName of ['a b', 'a.b'])
      await expectRefused(
        desk,
        'GetKeyPolicy',
        { KeyId: key.id, PolicyName },
        {
          code: 'ValidationException',
          message: `1 validation error detected: Value '${PolicyName}' at 'policyName' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[\\w]+$`,
        },
      );
  });

  const MALFORMED = (message: RegExp): Refusal => ({ code: 'MalformedPolicyDocumentException', message });
  const AT = (text: string, part: string): RegExp => new RegExp(`\\(at character ${text.indexOf(part)}\\)`);
  const one = (element: object): string =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: '*', Action: 'kms:*', Resource: '*', ...element }],
    });

  it.each<readonly [string, RegExp]>([
    ['{', /^The policy is not valid JSON\. .*\(at character \d+\)$/],
    ['hello', /^The policy is not valid JSON\. .*\(at character 0\)$/],
    ['{"Statement":[],"Statement":[]}', /given twice.*\(at character 16\)/],
    ['[]', /^A policy must be an object/],
    ['"*"', /^A policy must be an object/],
    ['{}', /^The policy has no Statement\. \(at character 0\)$/],
    ['{"Statement":[]}', /at least one statement.*\(at character 13\)$/],
    [one({ Effect: 'allow' }), AT(one({ Effect: 'allow' }), '"allow"')],
    [one({ Action: 's3:GetObject' }), /action of another service/],
    [one({ Action: [] }), /at least one value/],
    [one({ Action: undefined }), /^The statement has no Action\./],
    [one({ Resource: undefined }), /^The statement has no Resource\./],
    [one({ Principal: undefined }), /^The statement has no Principal\./],
    [
      one({ Principal: { AWS: 'arn:aws:iam::123456789012:group/all' } }),
      /is a group, and a group cannot be a principal/,
    ],
    [one({ Principal: { AWS: 'arn:aws:iam::123456789012:role/*' } }), /has a wildcard/],
    [one({ Principal: { Service: 's3.amazonaws.com' } }), /Service principal is not supported/],
    [one({ Principal: 'somebody' }), AT(one({ Principal: 'somebody' }), '"somebody"')],
    [one({ NotPrincipal: '*' }), /^NotPrincipal is not supported/],
    [one({ NotAction: 'kms:Decrypt' }), /^NotAction is not supported/],
    [one({ Sidd: 'x' }), /no element "Sidd"/],
    [
      one({ Condition: { DateGreaterThan: { 'aws:CurrentTime': '2030-01-01T00:00:00Z' } } }),
      /^The condition operator DateGreaterThan is not supported/,
    ],
    [
      one({ Condition: { 'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': 'a' } } }),
      /^The condition operator ForAllValues:StringEquals is not supported/,
    ],
    [
      one({ Condition: { StringEqual: { 'kms:KeySpec': 'x' } } }),
      /^There is no condition operator "StringEqual"/,
    ],
    [
      one({ Condition: { StringEquals: { 'kms:Nonsense': 'x' } } }),
      AT(one({ Condition: { StringEquals: { 'kms:Nonsense': 'x' } } }), '"kms:Nonsense"'),
    ],
    [one({ Condition: { StringEquals: { 'aws:ResourceTag/a': 'x' } } }), /not supported in a key policy/],
    [one({ Resource: '${aws:username}' }), /is not a resource.*and 1 more/],
    [JSON.stringify({ Version: '2020-01-01', Statement: [] }), /^Version must be/],
  ])('refuses %s, saying where', async (policy, message) => {
    await expectRefused(desk, 'PutKeyPolicy', put(key, policy), { ...MALFORMED(message), unchanged: key });
    await expectRefused(
      desk,
      'CreateKey',
      { Policy: policy, BypassPolicyLockoutSafetyCheck: true },
      MALFORMED(message),
    );
  });

  it('refuses principals that are not there', async () => {
    const refusal: Refusal = {
      code: 'MalformedPolicyDocumentException',
      message: 'Policy contains a statement with one or more invalid principals.',
    };
    for (const arn of [
      `arn:aws:iam::${account}:role/nobody`,
      `arn:aws:iam::${account}:user/plain`,
      `arn:aws:iam::${account}:role/Plain`,
      `arn:aws:iam::${account}:role/a/path/plain`,
    ]) {
      const Policy = policyOf(kept(), { Principal: aws(plain.arn, arn), Action: 'kms:Decrypt' });
      await expectRefused(desk, 'PutKeyPolicy', put(key, Policy), { ...refusal, unchanged: key });
      await expectRefused(desk, 'PutKeyPolicy', put(key, Policy, { BypassPolicyLockoutSafetyCheck: true }), {
        ...refusal,
        unchanged: key,
      });
      await expectRefused(desk, 'CreateKey', { Policy }, refusal);
    }
  });

  const LOCKED = 'The new key policy will not allow you to update the key policy in the future.';
  it('does not let the caller lock themselves out, and says who else would lose', async () => {
    const Policy = policyOf({ Principal: aws(plain.arn), Action: 'kms:*' });
    await expectRefused(desk, 'PutKeyPolicy', put(key, Policy), {
      code: 'MalformedPolicyDocumentException',
      message: `${LOCKED} ${operator} would lose kms:PutKeyPolicy. These would lose kms:PutKeyPolicy too: ${manager.arn}.`,
      unchanged: key,
    });
    await expectRefused(
      desk,
      'CreateKey',
      { Policy },
      {
        code: 'MalformedPolicyDocumentException',
        message: `${LOCKED} ${operator} would lose kms:PutKeyPolicy.`,
      },
    );
  });

  it.each<readonly [string, () => Statement[], boolean]>([
    ['named', () => [kept()], true],
    ['by delegation', () => [delegated()], true],
    ['everybody', () => [{ Principal: '*', Action: 'kms:*' }], true],
    ['denied', () => [kept(), { Effect: 'Deny', Principal: '*', Action: 'kms:Put*' }], false],
    [
      'without PutKeyPolicy',
      () => [{ Principal: aws(operator), Action: ['kms:Get*', 'kms:PutKeyPolicies'] }],
      false,
    ],
    [
      'under a condition that holds',
      () => [{ ...kept(), Condition: { StringEquals: { 'aws:RequestedRegion': REGION } } }],
      true,
    ],
    [
      'under a condition that does not hold',
      () => [{ ...kept(), Condition: { Bool: { 'aws:SecureTransport': 'true' } } }],
      false,
    ],
    [
      'when the check is not bypassed',
      () => [{ ...kept(), Condition: { Bool: { 'kms:BypassPolicyLockoutSafetyCheck': 'false' } } }],
      true,
    ],
    [
      'when it is',
      () => [{ ...kept(), Condition: { Bool: { 'kms:BypassPolicyLockoutSafetyCheck': 'true' } } }],
      false,
    ],
    ['only another account', () => [{ Principal: aws('999999999999'), Action: 'kms:*' }], false],
    [
      'only another key',
      () => [{ ...kept(), Resource: `arn:aws:kms:${REGION}:999999999999:key/x` } as Statement],
      false,
    ],
  ])('keeps the caller: %s', async (_, statements, ok) => {
    const at = await keyWith(delegated());
    const body = put(at, policyOf(...statements()));
    const locked: Refusal = {
      code: 'MalformedPolicyDocumentException',
      message: new RegExp(`^${LOCKED.replaceAll('.', '\\.')}`),
    };
    if (ok) {
      await succeed(desk, 'PutKeyPolicy', body);
      await makeKey(desk, { Policy: policyOf(...statements()) });
    } else {
      await expectRefused(desk, 'PutKeyPolicy', body, { ...locked, unchanged: at });
      await expectRefused(desk, 'CreateKey', { Policy: policyOf(...statements()) }, locked);
    }
  });

  it('can be told to do it all the same, and the log says so', async () => {
    const at = await makeKey(desk);
    const Policy = policyOf({ Principal: aws(plain.arn), Action: 'kms:*' });
    const answer = await desk.call('PutKeyPolicy', put(at, Policy, { BypassPolicyLockoutSafetyCheck: true }));
    expect([answer.status, answer.body]).toEqual([200, {}]);
    const event = await eventOf(desk, answer);
    expect(event).toMatchObject({
      Outcome: 'allowed',
      KeyId: at.id,
      Parameters: [['BypassPolicyLockoutSafetyCheck', 'true']],
    });
    expect(event.Changes).toHaveLength(1);
    expect((await succeed(desk, 'GetKeyPolicy', { KeyId: at.id }, plain))['Policy']).toBe(Policy);
    await expectRefused(
      desk,
      'PutKeyPolicy',
      put(at, policyOf(kept())),
      denied(operator, 'kms:PutKeyPolicy', at.arn, SILENT_RESOURCE('kms:PutKeyPolicy')),
    );
  });

  it('takes 32 KiB of UTF-8, not a byte more', async () => {
    const at = await makeKey(desk);
    const base = policyOf(kept());
    const fits = base + ' '.repeat(32 * 1024 - base.length);
    await succeed(desk, 'PutKeyPolicy', put(at, fits));
    const over: Refusal = {
      code: 'LimitExceededException',
      message: `The policy has ${32 * 1024 + 1} bytes; the most is ${32 * 1024}.`,
      unchanged: at,
    };
    await expectRefused(desk, 'PutKeyPolicy', put(at, `${fits} `), over);
    const wide = policyOf({ ...kept(), Sid: 'é' });
    await succeed(desk, 'PutKeyPolicy', put(at, wide + ' '.repeat(32 * 1024 - wide.length - 1)));
    await expectRefused(desk, 'PutKeyPolicy', put(at, wide + ' '.repeat(32 * 1024 - wide.length)), {
      ...over,
      unchanged: at,
    });
    await expectRefused(desk, 'CreateKey', { Policy: `${fits} ` }, { code: 'LimitExceededException' });
    await expectRefused(desk, 'PutKeyPolicy', put(at, ' '.repeat(131_073)), {
      code: 'ValidationException',
      message: /'policy' failed to satisfy constraint: Member must have length less than or equal to 131072$/,
      unchanged: at,
    });
  });

  it.each(['\u0000', '\u001f', '\u2028', 'Ā', '鍵', '\u{1F511}'])(
    'refuses the character %j',
    async (character) => {
      await expectRefused(
        desk,
        'PutKeyPolicy',
        put(key, policyOf({ ...kept(), Sid: 'x' }).replace('"x"', `"${character}"`)),
        {
          code: 'ValidationException',
          message:
            /^1 validation error detected: .*at 'policy' failed to satisfy constraint: Member must satisfy regular expression pattern: \^\[\\u0009\\u000A\\u000D\\u0020-\\u00FF\]\+\$$/s,
          unchanged: key,
        },
      );
    },
  );

  it('reports all violations of the model at once, before it looks for the key', async () => {
    await expectRefused(
      desk,
      'PutKeyPolicy',
      { PolicyName: 'x y' },
      {
        code: 'ValidationException',
        message:
          "3 validation errors detected: Value null at 'keyId' failed to satisfy constraint: Member must not be null; Value 'x y' at 'policyName' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[\\w]+$; Value null at 'policy' failed to satisfy constraint: Member must not be null",
      },
    );
  });
});

it('has answered nothing with an internal error', () => {
  expect(desk.stderr()).not.toMatch(/"level":"?(error|50)/);
});
