/** Every form of a key identifier, for every operation that takes one, and key states (kms-api.md §2, §3). */
import { beforeAll, describe, expect, it } from 'vitest';
import {
  ACCOUNT,
  UNKNOWN_ID,
  REGION,
  base64,
  eventOf,
  expectRefused,
  makeKey,
  snapshot,
  succeed,
  useDesk,
  useKey,
  type Key,
  type Refusal,
} from './testing/conformance.ts';

const desk = useDesk();
const key = useKey(desk);
const disabled = useKey(desk);
beforeAll(() => succeed(desk, 'DisableKey', { KeyId: disabled.id }));
beforeAll(async () => {
  await succeed(desk, 'CreateAlias', { AliasName: 'alias/main', TargetKeyId: key.id });
});

const aliasArn = (name: string): string => `arn:aws:kms:${REGION}:${ACCOUNT}:${name}`;

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
      const message = `Key 'arn:aws:kms:${REGION}:${ACCOUNT}:key/${UNKNOWN_ID}' does not exist`;
      await refused(UNKNOWN_ID, { code: 'NotFoundException', message });
      await refused(`arn:aws:kms:${REGION}:${ACCOUNT}:key/${UNKNOWN_ID}`, {
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
      `{${UNKNOWN_ID}}`,
    ])('says that %j is no key id', async (id) => {
      await refused(id, { code: 'NotFoundException', message: `Invalid keyId '${id}'` });
    });

    it('says so of what stands in an ARN', async () => {
      await refused(`arn:aws:kms:${REGION}:${ACCOUNT}:key/foo`, {
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
      for (const id of [key.id, UNKNOWN_ID]) {
        await refused(`arn:aws:kms:${REGION}:999999999999:key/${id}`, {
          code: 'AccessDeniedException',
          message: `User: arn:aws:iam::${ACCOUNT}:role/root-operator is not authorized to perform: kms:${operation} on this resource because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access`,
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
    const at: Key = { id, arn };
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
