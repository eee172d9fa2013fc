/** What the console asks of a key beyond AWS: its history, and what a new one can be. */
import { describe, expect, it } from 'vitest';
import { KEY_PURPOSES } from '../../../domain/keys/key-purposes.ts';
import {
  expectRefused,
  makeKey,
  makeService,
  succeed,
  UNKNOWN_ID,
  useDesk,
  useKey,
  useService,
  type Service,
} from './testing/conformance.ts';
import { aws, keyWith } from './testing/policies.ts';

const desk = useDesk();
const key = useKey(desk);
const describer = useService(desk, 'describer');
const auditor = useService(desk, 'auditor', ['auditor']);
const DAY_MS = 86_400_000;

interface Seen {
  readonly FirstDay: number;
  readonly LastDay: number;
  readonly Daily: readonly object[];
  readonly Changes: readonly {
    readonly Operation: string;
    readonly Kind: string;
    readonly Sequence: number;
  }[];
}

const historyOf = (KeyId: string, Days = 90): Promise<Seen> =>
  succeed(desk, 'Keydesk.DescribeKeyHistory', { KeyId, Days }) as unknown as Promise<Seen>; // its output

describe('DescribeKeyHistory', () => {
  it('counts uses and refusals by day, and lists what was changed, newest first', async () => {
    await succeed(desk, 'GenerateDataKey', { KeyId: key.id, KeySpec: 'AES_256' });
    await succeed(desk, 'TagResource', { KeyId: key.id, Tags: [{ TagKey: 'env', TagValue: 'prod' }] });
    await succeed(desk, 'DisableKey', { KeyId: key.id });
    expect((await desk.call('Encrypt', { KeyId: key.id, Plaintext: 'AA==' })).status).toBe(400);
    expect(
      (await desk.call('TagResource', { KeyId: key.id, Tags: [{ TagKey: 'aws:x', TagValue: '' }] })).status,
    ).toBe(400);
    await succeed(desk, 'EnableKey', { KeyId: key.id });
    const seen = await historyOf(key.id);
    expect(seen).toMatchObject({ Truncated: false, Altered: [] });
    expect(seen.LastDay - seen.FirstDay).toBe(89);
    expect(seen.LastDay).toBe(Math.floor(Date.now() / DAY_MS));
    expect(seen.Daily).toEqual([{ Day: seen.LastDay, Allowed: 1, Refused: 1 }]);
    // What was refused changed nothing, so it is no change.
    expect(seen.Changes.map(({ Operation, Kind }) => [Operation, Kind])).toEqual([
      ['EnableKey', 'state'],
      ['DisableKey', 'state'],
      ['TagResource', 'names'],
      ['CreateKey', 'state'],
    ]);
    expect(seen.Changes[2]).toMatchObject({ Parameters: [['Tag env', 'prod']] });
  });

  it('needs both permissions: of the key, and of the log', async () => {
    const described = await keyWith(desk, { Principal: aws(describer.arn), Action: 'kms:DescribeKey' });
    await succeed(desk, 'DescribeKey', { KeyId: described.id }, describer);
    const body = { KeyId: described.id, Days: 7 };
    await expectRefused(desk, 'Keydesk.DescribeKeyHistory', body, {
      code: 'AccessDeniedException',
      message: /keydesk:SearchAuditEvents/,
      as: describer,
    });
    await expectRefused(desk, 'Keydesk.DescribeKeyHistory', body, {
      code: 'AccessDeniedException',
      message: /kms:DescribeKey/,
      as: auditor,
    });
  });

  it('refuses ranges and keys that make no sense', async () => {
    const answer = await desk.call('Keydesk.DescribeKeyHistory', { KeyId: key.id, Days: 367 });
    expect(answer.body).toMatchObject({ __type: 'ValidationException' });
    expect((await desk.call('Keydesk.DescribeKeyHistory', { KeyId: key.id, Days: 0 })).status).toBe(400);
    expect(
      (await desk.call('Keydesk.DescribeKeyHistory', { KeyId: UNKNOWN_ID, Days: 1 })).body,
    ).toMatchObject({
      __type: 'NotFoundException',
    });
  });
});

it('the overview names the last use with its place in the log', async () => {
  const fresh = await makeKey(desk);
  expect(await succeed(desk, 'Keydesk.DescribeKeyOverview', { KeyId: fresh.id })).toMatchObject({
    Daily: [],
  });
  await succeed(desk, 'GenerateDataKey', { KeyId: fresh.id, KeySpec: 'AES_256' });
  const { LastUse, Daily } = await succeed(desk, 'Keydesk.DescribeKeyOverview', { KeyId: fresh.id });
  const { KeyLastUsage } = await succeed(desk, 'GetKeyLastUsage', { KeyId: fresh.id });
  expect(LastUse).toMatchObject({ Operation: 'GenerateDataKey' });
  const { Sequence } = LastUse as { Sequence: number }; // as just matched
  expect(KeyLastUsage).toMatchObject({ CloudTrailEventId: String(Sequence) });
  expect(Daily).toMatchObject([{ Allowed: 1, Refused: 0 }]);
});

it('the overview names others only to those who may read the policy, list principals and see the last use', async () => {
  const user = await makeService(desk, 'overview-user', ['key-user']);
  const auditor = await makeService(desk, 'overview-auditor', ['auditor']);
  const { id } = await makeKey(desk);
  await succeed(desk, 'GenerateDataKey', { KeyId: id, KeySpec: 'AES_256' }, user);
  const overview = (as: Service): Promise<Record<string, unknown>> =>
    succeed(desk, 'Keydesk.DescribeKeyOverview', { KeyId: id }, as);
  const shown = await overview(auditor);
  expect(shown['CanDecrypt']).toContainEqual(
    expect.objectContaining({ Principal: user.arn, Policy: 'key-user' }),
  );
  expect(shown['Users']).toEqual([expect.objectContaining({ Principal: user.arn, Allowed: 1 })]);
  expect(shown).toHaveProperty('LastUse');
  const kept = await overview(user);
  expect(kept).toMatchObject({ Key: { Services90Days: 1 }, Daily: [{ Allowed: 1 }] });
  for (const member of ['CanDecrypt', 'Users', 'LastUse']) expect(kept).not.toHaveProperty(member);
  expect(JSON.stringify(kept)).not.toMatch(/user\/|role\/|key-user/);
});

describe('DescribeKeyOptions', () => {
  it('says of every purpose whether this program and this token can do it, as CreateKey then does', async () => {
    const { Purposes } = await succeed(desk, 'Keydesk.DescribeKeyOptions');
    const rows = Purposes as readonly {
      Purpose: string;
      Unavailable?: string;
      MissingMechanisms: string[];
    }[]; // its output
    expect(rows.map(({ Purpose }) => Purpose)).toEqual(KEY_PURPOSES.map(({ name }) => name));
    expect(rows[0]).toEqual({
      Purpose: 'ENCRYPT',
      KeySpec: 'SYMMETRIC_DEFAULT',
      KeyUsage: 'ENCRYPT_DECRYPT',
      MissingMechanisms: [],
    });
    for (const { name, spec, usage, origin } of KEY_PURPOSES) {
      const said = rows.find(({ Purpose }) => Purpose === name)?.Unavailable;
      // oxlint-disable-next-line no-await-in-loop -- one purpose after the other
      const answer = await desk.call('CreateKey', { KeySpec: spec, KeyUsage: usage, Origin: origin });
      expect([name, answer.status, answer.body['message'] ?? undefined]).toEqual(
        said === undefined ? [name, 200, undefined] : [name, 400, said],
      );
    }
    // SoftHSM signs with P-256, so what stands in the way is said to be the program.
    expect(rows.find(({ Purpose }) => Purpose === 'SIGN')).toMatchObject({ MissingMechanisms: [] });
  });

  it('suggests tags in use, with who used keys of them', async () => {
    const tagged = await makeKey(desk, { Tags: [{ TagKey: 'domain', TagValue: 'payments' }] });
    await succeed(desk, 'GenerateDataKey', { KeyId: tagged.id, KeySpec: 'AES_256' });
    const { TagsInUse } = await succeed(desk, 'Keydesk.DescribeKeyOptions');
    expect(TagsInUse).toContainEqual({
      TagKey: 'domain',
      Keys: 1,
      Values: [{ TagValue: 'payments', Keys: 1, Users: [expect.stringMatching(/:role\/root-operator$/)] }],
    });
  });

  it('is for who may list keys', async () => {
    await expectRefused(
      desk,
      'Keydesk.DescribeKeyOptions',
      {},
      {
        code: 'AccessDeniedException',
        message: /keydesk:SearchKeys/,
        as: describer,
      },
    );
  });
});
