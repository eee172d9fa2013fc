/** Validation in AWS KMS's words (kms-api.md §1.3), and that nothing but a ServiceError ever comes out of it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type * as z from 'zod';
import { parseJsonValue } from '../domain/json/parse-json.ts';
import { BLOB_MEMBERS } from '../domain/wire.ts';
import { ServiceError } from './errors.ts';
import { allOperations, operationOfName } from './operations/index.ts';
import { constraintPath, validateInput } from './validate.ts';
import { runs } from '../testing/runs.ts';

const inputOf = (name: string): z.ZodType => {
  const operation = operationOfName(name);
  if (operation === undefined) throw new Error(`no operation ${name}`);
  return operation.input;
};

/** Null when the members are accepted. Anything but a ServiceError goes on. */
function refusalOf(schema: z.ZodType, members: Readonly<Record<string, unknown>>): ServiceError | null {
  try {
    validateInput(schema, members);
    return null;
  } catch (error) {
    if (error instanceof ServiceError) return error;
    throw error;
  }
}

const base64 = (length: number): string => new Uint8Array(length).toBase64();

describe('messages', () => {
  it.each<readonly [string, Record<string, unknown>, readonly string[]]>([
    ['DescribeKey', {}, ["Value null at 'keyId' failed to satisfy constraint: Member must not be null"]],
    [
      'DescribeKey',
      { KeyId: null },
      ["Value null at 'keyId' failed to satisfy constraint: Member must not be null"],
    ],
    [
      'DescribeKey',
      { KeyId: 'ü' },
      [
        "Value 'ü' at 'keyId' failed to satisfy constraint: Member must satisfy regular expression pattern: ^\\p{ASCII}+$",
      ],
    ],
    [
      'ListKeys',
      { Limit: 0, Marker: '' },
      [
        "Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
        "Value '' at 'marker' failed to satisfy constraint: Member must have length greater than or equal to 1",
      ],
    ],
    [
      'ListAliases',
      { KeyId: 'é', Limit: 101 },
      [
        "Value 'é' at 'keyId' failed to satisfy constraint: Member must satisfy regular expression pattern: ^\\p{ASCII}+$",
        "Value '101' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 100",
      ],
    ],
    [
      'CreateKey',
      { KeySpec: 'X', KeyUsage: 'Y', Origin: 'Z' },
      [
        "Value 'Y' at 'keyUsage' failed to satisfy constraint: Member must satisfy enum value set: [ENCRYPT_DECRYPT, SIGN_VERIFY, GENERATE_VERIFY_MAC, KEY_AGREEMENT]",
        expect.stringMatching(
          /^Value 'X' at 'keySpec' failed to satisfy constraint: Member must satisfy enum value set: \[SYMMETRIC_DEFAULT, /,
        ) as string,
        "Value 'Z' at 'origin' failed to satisfy constraint: Member must satisfy enum value set: [AWS_KMS, EXTERNAL, AWS_CLOUDHSM, EXTERNAL_KEY_STORE]",
      ],
    ],
    [
      'CreateKey',
      { Tags: [{ TagKey: 'ok', TagValue: 'ok' }, {}] },
      [
        "Value null at 'tags.2.member.tagKey' failed to satisfy constraint: Member must not be null",
        "Value null at 'tags.2.member.tagValue' failed to satisfy constraint: Member must not be null",
      ],
    ],
    [
      'Encrypt',
      { KeyId: 'k', Plaintext: base64(4097) },
      [
        "Value at 'plaintext' failed to satisfy constraint: Member must have length less than or equal to 4096",
      ],
    ],
    [
      'Encrypt',
      {},
      [
        "Value null at 'keyId' failed to satisfy constraint: Member must not be null",
        "Value at 'plaintext' failed to satisfy constraint: Member must not be null",
      ],
    ],
    [
      'Decrypt',
      { DryRunModifiers: ['IGNORE_CIPHERTEXT'], EncryptionAlgorithm: '?' },
      [
        "Value '?' at 'encryptionAlgorithm' failed to satisfy constraint: Member must satisfy enum value set: [SYMMETRIC_DEFAULT, RSAES_OAEP_SHA_1, RSAES_OAEP_SHA_256, SM2PKE]",
        "Value null at 'keyId' failed to satisfy constraint: Member must not be null",
      ],
    ],
    [
      'Decrypt',
      { CiphertextBlob: base64(1), GrantTokens: [''] },
      [
        "Value at 'grantTokens.1.member' failed to satisfy constraint: Member must have length greater than or equal to 1",
      ],
    ],
    [
      'SignIn',
      { Name: '', Password: '' },
      [
        "Value '' at 'name' failed to satisfy constraint: Member must have length greater than or equal to 1",
        "Value at 'password' failed to satisfy constraint: Member must have length greater than or equal to 1",
      ],
    ],
  ])('%s %j', (name, members, wanted) => {
    const refusal = refusalOf(inputOf(name), members);
    expect(refusal?.code).toBe('ValidationException');
    const [, count, rest] = /^(\d+) validation errors? detected: (.*)$/s.exec(refusal?.message ?? '') ?? [];
    expect(rest?.split(/; (?=Value )/)).toEqual(wanted);
    expect(count).toBe(String(wanted.length));
    expect(refusal?.message).toContain(wanted.length === 1 ? 'error detected' : 'errors detected');
  });

  it('says the model’s violations first, a rule of ours alone', () => {
    const context = { EncryptionContext: { '': 'x' } };
    expect(refusalOf(inputOf('Encrypt'), { KeyId: 'k', Plaintext: base64(1), ...context })?.message).toBe(
      'EncryptionContext must not have an empty key.',
    );
    expect(refusalOf(inputOf('Encrypt'), { KeyId: '', Plaintext: base64(1), ...context })?.message).toMatch(
      /^2 validation errors detected: Value '' at 'keyId'/,
    );
  });

  it.each([
    [['KeyId'], 'keyId'],
    [['Tags', 0, 'TagKey'], 'tags.1.member.tagKey'],
    [['GrantTokens', 9], 'grantTokens.10.member'],
    [['XksKeyId'], 'xksKeyId'],
  ] as const)('writes the path %j as %s', (path, wanted) => {
    expect(constraintPath(path)).toBe(wanted);
  });
});

describe('arbitrary input', () => {
  const operations = allOperations();
  const scalar = fc.oneof(
    fc.constantFrom<unknown>(
      null,
      true,
      false,
      '',
      'x',
      'YQ==',
      'alias/x',
      '\u{1F511}',
      0,
      -1,
      1,
      32,
      1e300,
      -1e300,
      1.5,
      2 ** 53,
      'x'.repeat(9000),
    ),
    fc.string({ maxLength: 20, unit: 'binary' }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
  );
  const name = fc.oneof(
    fc.constantFrom('__proto__', 'constructor', 'length', 'then', 'TagKey', 'TagValue', 'a', ''),
    fc.string({ maxLength: 8 }),
  );
  const { value } = fc.letrec<{ value: unknown; list: unknown; object: unknown }>((tie) => ({
    value: fc.oneof({ maxDepth: 4 }, { weight: 3, arbitrary: scalar }, tie('list'), tie('object')),
    list: fc.array(tie('value'), { maxLength: 4 }),
    object: fc.dictionary(name, tie('value'), { maxKeys: 4 }),
  }));
  /** Every member that an operation has, and some that none has. */
  const membersOf = (schema: z.ZodType): string[] => [
    ...Object.keys((schema._zod.def as { readonly shape?: object }).shape ?? {}), // every input is an object
    '__proto__',
    'Unknown',
    ...BLOB_MEMBERS,
  ];

  it.each(operations.map((operation) => [operation.name, operation.input] as const))(
    '%s: only ServiceErrors, and none for members it does not have',
    (_, schema) => {
      const names = membersOf(schema);
      fc.assert(
        fc.property(
          fc.array(fc.tuple(fc.constantFrom(...names), value), { maxLength: names.length }),
          (pairs) => {
            const members = Object.create(null) as Record<string, unknown>; // as the parser makes them
            for (const [member, given] of pairs) members[member] = given;
            // Through our own parser, as a body would come; what it refuses never gets here.
            let parsed: Record<string, unknown>;
            try {
              parsed = parseJsonValue(JSON.stringify(members)) as Record<string, unknown>; // an object was written
            } catch {
              return;
            }
            const refusal = refusalOf(schema, parsed);
            if (refusal === null) return;
            expect(['ValidationException', 'SerializationException']).toContain(refusal.code);
            expect(refusal.status).toBe(400);
            expect(refusal.message).not.toBe('');
          },
        ),
        { seed: 20261124, numRuns: runs(300) },
      );
    },
  );

  it('accepts something for every operation', () => {
    for (const { name: operation, input } of operations) {
      const full: Record<string, unknown> = {
        KeyId: 'k',
        TargetKeyId: 'k',
        AliasName: 'alias/x',
        Policy: '{}',
        Plaintext: 'YQ==',
        CiphertextBlob: 'YQ==',
        Token: 't',
        Text: 't',
        Name: 'n',
        Password: 'p',
        OldPassword: 'p',
        NewPassword: 'q',
        Policies: [],
        PrincipalId: 'p',
        AccessKeyId: 'a',
        Status: 'Active',
        DestinationKeyId: 'k',
        Description: '',
        Tags: [],
        TagKeys: [],
        Check: 'c',
        Code: 'c',
        PrincipalArn: 'p',
        Action: 'a',
        Object: 'o',
        Days: 90,
        Until: 1,
        Reason: 'r',
        Operations: ['Decrypt'],
        GrantId: 'a'.repeat(64),
        Directory: '/d',
        NewThing: [1],
      };
      expect([operation, refusalOf(input, full)]).toEqual([operation, null]);
    }
  });

  it('never repeats a sensitive value', () => {
    const secret = 'SECRET'.repeat(2000);
    for (const { input } of operations) {
      const members = {
        Password: secret,
        Token: secret,
        GrantTokens: [secret],
        Plaintext: btoa(secret),
        CiphertextBlob: btoa(secret),
        EncryptionContext: { a: secret },
      };
      expect(refusalOf(input, members)?.message ?? '').not.toMatch(/SECRET|U0VDUkVU/);
    }
  });
});
