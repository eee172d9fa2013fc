/** The key list over the wire: filters together, order, groups, pages, and what there is to choose from. */
import { beforeAll, expect, it } from 'vitest';
import {
  base64,
  expectRefused,
  makeKey,
  succeed,
  useDesk,
  useService,
  type Key,
} from './testing/conformance.ts';

const desk = useDesk();
const stranger = useService(desk, 'stranger');
const keys: Record<string, Key> = {};

type Row = { readonly KeyId: string; readonly LastUsedDate?: number };
const search = async (input: object = {}) =>
  (await succeed(desk, 'Keydesk.SearchKeys', input)) as Record<string, unknown> & { Keys: readonly Row[] }; // SearchKeys' own form
/** Names of the keys that were found, in their order. */
const found = async (input: object): Promise<string[]> => {
  const names = new Map(Object.entries(keys).map(([name, { id }]) => [id, name]));
  return (await search(input)).Keys.map(({ KeyId }) => names.get(KeyId) ?? '?');
};

beforeAll(async () => {
  /* oxlint-disable no-await-in-loop -- in this order, so that creation dates are */
  for (const [name, env] of [
    ['a', 'prod'],
    ['b', 'dev'],
    ['c', 'prod'],
    ['d', null],
  ] as const) {
    keys[name] = await makeKey(desk, {
      Tags: env === null ? [] : [{ TagKey: 'env', TagValue: env }],
      Description: `key ${name}`,
    });
    if (name !== 'd')
      await succeed(desk, 'CreateAlias', { AliasName: `alias/${name}`, TargetKeyId: keys[name].id });
  }
  /* oxlint-enable no-await-in-loop */
  await succeed(desk, 'Encrypt', { KeyId: keys['b']?.id, Plaintext: base64('x') });
  await succeed(desk, 'EnableKeyRotation', { KeyId: keys['a']?.id, RotationPeriodInDays: 90 });
  await succeed(desk, 'RotateKeyOnDemand', { KeyId: keys['c']?.id });
  await succeed(desk, 'DisableKey', { KeyId: keys['c']?.id });
});

it('filters combine', async () => {
  expect(await found({ Tags: [{ TagKey: 'env', TagValue: 'prod' }] })).toEqual(['a', 'c']);
  expect(await found({ Tags: [{ TagKey: 'env', TagValue: 'prod' }], States: ['Disabled'] })).toEqual(['c']);
  expect(await found({ WithoutTags: ['env'] })).toEqual(['d']);
  expect(await found({ Unaliased: true })).toEqual(['d']);
  expect(await found({ Rotation: 'On' })).toEqual(['a']);
  expect(await found({ Rotation: 'NeverRotated', Text: 'KEY' })).toEqual(['a', 'b', 'd']);
  expect(await found({ UsedWithinDays: 1 })).toEqual(['b']);
  expect(await found({ NotUsedForDays: 90 })).toEqual([]);
  expect(await found({ KeySpecs: ['RSA_2048'] })).toEqual([]);
});

it('sorts by use, with what was never used as longest ago', async () => {
  expect((await found({ Sort: 'LastUsedDate', Descending: true }))[0]).toBe('b');
  expect((await found({ Sort: 'Services90Days' })).at(-1)).toBe('b');
  expect(await found({ Sort: 'CreationDate', Descending: true })).toEqual(['d', 'c', 'b', 'a']);
});

it('groups by a tag, and pages go on within and across groups', async () => {
  const input = { GroupBy: 'env', Descending: true, Limit: 2 };
  const first = await search(input);
  expect(first).toMatchObject({
    Groups: [
      { TagValue: 'dev', Count: 1 },
      { TagValue: 'prod', Count: 2 },
    ],
    GroupCount: 3,
    Matching: 4,
    From: 0,
    Truncated: true,
  });
  expect(await found(input)).toEqual(['b', 'c']);
  const next = { ...input, Marker: first['NextMarker'] };
  expect(await found(next)).toEqual(['a', 'd']);
  expect(await search(next)).toMatchObject({
    Groups: [{ TagValue: 'prod', Count: 2 }, { Count: 1 }],
    From: 2,
  });
  // A marker is of its own search.
  await expectRefused(
    desk,
    'Keydesk.SearchKeys',
    { ...next, Text: 'key' },
    { code: 'InvalidMarkerException' },
  );
});

it('says what there is to choose from', async () => {
  expect(await succeed(desk, 'Keydesk.DescribeKeyFacets')).toEqual({
    Total: 4,
    Tags: [
      {
        TagKey: 'env',
        Count: 3,
        Values: [
          { TagValue: 'prod', Count: 2 },
          { TagValue: 'dev', Count: 1 },
        ],
        ValueCount: 2,
      },
    ],
    KeySpecs: [{ KeySpec: 'SYMMETRIC_DEFAULT', Count: 4 }],
    RotationOverdue: 0,
    NeverRotated: 3,
    NotUsed90Days: 0,
    SandboxKeys: 0,
  });
});

it('refuses what is no filter, and whoever may not list keys', async () => {
  for (const input of [{ Sort: 'Colour' }, { NotUsedForDays: 0 }, { Rotation: 'on' }, { GroupBy: '' }])
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await expectRefused(desk, 'Keydesk.SearchKeys', input, { code: 'ValidationException' });
  for (const operation of ['Keydesk.SearchKeys', 'Keydesk.DescribeKeyFacets'])
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    expect((await desk.call(operation, {}, stranger)).body['__type']).toBe('AccessDeniedException');
});
