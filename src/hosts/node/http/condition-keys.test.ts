/** What every condition key answers here, over the wire (kms-api.md §8.4), and the elements that a policy can be written with. */
import { describe, expect, it } from 'vitest';
import {
  ACCOUNT,
  makeKey,
  makeService,
  succeed,
  useDesk,
  useService,
  type Key,
} from './testing/conformance.ts';
import {
  aws,
  dataKey,
  kept,
  keyWith,
  policyOf,
  refused,
  SILENT_RESOURCE,
  type Statement,
} from './testing/policies.ts';

const desk = useDesk();
const plain = useService(desk, 'plain');
const other = useService(desk, 'other');
const DENIED = (): string => 'with an explicit deny in a resource-based policy';

const when = (Condition: object, Action: unknown = 'kms:*'): Promise<Key> =>
  keyWith(desk, { Principal: aws(plain.arn), Action, Condition });

describe('values of one operation', () => {
  it('RotationPeriodInDays is 365 when it is not said', async () => {
    const key = await when({ NumericLessThan: { 'kms:RotationPeriodInDays': 365 } });
    await refused(desk, plain, 'EnableKeyRotation', { KeyId: key.id }, key, SILENT_RESOURCE);
    const asked = { KeyId: key.id, RotationPeriodInDays: 364 };
    await succeed(desk, 'EnableKeyRotation', asked, plain);
    // The key is absent from every other call.
    await refused(desk, plain, 'DescribeKey', { KeyId: key.id }, key, SILENT_RESOURCE);
  });

  it('ScheduleKeyDeletionPendingWindowInDays is 30 when it is not said', async () => {
    const key = await when({
      NumericGreaterThanEquals: { 'kms:ScheduleKeyDeletionPendingWindowInDays': '30' },
    });
    const asked = { KeyId: key.id, PendingWindowInDays: 29 };
    await refused(desk, plain, 'ScheduleKeyDeletion', asked, key, SILENT_RESOURCE);
    await succeed(desk, 'ScheduleKeyDeletion', { KeyId: key.id }, plain);
  });

  it('TrailingDaysWithoutKeyUsage counts from the last use, and only where a key is put away', async () => {
    const key = await when({ NumericEquals: { 'kms:TrailingDaysWithoutKeyUsage': '0' } });
    await refused(desk, plain, 'DescribeKey', { KeyId: key.id }, key, SILENT_RESOURCE);
    await succeed(desk, 'DisableKey', { KeyId: key.id }, plain);
    await succeed(desk, 'ScheduleKeyDeletion', { KeyId: key.id }, plain);
    const unused = await when({ NumericGreaterThan: { 'kms:TrailingDaysWithoutKeyUsage': '0' } });
    await refused(desk, plain, 'DisableKey', { KeyId: unused.id }, unused, SILENT_RESOURCE);
  });

  it('BypassPolicyLockoutSafetyCheck is false when it is not said', async () => {
    const key = await when({ Bool: { 'kms:BypassPolicyLockoutSafetyCheck': 'true' } }, 'kms:PutKeyPolicy');
    const asked = { KeyId: key.id, Policy: '{}' };
    await refused(desk, plain, 'PutKeyPolicy', asked, key, SILENT_RESOURCE);
  });

  it('both sides of ReEncrypt know their own alias and context, and whether they are one key', async () => {
    const side = (Condition: object): Statement => ({
      Principal: aws(plain.arn),
      Action: 'kms:*',
      Condition,
    });
    const from = await keyWith(
      desk,
      side({ StringEquals: { 'kms:RequestAlias': 'alias/from', 'kms:EncryptionContext:a': '1' } }),
    );
    const to = await keyWith(
      desk,
      side({
        StringEquals: { 'kms:RequestAlias': 'alias/to', 'kms:EncryptionContext:b': '2' },
        Bool: { 'kms:ReEncryptOnSameKey': 'false' },
      }),
    );
    for (const [name, key] of Object.entries({ from, to }))
      await succeed(desk, 'CreateAlias', { AliasName: `alias/${name}`, TargetKeyId: key.id });
    const sealed = await succeed(desk, 'Encrypt', {
      KeyId: from.id,
      Plaintext: 'YQ==',
      EncryptionContext: { a: '1' },
    });
    const asked = {
      CiphertextBlob: sealed['CiphertextBlob'],
      SourceKeyId: 'alias/from',
      SourceEncryptionContext: { a: '1' },
      DestinationKeyId: 'alias/to',
      DestinationEncryptionContext: { b: '2' },
    };
    await succeed(desk, 'ReEncrypt', asked, plain);
    const answer = await desk.call('ReEncrypt', { ...asked, DestinationKeyId: to.id }, plain);
    if (answer.status !== 400) throw new Error('an id is no alias');
  });

  it('TagKeys holds the names of all tags that are set or removed', async () => {
    const key = await when(
      { 'ForAllValues:StringLike': { 'aws:TagKeys': ['team-*'] }, Null: { 'aws:TagKeys': 'false' } },
      ['kms:TagResource', 'kms:UntagResource'],
    );
    const tags = (...names: readonly string[]): object => ({
      KeyId: key.id,
      Tags: names.map((TagKey) => ({ TagKey, TagValue: 'x' })),
    });
    await refused(desk, plain, 'TagResource', tags('team-a', 'env'), key, SILENT_RESOURCE);
    await succeed(desk, 'TagResource', tags('team-a', 'team-b'), plain);
    await refused(desk, plain, 'UntagResource', { KeyId: key.id, TagKeys: ['env'] }, key, SILENT_RESOURCE);
    await succeed(desk, 'UntagResource', { KeyId: key.id, TagKeys: ['team-a'] }, plain);
  });

  it('EncryptionContextKeys holds the names of all pairs', async () => {
    const key = await when({
      'ForAnyValue:StringEquals': { 'kms:EncryptionContextKeys': 'tenant' },
      'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': ['tenant', 'purpose'] },
    });
    await succeed(desk, 'GenerateDataKey', dataKey(key, { tenant: 'x', purpose: 'y' }), plain);
    for (const context of [undefined, { purpose: 'y' }, { tenant: 'x', more: 'z' }, { Tenant: 'x' }])
      await refused(desk, plain, 'GenerateDataKey', dataKey(key, context), key, SILENT_RESOURCE);
  });
});

describe('values of every call', () => {
  it.each<readonly [string, object, boolean]>([
    ['an address in a block', { IpAddress: { 'aws:SourceIp': ['127.0.0.0/8', '::1/128'] } }, true],
    ['an address that is not in it', { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }, false],
    ['not an address in it', { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }, true],
    ['a time that has passed', { DateGreaterThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } }, true],
    ['a time to come', { DateLessThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } }, false],
    ['the time in seconds', { NumericGreaterThan: { 'aws:EpochTime': '1577836800' } }, true],
    ['no second factor of an access key', { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' } }, true],
    ['nor its age', { NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' } }, false],
    ['no sign-in of an access key', { Null: { 'aws:TokenIssueTime': 'true' } }, true],
    ['nobody calls for a service', { Bool: { 'aws:ViaAWSService': 'false' } }, true],
    ['nor is one', { Bool: { 'aws:PrincipalIsAWSService': 'false' } }, true],
    ['the account that owns the key', { StringEquals: { 'aws:ResourceAccount': ACCOUNT } }, true],
    ['no VPC', { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } }, true],
    ['a key that nobody knows', { StringEquals: { 'aws:Nonsense': '${aws:Nonsense}' } }, false],
    ['what it is', { StringEquals: { 'aws:PrincipalType': 'AssumedRole' } }, true],
    [
      'a variable',
      { StringEquals: { 'aws:PrincipalArn': `arn:aws:iam::\${kms:CallerAccount}:role/plain` } },
      true,
    ],
    ['a default', { StringEquals: { 'aws:ResourceAccount': `\${aws:username, '${ACCOUNT}'}` } }, true],
  ])('%s: %j', async (_, condition, allowed) => {
    const key = await when(condition);
    if (allowed) await succeed(desk, 'GenerateDataKey', dataKey(key), plain);
    else await refused(desk, plain, 'GenerateDataKey', dataKey(key), key, SILENT_RESOURCE);
  });
});

describe('inverted elements', () => {
  it('NotAction allows all but what it lists', async () => {
    const key = await keyWith(desk, {
      Principal: aws(plain.arn),
      NotAction: ['kms:decrypt', 'kms:Put*'],
      Action: undefined,
    });
    const { CiphertextBlob } = await succeed(desk, 'GenerateDataKey', dataKey(key), plain);
    await refused(desk, plain, 'Decrypt', { CiphertextBlob }, key, SILENT_RESOURCE);
  });

  it('a Deny with NotPrincipal spares whom it lists with their account', async () => {
    const everybody = { Principal: '*', Action: ['kms:GenerateDataKey'] };
    const but = (...arns: readonly string[]): Statement => ({
      Effect: 'Deny',
      Principal: undefined,
      NotPrincipal: aws(...arns),
      Action: ['kms:GenerateDataKey'],
    });
    const key = await keyWith(desk, everybody, but(plain.arn, `arn:aws:iam::${ACCOUNT}:root`));
    await succeed(desk, 'GenerateDataKey', dataKey(key), plain);
    await refused(desk, other, 'GenerateDataKey', dataKey(key), key, DENIED);
    const alone = await keyWith(desk, everybody, but(plain.arn));
    await refused(desk, plain, 'GenerateDataKey', dataKey(alone), alone, DENIED);
  });

  it('NotResource spares this key', async () => {
    const key = await makeKey(desk);
    const statement = (NotResource: string): object => ({
      Effect: 'Allow',
      Principal: aws(plain.arn),
      Action: 'kms:GenerateDataKey',
      NotResource,
    });
    const delegation = { Effect: 'Allow', Principal: aws(ACCOUNT), Action: 'kms:*', Resource: '*' };
    const put = (NotResource: string): Promise<unknown> =>
      succeed(desk, 'PutKeyPolicy', {
        KeyId: key.id,
        Policy: JSON.stringify({ Version: '2012-10-17', Statement: [delegation, statement(NotResource)] }),
      });
    await put(key.arn);
    const answer = await desk.call('GenerateDataKey', dataKey(key), plain);
    if (answer.status !== 400) throw new Error('the key is spared');
    await put('arn:aws:kms:*:*:key/another');
    await succeed(desk, 'GenerateDataKey', dataKey(key), plain);
  });
});

describe('who could, where no request is made', () => {
  it('reckons with conditions that follow from the principal, and with a request that suits where it is asked', async () => {
    const key = await keyWith(
      desk,
      {
        Principal: '*',
        Action: 'kms:Decrypt',
        Condition: { StringLike: { 'kms:EncryptionContext:a': '*' } },
      },
      {
        Effect: 'Deny',
        Principal: '*',
        Action: 'kms:Decrypt',
        Condition: { ArnNotEquals: { 'aws:PrincipalArn': plain.arn } },
      },
    );
    const shown = await succeed(desk, 'Keydesk.DescribeKeyOverview', { KeyId: key.id });
    expect(shown['CanDecrypt']).toEqual([expect.objectContaining({ Principal: plain.arn, Statement: 1 })]);
  });

  it('knows who alone can change a policy that denies it to all others', async () => {
    const lone = await makeService(desk, 'lone');
    const Policy = policyOf(
      kept(),
      { Principal: aws(lone.arn), Action: 'kms:PutKeyPolicy' },
      {
        Effect: 'Deny',
        Principal: '*',
        Action: 'kms:PutKeyPolicy',
        // The operator may still put policies back: under a bypass, which only a request can say.
        Condition: {
          StringNotEquals: { 'aws:PrincipalArn': lone.arn },
          Bool: { 'kms:BypassPolicyLockoutSafetyCheck': 'false' },
        },
      },
    );
    const key = await makeKey(desk, { Policy, BypassPolicyLockoutSafetyCheck: true });
    const found = await succeed(desk, 'Keydesk.ListPrincipalDependencies', {
      PrincipalId: await idOf(lone.arn),
    });
    expect(found['Keys']).toEqual([expect.objectContaining({ KeyId: key.id, AdministersAlone: true })]);
  });
});

async function idOf(arn: string): Promise<string> {
  const { Services } = await succeed(desk, 'Keydesk.ListServices');
  const services = Services as readonly { Arn: string; PrincipalId: string }[]; // ListServices' output
  const id = services.find(({ Arn }) => Arn === arn)?.PrincipalId;
  if (id === undefined) throw new Error(`no service ${arn}`);
  return id;
}
