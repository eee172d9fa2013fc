/** Tags, description, last use and random bytes (kms-api.md §5.1–5.3). */
import { describe, expect, it } from 'vitest';
import {
  base64,
  eventOf,
  expectRefused,
  makeKey,
  succeed,
  useDesk,
  useKey,
  useService,
} from './testing/conformance.ts';

const desk = useDesk();
const key = useKey(desk);
const stranger = useService(desk, 'stranger');
const tag = (TagKey: string, TagValue = ''): object => ({ TagKey, TagValue });
const tagsOf = async (KeyId: string): Promise<unknown> =>
  (await succeed(desk, 'ListResourceTags', { KeyId }))['Tags'];

describe('tags', () => {
  it('are added, overwritten by key with case, listed by key, and taken away', async () => {
    const { id } = await makeKey(desk, { Tags: [tag('Team', 'one')] });
    await succeed(desk, 'TagResource', { KeyId: id, Tags: [tag('Team', 'two'), tag('team', 'three')] });
    const html = tag('<b>', '');
    await expectRefused(desk, 'TagResource', { KeyId: id, Tags: [html] }, { code: 'TagException' });
    expect(await tagsOf(id)).toEqual([tag('Team', 'two'), tag('team', 'three')]);
    const answer = await desk.call('UntagResource', { KeyId: id, TagKeys: ['Team', 'never there'] });
    expect([answer.status, answer.body]).toEqual([200, {}]);
    expect(await tagsOf(id)).toEqual([tag('team', 'three')]);
    expect((await eventOf(desk, answer)).Parameters).toEqual([
      ['TagKey', 'Team'],
      ['TagKey', 'never there'],
    ]);
    // Nothing to take away: nothing changes.
    expect(
      (await eventOf(desk, await desk.call('UntagResource', { KeyId: id, TagKeys: ['x'] }))).Changes,
    ).toEqual([]);
  });

  it('page, and a marker of another key is none', async () => {
    const { id } = await makeKey(desk, { Tags: [tag('a'), tag('b'), tag('c')] });
    const first = await succeed(desk, 'ListResourceTags', { KeyId: id, Limit: 2 });
    expect(first).toMatchObject({ Tags: [tag('a'), tag('b')], Truncated: true });
    const next = { KeyId: id, Marker: first['NextMarker'] };
    expect(await succeed(desk, 'ListResourceTags', next)).toEqual({ Tags: [tag('c')], Truncated: false });
    await expectRefused(
      desk,
      'ListResourceTags',
      { ...next, KeyId: key.id },
      { code: 'InvalidMarkerException' },
    );
    await expectRefused(desk, 'ListResourceTags', { KeyId: id, Limit: 51 }, { code: 'ValidationException' });
  });

  it('are at most fifty in all', async () => {
    const fifty = Array.from({ length: 50 }, (_, i) => tag(`t${i}`));
    const { id } = await makeKey(desk, { Tags: fifty });
    await succeed(desk, 'TagResource', { KeyId: id, Tags: [tag('t0', 'again')] });
    await expectRefused(
      desk,
      'TagResource',
      { KeyId: id, Tags: [tag('one more')] },
      { code: 'TagException', message: 'Too many tags' },
    );
  });

  it('are at most fifty in a list, and a refused list fills no event', async () => {
    const { id } = await makeKey(desk);
    const names = Array.from({ length: 3_000 }, (_, i) => `${i}${'x'.repeat(120)}`);
    for (const [target, body] of [
      ['TagResource', { KeyId: id, Tags: names.map((name) => tag(name, 'y'.repeat(150))) }],
      ['UntagResource', { KeyId: id, TagKeys: names }],
    ] as const)
      for (const as of [undefined, stranger]) {
        const answer = await desk.call(target, body, as);
        expect(answer.body).toMatchObject({ __type: 'TagException', message: 'Too many tags' });
        const { Parameters } = await eventOf(desk, answer);
        expect(JSON.stringify(Parameters).length).toBeLessThan(17 * 1024);
        expect(Parameters.map(([name]) => name)).toContain('ParametersOmitted');
      }
    await succeed(desk, 'UntagResource', { KeyId: id, TagKeys: names.slice(0, 50) });
  });

  it.each([
    [[tag('x', '1'), tag('x', '2')], 'Duplicate tag keys'],
    [[tag('aws:x')], 'Tags beginning with aws: are reserved'],
  ])('refuse %j', async (Tags, message) => {
    await expectRefused(
      desk,
      'TagResource',
      { KeyId: key.id, Tags },
      { code: 'TagException', message, unchanged: key },
    );
  });

  it('need their permission, and a key that is not about to be deleted', async () => {
    await expectRefused(
      desk,
      'TagResource',
      { KeyId: key.id, Tags: [tag('x')] },
      { code: 'AccessDeniedException', as: stranger, unchanged: key },
    );
    const { id } = await makeKey(desk);
    await succeed(desk, 'ScheduleKeyDeletion', { KeyId: id });
    for (const [target, body] of [
      ['TagResource', { KeyId: id, Tags: [tag('x')] }],
      ['UntagResource', { KeyId: id, TagKeys: ['x'] }],
      ['UpdateKeyDescription', { KeyId: id, Description: 'x' }],
    ] as const)
      await expectRefused(desk, target, body, {
        code: 'KMSInvalidStateException',
        message: /is pending deletion\.$/,
      });
    await succeed(desk, 'ListResourceTags', { KeyId: id });
  });
});

describe('UpdateKeyDescription', () => {
  it('changes and clears it', async () => {
    const { id } = await makeKey(desk, { Description: 'before' });
    const now = async (): Promise<unknown> =>
      ((await succeed(desk, 'DescribeKey', { KeyId: id }))['KeyMetadata'] as { Description: string })
        .Description; // DescribeKey's output
    await succeed(desk, 'UpdateKeyDescription', { KeyId: id, Description: 'הבא <script>' });
    expect(await now()).toBe('הבא <script>');
    await succeed(desk, 'UpdateKeyDescription', { KeyId: id, Description: '' });
    expect(await now()).toBe('');
  });
  it.each([[{}], [{ Description: 'x'.repeat(8193) }]])('refuses %.40j', async (over) => {
    await expectRefused(
      desk,
      'UpdateKeyDescription',
      { KeyId: key.id, ...over },
      {
        code: 'ValidationException',
        unchanged: key,
      },
    );
  });
});

describe('GetKeyLastUsage', () => {
  it('names the last successful use, and an empty object before the first', async () => {
    const { id, arn } = await makeKey(desk);
    const { KeyMetadata } = await succeed(desk, 'DescribeKey', { KeyId: id });
    const { CreationDate } = KeyMetadata as { CreationDate: number }; // DescribeKey's output
    const never = {
      KeyId: arn,
      KeyLastUsage: {},
      TrackingStartDate: CreationDate,
      KeyCreationDate: CreationDate,
    };
    expect(await succeed(desk, 'GetKeyLastUsage', { KeyId: id })).toEqual(never);
    const used = await desk.call('Encrypt', { KeyId: id, Plaintext: base64('x') });
    await desk.call('Encrypt', { KeyId: id, Plaintext: '' });
    await succeed(desk, 'DescribeKey', { KeyId: id });
    expect(await succeed(desk, 'GetKeyLastUsage', { KeyId: id })).toEqual({
      ...never,
      KeyLastUsage: {
        Operation: 'Encrypt',
        Timestamp: expect.any(Number),
        CloudTrailEventId: expect.stringMatching(/^\d+$/),
        KmsRequestId: used.headers.get('x-amzn-requestid'),
      },
    });
  });
});

describe('GenerateRandom', () => {
  it('gives as many bytes as asked for, never the same', async () => {
    const draw = async (NumberOfBytes: number): Promise<string> =>
      String((await succeed(desk, 'GenerateRandom', { NumberOfBytes }))['Plaintext']);
    expect(Buffer.from(await draw(1024), 'base64')).toHaveLength(1024);
    expect(await draw(32)).not.toBe(await draw(32));
  });
  it.each([
    [{}, 'ValidationException', 'NumberOfBytes is required.'],
    [{ NumberOfBytes: 1025 }, 'ValidationException', /less than or equal to 1024/],
    [{ NumberOfBytes: 1, CustomKeyStoreId: 'cks-1' }, 'CustomKeyStoreNotFoundException', /not supported/],
    [{ NumberOfBytes: 1, Recipient: {} }, 'UnsupportedOperationException', /Recipient/],
  ] as const)('refuses %j', async (body, code, message) => {
    await expectRefused(desk, 'GenerateRandom', body, { code, message });
  });
  it('is decided by identity policies alone', async () => {
    await expectRefused(
      desk,
      'GenerateRandom',
      { NumberOfBytes: 1 },
      { code: 'AccessDeniedException', as: stranger },
    );
  });
});
