/** Aliases, and paging of every list (kms-api.md §1.6, §2). */
import { beforeAll, describe, expect, it } from 'vitest';
import {
  ACCOUNT,
  UNKNOWN_ID,
  REGION,
  base64,
  expectRefused,
  makeKey,
  succeed,
  useDesk,
  useKey,
  type Refusal,
} from './testing/conformance.ts';

const desk = useDesk();
const key = useKey(desk);
const beside = useKey(desk);
const disabled = useKey(desk);
beforeAll(() => succeed(desk, 'DisableKey', { KeyId: disabled.id }));
beforeAll(async () => {
  await succeed(desk, 'CreateAlias', { AliasName: 'alias/main', TargetKeyId: key.id });
  await succeed(desk, 'CreateAlias', { AliasName: 'alias/other', TargetKeyId: key.arn });
});

const aliasArn = (name: string): string => `arn:aws:kms:${REGION}:${ACCOUNT}:${name}`;

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
    await expectRefused(desk, 'CreateAlias', create('alias/new', UNKNOWN_ID), {
      code: 'NotFoundException',
      message: `Key 'arn:aws:kms:${REGION}:${ACCOUNT}:key/${UNKNOWN_ID}' does not exist`,
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
