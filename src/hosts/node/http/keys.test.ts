/** Keys, their states, aliases, tags and lists on the wire (kms-api.md §1.6, §2, §3, §5.1, §5.2). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeDirectory, startTestDesk, type TestDesk } from '../testing/desk.ts';
import {
  base64,
  eventOf,
  expectRefused,
  makeKey,
  REGION,
  snapshot,
  succeed,
  type Key,
  type Refusal,
} from './testing/conformance.ts';

let desk: TestDesk;
/** `key` has the aliases alias/main and alias/other; `disabled` is Disabled; `beside` is another. */
let key: Key;
let beside: Key;
let disabled: Key;
beforeAll(async () => {
  desk = await startTestDesk();
  key = await makeKey(desk);
  beside = await makeKey(desk);
  disabled = await makeKey(desk);
  await succeed(desk, 'DisableKey', { KeyId: disabled.id });
  await succeed(desk, 'CreateAlias', { AliasName: 'alias/main', TargetKeyId: key.id });
  await succeed(desk, 'CreateAlias', { AliasName: 'alias/other', TargetKeyId: key.arn });
});
afterAll(async () => {
  await desk.stop();
  removeDirectory(desk.dataDirectory);
});

const UNKNOWN = '12345678-1234-4234-9234-123456789012';
const aliasArn = (name: string): string => `arn:aws:kms:${REGION}:${key.account}:${name}`;

/** A call of each operation that takes a KeyId, by the forms it accepts. */
const ANY_FORM: Readonly<Record<string, (KeyId: string) => object>> = {
  DescribeKey: (KeyId) => ({ KeyId }),
  Encrypt: (KeyId) => ({ KeyId, Plaintext: base64('x') }),
  GenerateDataKey: (KeyId) => ({ KeyId, KeySpec: 'AES_256' }),
  GenerateDataKeyWithoutPlaintext: (KeyId) => ({ KeyId, NumberOfBytes: 8 }),
};
const ID_ONLY: Readonly<Record<string, (KeyId: string) => object>> = {
  EnableKey: (KeyId) => ({ KeyId }),
  DisableKey: (KeyId) => ({ KeyId }),
  GetKeyPolicy: (KeyId) => ({ KeyId }),
  PutKeyPolicy: (KeyId) => ({ KeyId, Policy: '{}' }),
  ListKeyPolicies: (KeyId) => ({ KeyId }),
  ListAliases: (KeyId) => ({ KeyId }),
};
const EVERY = { ...ANY_FORM, ...ID_ONLY };

describe('KeyMetadata', () => {
  const members = (id: string, arn: string, account: string) => ({
    AWSAccountId: account,
    KeyId: id,
    Arn: arn,
    CreationDate: expect.any(Number) as number,
    Enabled: true,
    Description: '',
    KeyUsage: 'ENCRYPT_DECRYPT',
    KeyState: 'Enabled',
    Origin: 'AWS_KMS',
    KeyManager: 'CUSTOMER',
    KeySpec: 'SYMMETRIC_DEFAULT',
    CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT',
    MultiRegion: false,
    EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
    CurrentKeyMaterialId: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
  });

  it('has exactly its members, in CreateKey and DescribeKey alike', async () => {
    const from = Date.now() / 1000;
    const made = (await succeed(desk, 'CreateKey'))['KeyMetadata'] as Record<string, unknown>; // CreateKey's output
    const id = String(made['KeyId']);
    const arn = `arn:aws:kms:${REGION}:${key.account}:key/${id}`;
    expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(made).toEqual(members(id, arn, key.account));
    expect(made['CreationDate']).toBeGreaterThan(from - 60);
    expect(made['CreationDate']).toBeLessThan(from + 60);
    expect(await succeed(desk, 'DescribeKey', { KeyId: id })).toEqual({ KeyMetadata: made });
    await succeed(desk, 'DisableKey', { KeyId: id });
    expect(await succeed(desk, 'DescribeKey', { KeyId: id })).toEqual({
      KeyMetadata: { ...made, Enabled: false, KeyState: 'Disabled' },
    });
  });

  it.each([
    { KeySpec: 'SYMMETRIC_DEFAULT' },
    { CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT' },
    { KeyUsage: 'ENCRYPT_DECRYPT' },
    { Origin: 'AWS_KMS' },
    { MultiRegion: false },
    { Tags: [] },
    { Description: '' },
    { Description: 'ä'.repeat(8192) },
  ])('takes what is the default when it is said: %j', async (given) => {
    const { KeyMetadata } = await succeed(desk, 'CreateKey', given);
    const { id, arn } = {
      id: (KeyMetadata as { KeyId: string }).KeyId,
      arn: (KeyMetadata as { Arn: string }).Arn,
    };
    expect(KeyMetadata).toEqual({ ...members(id, arn, key.account), Description: given.Description ?? '' });
  });

  it.each<readonly [object, Refusal]>([
    [
      { KeySpec: 'SYMMETRIC_DEFAULT', CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT' },
      {
        code: 'ValidationException',
        message:
          'You cannot specify KeySpec and CustomerMasterKeySpec in the same request. CustomerMasterKeySpec is deprecated.',
      },
    ],
    [
      { KeySpec: 'RSA_2048' },
      {
        code: 'ValidationException',
        message: 'You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.',
      },
    ],
    [
      { KeySpec: 'HMAC_256' },
      {
        code: 'ValidationException',
        message: 'You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.',
      },
    ],
    [
      { KeySpec: 'RSA_2048', KeyUsage: 'KEY_AGREEMENT' },
      {
        code: 'ValidationException',
        message: 'KeyUsage KEY_AGREEMENT is not compatible with KeySpec RSA_2048',
      },
    ],
    [
      { KeyUsage: 'SIGN_VERIFY' },
      {
        code: 'ValidationException',
        message: 'KeyUsage SIGN_VERIFY is not compatible with KeySpec SYMMETRIC_DEFAULT',
      },
    ],
    [{ MultiRegion: true }, { code: 'UnsupportedOperationException' }],
    [{ Origin: 'AWS_CLOUDHSM' }, { code: 'UnsupportedOperationException' }],
    [{ Origin: 'EXTERNAL_KEY_STORE' }, { code: 'UnsupportedOperationException' }],
    [{ XksKeyId: 'x' }, { code: 'UnsupportedOperationException' }],
    [{ CustomKeyStoreId: 'cks-1' }, { code: 'CustomKeyStoreNotFoundException' }],
    [{ KeySpec: 'SM2', KeyUsage: 'SIGN_VERIFY' }, { code: 'UnsupportedOperationException' }],
    [{ KeySpec: 'ML_DSA_44', KeyUsage: 'SIGN_VERIFY' }, { code: 'UnsupportedOperationException' }],
    [
      { Description: 'x'.repeat(8193) },
      {
        code: 'ValidationException',
        message:
          /^1 validation error detected: .*at 'description' failed to satisfy constraint: Member must have length less than or equal to 8192$/,
      },
    ],
    [
      { KeySpec: 'AES_256' },
      {
        code: 'ValidationException',
        message:
          /^1 validation error detected: Value 'AES_256' at 'keySpec' failed to satisfy constraint: Member must satisfy enum value set: \[.*SYMMETRIC_DEFAULT.*\]$/,
      },
    ],
    [
      { Policy: '' },
      {
        code: 'ValidationException',
        message:
          "2 validation errors detected: Value '' at 'policy' failed to satisfy constraint: Member must have length greater than or equal to 1; Value '' at 'policy' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+$",
      },
    ],
  ])('refuses CreateKey %j, and makes nothing', async (given, refusal) => {
    const count = async (): Promise<unknown> => (await succeed(desk, 'Keydesk.SearchKeys'))['Total'];
    const before = await count();
    const event = await expectRefused(desk, 'CreateKey', given, refusal);
    expect(event.KeyId).toBeUndefined();
    expect(await count()).toBe(before);
  });

  it('has AWS’s default policy when none is given, byte for byte', async () => {
    expect(await succeed(desk, 'GetKeyPolicy', { KeyId: key.id })).toEqual({
      PolicyName: 'default',
      Policy: `{
  "Version" : "2012-10-17",
  "Id" : "key-default-1",
  "Statement" : [ {
    "Sid" : "Enable IAM User Permissions",
    "Effect" : "Allow",
    "Principal" : {
      "AWS" : "arn:aws:iam::${key.account}:root"
    },
    "Action" : "kms:*",
    "Resource" : "*"
  } ]
}`,
    });
  });
});

describe('tags of CreateKey', () => {
  const tag = (TagKey: string, TagValue = ''): object => ({ TagKey, TagValue });
  it.each([
    [[tag('a', 'b'), tag('A', 'b')]],
    [[tag('größe', 'κλειδί 鍵 _./=+-:@')]],
    [[tag('k'.repeat(128), 'v'.repeat(256))]],
    [Array.from({ length: 50 }, (_, i) => tag(`k${i}`))],
  ])('takes %j', async (Tags) => {
    await succeed(desk, 'CreateKey', { Tags });
  });

  it('stores them', async () => {
    const { id } = await makeKey(desk, { Tags: [tag('team', 'payments-7391')] });
    const found = await succeed(desk, 'Keydesk.SearchKeys', { Text: 'team=payments-7391' });
    expect(found['Keys']).toMatchObject([{ KeyId: id }]);
  });

  it.each<readonly [readonly object[], Refusal]>([
    [[tag('a'), tag('a', 'b')], { code: 'TagException', message: 'Duplicate tag keys' }],
    [Array.from({ length: 51 }, (_, i) => tag(`k${i}`)), { code: 'TagException', message: 'Too many tags' }],
    [Array.from({ length: 300 }, (_, i) => tag(`k${i}`)), { code: 'TagException', message: 'Too many tags' }],
    [[tag('aws:x')], { code: 'TagException', message: 'Tags beginning with aws: are reserved' }],
    [[tag('a#b')], { code: 'TagException' }],
    [[tag('a', 'x\ny')], { code: 'TagException' }],
    [
      [tag('good'), tag('', 'x'), { TagKey: 'v' }, tag('k'.repeat(129)), tag('b', 'v'.repeat(257))],
      {
        code: 'ValidationException',
        message: `4 validation errors detected: Value '' at 'tags.2.member.tagKey' failed to satisfy constraint: Member must have length greater than or equal to 1; Value null at 'tags.3.member.tagValue' failed to satisfy constraint: Member must not be null; Value '${'k'.repeat(129)}' at 'tags.4.member.tagKey' failed to satisfy constraint: Member must have length less than or equal to 128; Value '${'v'.repeat(257)}' at 'tags.5.member.tagValue' failed to satisfy constraint: Member must have length less than or equal to 256`,
      },
    ],
  ])('refuses %j', async (Tags, refusal) => {
    await expectRefused(desk, 'CreateKey', { Tags }, refusal);
  });
});

describe.concurrent('key identifiers', () => {
  it.each(Object.keys(ANY_FORM))('%s takes all four forms and answers the key ARN', async (operation) => {
    for (const form of [key.id, key.arn, 'alias/main', aliasArn('alias/main')]) {
      const body = await succeed(desk, operation, ANY_FORM[operation]?.(form));
      const answered =
        operation === 'DescribeKey' ? (body['KeyMetadata'] as { Arn: string }).Arn : body['KeyId'];
      expect([form, answered]).toEqual([form, key.arn]);
    }
  });

  it.each(Object.keys(ID_ONLY))('%s takes key id and key ARN, no alias', async (operation) => {
    if (operation !== 'PutKeyPolicy') {
      await succeed(desk, operation, ID_ONLY[operation]?.(disabled.id));
      await succeed(desk, operation, ID_ONLY[operation]?.(disabled.arn));
      await succeed(desk, 'DisableKey', { KeyId: disabled.id });
    }
    for (const form of [
      'alias/main',
      'alias/none',
      aliasArn('alias/main'),
      `arn:aws:kms:eu-west-1:000000000001:alias/x`,
    ]) {
      await expectRefused(desk, operation, ID_ONLY[operation]?.(form) ?? {}, {
        code: 'InvalidArnException',
        message: 'Key Aliases are not supported for this operation.',
        unchanged: key,
      });
    }
  });

  describe.each(Object.keys(EVERY))('%s', (operation) => {
    const refused = async (id: string, refusal: Refusal): Promise<void> => {
      const event = await expectRefused(desk, operation, EVERY[operation]?.(id) ?? {}, refusal);
      expect(event.KeyId).toBeUndefined();
    };

    it('does not find a well-formed unknown id', async () => {
      const message = `Key 'arn:aws:kms:${REGION}:${key.account}:key/${UNKNOWN}' does not exist`;
      await refused(UNKNOWN, { code: 'NotFoundException', message });
      await refused(`arn:aws:kms:${REGION}:${key.account}:key/${UNKNOWN}`, {
        code: 'NotFoundException',
        message,
      });
    });

    it.each([
      'foo',
      'a'.repeat(36),
      '123456781234423492341234567890ab',
      'key/x',
      'alias/',
      ' ',
      '..',
      'arn:aws:kms',
      `{${UNKNOWN}}`,
    ])('says that %j is no key id', async (id) => {
      await refused(id, { code: 'NotFoundException', message: `Invalid keyId '${id}'` });
    });

    it('says so of what stands in an ARN', async () => {
      await refused(`arn:aws:kms:${REGION}:${key.account}:key/foo`, {
        code: 'NotFoundException',
        message: 'Invalid keyId foo',
      });
    });

    it('does not look into another region', async () => {
      await refused(key.arn.replace(REGION, 'us-west-2'), {
        code: 'NotFoundException',
        message: 'Invalid arn us-west-2',
      });
    });

    it('denies another account’s key in one text, existing or not', async () => {
      const other = key.account === '999999999999' ? '888888888888' : '999999999999';
      for (const id of [key.id, UNKNOWN]) {
        await refused(`arn:aws:kms:${REGION}:${other}:key/${id}`, {
          code: 'AccessDeniedException',
          message: `User: arn:aws:iam::${key.account}:role/root-operator is not authorized to perform: kms:${operation} on this resource because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access`,
        });
      }
    });

    it('holds KeyId to the model before it looks', async () => {
      await refused('', {
        code: 'ValidationException',
        message:
          /Value '' at 'keyId' failed to satisfy constraint: Member must have length greater than or equal to 1/,
      });
      await refused('x'.repeat(2049), {
        code: 'ValidationException',
        message:
          /^1 validation error detected: Value 'x+' at 'keyId' failed to satisfy constraint: Member must have length less than or equal to 2048$/,
      });
      await refused('schlüssel', {
        code: 'ValidationException',
        message:
          "1 validation error detected: Value 'schlüssel' at 'keyId' failed to satisfy constraint: Member must satisfy regular expression pattern: ^\\p{ASCII}+$",
      });
    });
  });

  it.each(Object.keys(ANY_FORM))(
    '%s does not find an unknown alias, and expands its name',
    async (operation) => {
      const refusal: Refusal = {
        code: 'NotFoundException',
        message: `Alias ${aliasArn('alias/none')} is not found.`,
      };
      await expectRefused(desk, operation, ANY_FORM[operation]?.('alias/none') ?? {}, refusal);
      await expectRefused(desk, operation, ANY_FORM[operation]?.(aliasArn('alias/none')) ?? {}, refusal);
      await expectRefused(desk, operation, ANY_FORM[operation]?.('alias/aws/s3') ?? {}, {
        code: 'NotFoundException',
        message: `Alias ${aliasArn('alias/aws/s3')} is not found.`,
      });
      await expectRefused(desk, operation, ANY_FORM[operation]?.('alias/MAIN') ?? {}, {
        code: 'NotFoundException',
        message: `Alias ${aliasArn('alias/MAIN')} is not found.`,
      });
      await expectRefused(
        desk,
        operation,
        ANY_FORM[operation]?.(aliasArn('alias/main').replace(REGION, 'eu-central-1')) ?? {},
        { code: 'NotFoundException', message: 'Invalid arn eu-central-1' },
      );
    },
  );
});

describe('key states', () => {
  const USES = ['Encrypt', 'GenerateDataKey', 'GenerateDataKeyWithoutPlaintext'];

  it('refuses cryptographic use of a disabled key, Decrypt too, and takes everything else', async () => {
    const { id, arn } = await makeKey(desk);
    const { CiphertextBlob } = await succeed(desk, 'Encrypt', { KeyId: id, Plaintext: base64('x') });
    const at: Key = { id, arn, account: key.account };
    await succeed(desk, 'DisableKey', { KeyId: arn });
    const refusal: Refusal = { code: 'DisabledException', message: `${arn} is disabled.`, unchanged: at };
    for (const use of USES)
      expect((await expectRefused(desk, use, ANY_FORM[use]?.(id) ?? {}, refusal)).KeyId).toBe(id);
    expect((await expectRefused(desk, 'Decrypt', { CiphertextBlob }, refusal)).KeyId).toBe(id);
    await expectRefused(desk, 'Decrypt', { CiphertextBlob, DryRun: true }, refusal);
    const { Policy } = await succeed(desk, 'GetKeyPolicy', { KeyId: id });
    await succeed(desk, 'PutKeyPolicy', { KeyId: id, Policy });
    await succeed(desk, 'ListKeyPolicies', { KeyId: id });
    await succeed(desk, 'CreateAlias', { AliasName: `alias/${id}`, TargetKeyId: id });
    await succeed(desk, 'ListAliases', { KeyId: id });
    await succeed(desk, 'DescribeKey', { KeyId: `alias/${id}` });
    await succeed(desk, 'EnableKey', { KeyId: id });
    expect(await succeed(desk, 'Decrypt', { CiphertextBlob })).toMatchObject({ Plaintext: base64('x') });
    for (const use of USES) await succeed(desk, use, ANY_FORM[use]?.(id));
  });

  it('takes EnableKey and DisableKey in the same state as a success that changes nothing', async () => {
    for (const [operation, at] of [
      ['EnableKey', key],
      ['DisableKey', disabled],
    ] as const) {
      const before = await snapshot(desk, at);
      const answer = await desk.call(operation, { KeyId: at.id });
      expect([answer.status, answer.body]).toEqual([200, {}]);
      expect(await eventOf(desk, answer)).toMatchObject({ Outcome: 'allowed', Changes: [], KeyId: at.id });
      expect(await snapshot(desk, at)).toEqual(before);
    }
  });
});

describe('aliases', () => {
  const create = (AliasName: string, TargetKeyId = key.id): object => ({ AliasName, TargetKeyId });

  it.each<readonly [string, Refusal]>([
    [
      'main',
      {
        code: 'ValidationException',
        message: /^Alias must start with the prefix "alias\/"\. Please see https:/,
      },
    ],
    [
      'alias/',
      {
        code: 'ValidationException',
        message: /^Alias must start with the prefix "alias\/"\. Please see https:/,
      },
    ],
    ['Alias/x', { code: 'ValidationException', message: /^Alias must start with the prefix/ }],
    [
      'alias/a:b',
      { code: 'ValidationException', message: 'alias/a:b contains invalid characters for an alias' },
    ],
    ['alias/aws/mine', { code: 'InvalidAliasNameException' }],
    [
      'alias/a b',
      {
        code: 'ValidationException',
        message:
          "1 validation error detected: Value 'alias/a b' at 'aliasName' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[a-zA-Z0-9:/_-]+$",
      },
    ],
    ['alias/é', { code: 'ValidationException', message: /regular expression pattern/ }],
    ['', { code: 'ValidationException', message: /^2 validation errors detected: Value '' at 'aliasName'/ }],
    [`alias/${'x'.repeat(251)}`, { code: 'ValidationException', message: /less than or equal to 256$/ }],
  ])('refuses the name %j', async (name, refusal) => {
    await expectRefused(desk, 'CreateAlias', create(name), { ...refusal, unchanged: key });
  });

  it('takes 256 characters, and names that differ in case', async () => {
    const { id } = await makeKey(desk);
    const long = `alias/${'x'.repeat(250)}`;
    for (const name of [long, 'alias/case', 'alias/Case', 'alias/a/b_c-1', 'alias/__proto__', 'alias/awsx'])
      expect(await succeed(desk, 'CreateAlias', create(name, id))).toEqual({});
    const { Aliases } = await succeed(desk, 'ListAliases', { KeyId: id });
    expect((Aliases as { AliasName: string }[]).map(({ AliasName }) => AliasName)).toEqual([
      'alias/Case',
      'alias/__proto__',
      'alias/a/b_c-1',
      'alias/awsx',
      'alias/case',
      long,
    ]);
  });

  it('refuses a name that is taken, for the same key too', async () => {
    const refusal: Refusal = {
      code: 'AlreadyExistsException',
      message: `An alias with the name ${aliasArn('alias/main')} already exists`,
      unchanged: key,
    };
    await expectRefused(desk, 'CreateAlias', create('alias/main'), refusal);
    await expectRefused(desk, 'CreateAlias', create('alias/main', beside.id), refusal);
  });

  it('refuses an alias as target, and targets that are not there', async () => {
    const refusal: Refusal = {
      code: 'ValidationException',
      message: 'Aliases must refer to keys. Not aliases',
    };
    await expectRefused(desk, 'CreateAlias', create('alias/new', 'alias/main'), refusal);
    await expectRefused(desk, 'CreateAlias', create('alias/new', aliasArn('alias/main')), refusal);
    await expectRefused(desk, 'CreateAlias', create('alias/new', 'foo'), {
      code: 'NotFoundException',
      message: "Invalid keyId 'foo'",
    });
    await expectRefused(desk, 'CreateAlias', create('alias/new', UNKNOWN), {
      code: 'NotFoundException',
      message: `Key 'arn:aws:kms:${REGION}:${key.account}:key/${UNKNOWN}' does not exist`,
    });
    await expectRefused(
      desk,
      'CreateAlias',
      {},
      {
        code: 'ValidationException',
        message:
          "2 validation errors detected: Value null at 'aliasName' failed to satisfy constraint: Member must not be null; Value null at 'targetKeyId' failed to satisfy constraint: Member must not be null",
      },
    );
  });

  it('gives a key at most 50', async () => {
    const full = await makeKey(desk);
    await Promise.all(
      Array.from({ length: 50 }, (_, i) => succeed(desk, 'CreateAlias', create(`alias/full-${i}`, full.id))),
    );
    await expectRefused(desk, 'CreateAlias', create('alias/full-50', full.id), {
      code: 'LimitExceededException',
      unchanged: full,
    });
  });

  it('lists them with exactly their members', async () => {
    const listed = await succeed(desk, 'ListAliases', { KeyId: key.arn });
    const entry = (name: string): object => ({
      AliasName: name,
      AliasArn: aliasArn(name),
      TargetKeyId: key.id,
      CreationDate: expect.any(Number) as number,
      LastUpdatedDate: expect.any(Number) as number,
    });
    expect(listed).toEqual({ Aliases: [entry('alias/main'), entry('alias/other')], Truncated: false });
    expect(await succeed(desk, 'ListAliases', { KeyId: beside.id })).toEqual({
      Aliases: [],
      Truncated: false,
    });
  });
});

describe('paging', () => {
  /** All pages of a list, and what each said. */
  async function walk(operation: string, member: string, query: Record<string, unknown>): Promise<unknown[]> {
    const items: unknown[] = [];
    let next: unknown;
    for (let page = 0; page < 100; page++) {
      const body = await succeed(desk, operation, next === undefined ? query : { ...query, Marker: next });
      const part = body[member] as unknown[];
      expect(part.length).toBeLessThanOrEqual(Number(query['Limit']));
      expect(Object.keys(body).sort()).toEqual(
        (body['Truncated'] === true ? [member, 'NextMarker', 'Truncated'] : [member, 'Truncated']).sort(),
      );
      items.push(...part);
      if (body['Truncated'] !== true) return items;
      next = body['NextMarker'];
    }
    throw new Error('the pages have no end');
  }

  it.each([1, 2, 3, 7, 100])('gives the same list in pages of %i', async (Limit) => {
    const keys = await succeed(desk, 'ListKeys', { Limit: 1000 });
    expect(await walk('ListKeys', 'Keys', { Limit })).toEqual(keys['Keys']);
    expect(keys['Keys']).toContainEqual({ KeyId: disabled.id, KeyArn: disabled.arn });
    const aliases = await succeed(desk, 'ListAliases', { Limit: 100 });
    expect(await walk('ListAliases', 'Aliases', { Limit })).toEqual(aliases['Aliases']);
    expect(await walk('ListAliases', 'Aliases', { Limit, KeyId: key.id })).toHaveLength(2);
  });

  it('gives 50 aliases when no limit is given', async () => {
    const body = await succeed(desk, 'ListAliases');
    expect(body['Aliases']).toHaveLength(50);
    expect(body['Truncated']).toBe(true);
  });

  it('goes on after the last given when items come between', async () => {
    const first = await succeed(desk, 'ListAliases', { Limit: 1 });
    await succeed(desk, 'CreateAlias', { AliasName: 'alias/-comes-before', TargetKeyId: beside.id });
    const second = await succeed(desk, 'ListAliases', { Limit: 1, Marker: first['NextMarker'] });
    expect((second['Aliases'] as { AliasName: string }[])[0]?.AliasName).not.toBe('alias/-comes-before');
    expect(second['Aliases']).not.toEqual(first['Aliases']);
  });

  it('refuses a marker that another query gave, and any other text', async () => {
    const ofKeys = (await succeed(desk, 'ListKeys', { Limit: 1 }))['NextMarker'];
    const ofKey = (await succeed(desk, 'ListAliases', { Limit: 1, KeyId: key.id }))['NextMarker'];
    const ofAll = (await succeed(desk, 'ListAliases', { Limit: 1 }))['NextMarker'];
    const bad: Refusal = { code: 'InvalidMarkerException' };
    await expectRefused(desk, 'ListAliases', { Marker: ofKeys }, bad);
    await expectRefused(desk, 'ListAliases', { Marker: ofKey }, bad);
    await expectRefused(desk, 'ListAliases', { Marker: ofKey, KeyId: beside.id }, bad);
    await expectRefused(desk, 'ListAliases', { Marker: ofAll, KeyId: key.id }, bad);
    for (const Marker of [
      'x',
      'AAAA',
      'e30=',
      base64('null'),
      base64('["ListKeys"]'),
      base64('["ListKeys",1]'),
      base64('["ListKeys","a","b"]'),
      base64(Uint8Array.of(0xff)),
      'é',
      key.id,
    ])
      await expectRefused(desk, 'ListKeys', { Marker }, bad);
    for (const [Marker, length] of [
      ['', 'greater than or equal to 1'],
      ['x'.repeat(1025), 'less than or equal to 1024'],
    ] as const)
      await expectRefused(
        desk,
        'ListKeys',
        { Marker },
        {
          code: 'ValidationException',
          message: `1 validation error detected: Value '${Marker}' at 'marker' failed to satisfy constraint: Member must have length ${length}`,
        },
      );
  });

  it.each<readonly [string, object, number]>([
    ['ListKeys', {}, 1000],
    ['ListKeyPolicies', { KeyId: 'alias/unresolved' }, 1000],
    ['ListAliases', {}, 100],
  ])('holds the limit of %s', async (operation, query, most) => {
    for (const [Limit, words] of [
      [0, 'greater than or equal to 1'],
      [-1, 'greater than or equal to 1'],
      [most + 1, `less than or equal to ${most}`],
    ] as const)
      await expectRefused(
        desk,
        operation,
        { ...query, Limit },
        {
          code: 'ValidationException',
          message: `1 validation error detected: Value '${Limit}' at 'limit' failed to satisfy constraint: Member must have value ${words}`,
        },
      );
  });

  it('lists the one key policy', async () => {
    expect(await succeed(desk, 'ListKeyPolicies', { KeyId: key.id, Limit: 1 })).toEqual({
      PolicyNames: ['default'],
      Truncated: false,
    });
  });
});

describe.concurrent('what is not built', () => {
  it('knows no custom key stores', async () => {
    expect(await succeed(desk, 'DescribeCustomKeyStores')).toEqual({ CustomKeyStores: [], Truncated: false });
    await expectRefused(
      desk,
      'DescribeCustomKeyStores',
      { CustomKeyStoreId: 'cks-1' },
      { code: 'CustomKeyStoreNotFoundException' },
    );
    await expectRefused(
      desk,
      'DescribeCustomKeyStores',
      { CustomKeyStoreName: 'x' },
      { code: 'CustomKeyStoreNotFoundException' },
    );
  });

  it.each([
    'CreateCustomKeyStore',
    'ConnectCustomKeyStore',
    'DisconnectCustomKeyStore',
    'UpdateCustomKeyStore',
    'DeleteCustomKeyStore',
  ])('refuses %s', async (operation) => {
    await expectRefused(
      desk,
      operation,
      { CustomKeyStoreId: 'cks-1' },
      { code: 'UnsupportedOperationException', message: 'Custom key stores are not supported.' },
    );
  });

  it('refuses ReplicateKey by the key it was asked for', async () => {
    await expectRefused(
      desk,
      'ReplicateKey',
      { KeyId: key.id, ReplicaRegion: 'us-west-2' },
      {
        code: 'UnsupportedOperationException',
        message: `${key.arn} is not a multi-region primary key.`,
        unchanged: key,
      },
    );
    await expectRefused(
      desk,
      'ReplicateKey',
      { KeyId: UNKNOWN, ReplicaRegion: 'us-west-2' },
      { code: 'NotFoundException' },
    );
    await expectRefused(
      desk,
      'ReplicateKey',
      { KeyId: 'alias/main', ReplicaRegion: 'us-west-2' },
      { code: 'InvalidArnException' },
    );
  });

  it.each([
    'CancelKeyDeletion',
    'CreateGrant',
    'Decapsulate',
    'DeleteAlias',
    'DeleteImportedKeyMaterial',
    'DeriveSharedSecret',
    'DisableKeyRotation',
    'EnableKeyRotation',
    'Encapsulate',
    'GenerateDataKeyPair',
    'GenerateDataKeyPairWithoutPlaintext',
    'GenerateMac',
    'GenerateRandom',
    'GetKeyLastUsage',
    'GetKeyRotationStatus',
    'GetParametersForImport',
    'GetPublicKey',
    'ImportKeyMaterial',
    'ListGrants',
    'ListKeyRotations',
    'ListResourceTags',
    'ListRetirableGrants',
    'ReEncrypt',
    'RetireGrant',
    'RevokeGrant',
    'RotateKeyOnDemand',
    'ScheduleKeyDeletion',
    'Sign',
    'TagResource',
    'UntagResource',
    'UpdateAlias',
    'UpdateKeyDescription',
    'UpdatePrimaryRegion',
    'Verify',
    'VerifyMac',
  ])('refuses %s with a sentence, and changes nothing', async (operation) => {
    await expectRefused(
      desk,
      operation,
      { KeyId: key.id, AliasName: 'alias/main', PendingWindowInDays: 7 },
      {
        code: 'UnsupportedOperationException',
        message: /^[A-Z].*\.$/,
        unchanged: key,
      },
    );
  });
});
