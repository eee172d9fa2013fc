/** Rotation and scheduled deletion over the wire (kms-api.md §5.1, §5.7, §9). */
import { describe, expect, it } from 'vitest';
import {
  base64,
  eventOf,
  expectRefused,
  makeKey,
  OPERATOR,
  succeed,
  useDesk,
  useKey,
  useService,
} from './testing/conformance.ts';
import { denied } from './testing/policies.ts';

const desk = useDesk();
const key = useKey(desk);
const stranger = useService(desk, 'stranger');
const DAY = 86_400;
const near = (seconds: number): unknown => expect.closeTo(seconds, -2);
const status = (KeyId: string) => succeed(desk, 'GetKeyRotationStatus', { KeyId });
const materialOf = async (KeyId: string): Promise<unknown> =>
  ((await succeed(desk, 'DescribeKey', { KeyId }))['KeyMetadata'] as Record<string, unknown>)[
    'CurrentKeyMaterialId'
  ]; // DescribeKey's output

describe('automatic rotation', () => {
  it('is off, is switched on for a year or a period, and forgets the period when switched off', async () => {
    const { id, arn } = await makeKey(desk);
    const off = { KeyId: arn, KeyRotationEnabled: false };
    const on = (days: number) => ({
      KeyId: arn,
      KeyRotationEnabled: true,
      RotationPeriodInDays: days,
      NextRotationDate: near(Date.now() / 1000 + days * DAY),
    });
    expect(await status(id)).toEqual(off);
    await succeed(desk, 'EnableKeyRotation', { KeyId: id });
    const year = await status(id);
    expect(year).toEqual(on(365));
    // Enabled again without a period, or with the same: the schedule stays to the millisecond.
    await succeed(desk, 'EnableKeyRotation', { KeyId: id });
    await succeed(desk, 'EnableKeyRotation', { KeyId: id, RotationPeriodInDays: 365 });
    expect(await status(id)).toEqual(year);
    await succeed(desk, 'EnableKeyRotation', { KeyId: id, RotationPeriodInDays: 90 });
    expect(await status(id)).toEqual(on(90));
    await succeed(desk, 'DisableKeyRotation', { KeyId: id });
    expect(await status(id)).toEqual(off);
    await succeed(desk, 'EnableKeyRotation', { KeyId: id });
    expect(await status(id)).toEqual(on(365));
  });

  it.each([89, 2561, 0, -1])('refuses a period of %i days', async (RotationPeriodInDays) => {
    await expectRefused(
      desk,
      'EnableKeyRotation',
      { KeyId: key.id, RotationPeriodInDays },
      {
        code: 'ValidationException',
        unchanged: key,
      },
    );
  });

  it('is refused on a disabled key, and reported off while a deletion is pending', async () => {
    const { id, arn } = await makeKey(desk);
    await succeed(desk, 'EnableKeyRotation', { KeyId: id });
    await succeed(desk, 'DisableKey', { KeyId: id });
    for (const target of ['EnableKeyRotation', 'DisableKeyRotation', 'RotateKeyOnDemand'])
      await expectRefused(
        desk,
        target,
        { KeyId: id },
        { code: 'DisabledException', message: `${arn} is disabled.` },
      );
    expect(await status(id)).toMatchObject({ KeyRotationEnabled: true });
    await succeed(desk, 'ScheduleKeyDeletion', { KeyId: id });
    expect(await status(id)).toEqual({ KeyId: arn, KeyRotationEnabled: false });
    await expectRefused(desk, 'RotateKeyOnDemand', { KeyId: id }, { code: 'KMSInvalidStateException' });
    await succeed(desk, 'CancelKeyDeletion', { KeyId: id });
    expect(await status(id)).toMatchObject({ KeyRotationEnabled: true });
  });

  it('takes an id or ARN, not an alias, and needs its permission', async () => {
    await succeed(desk, 'CreateAlias', { AliasName: 'alias/turning', TargetKeyId: key.id });
    await expectRefused(
      desk,
      'EnableKeyRotation',
      { KeyId: 'alias/turning' },
      { code: 'InvalidArnException' },
    );
    for (const target of [
      'EnableKeyRotation',
      'DisableKeyRotation',
      'RotateKeyOnDemand',
      'GetKeyRotationStatus',
    ])
      await expectRefused(desk, target, { KeyId: key.id }, { code: 'AccessDeniedException', as: stranger });
  });
});

describe('RotateKeyOnDemand', () => {
  it('encrypts under new material, opens what the old made, and lists what it did', async () => {
    const { id, arn } = await makeKey(desk);
    const first = await materialOf(id);
    const old = await succeed(desk, 'GenerateDataKey', { KeyId: id, KeySpec: 'AES_256' });
    const answer = await desk.call('RotateKeyOnDemand', { KeyId: id });
    expect([answer.status, answer.body]).toEqual([200, { KeyId: arn }]);
    expect(await eventOf(desk, answer)).toMatchObject({ Operation: 'RotateKeyOnDemand', KeyId: id });
    const second = await materialOf(id);
    expect(second).not.toBe(first);
    const made = await succeed(desk, 'GenerateDataKey', { KeyId: id, KeySpec: 'AES_256' });
    expect(made['KeyMaterialId']).toBe(second);
    for (const [blob, material] of [
      [old, first],
      [made, second],
    ] as const)
      expect(await succeed(desk, 'Decrypt', { CiphertextBlob: blob['CiphertextBlob'] })).toMatchObject({
        Plaintext: blob['Plaintext'],
        KeyMaterialId: material,
      });
    // Same key, newest material.
    const moved = await succeed(desk, 'ReEncrypt', {
      CiphertextBlob: old['CiphertextBlob'],
      DestinationKeyId: id,
    });
    expect(moved).toMatchObject({ SourceKeyMaterialId: first, DestinationKeyMaterialId: second });
    const rotation = {
      KeyId: arn,
      KeyMaterialId: second,
      KeyMaterialState: 'CURRENT',
      RotationDate: near(Date.now() / 1000),
      RotationType: 'ON_DEMAND',
    };
    expect(await succeed(desk, 'ListKeyRotations', { KeyId: id })).toEqual({
      Rotations: [rotation],
      Truncated: false,
    });
    expect(
      await succeed(desk, 'ListKeyRotations', { KeyId: id, IncludeKeyMaterial: 'ALL_KEY_MATERIAL' }),
    ).toEqual({
      Rotations: [{ KeyId: arn, KeyMaterialId: first, KeyMaterialState: 'NON_CURRENT' }, rotation],
      Truncated: false,
    });
  });

  it('leaves the schedule alone, and works 25 times in the life of a key', async () => {
    const { id } = await makeKey(desk);
    await succeed(desk, 'EnableKeyRotation', { KeyId: id });
    const before = await status(id);
    // At once: each must get a version of its own, and not one more than there may be.
    const all = await Promise.all(
      Array.from({ length: 27 }, () => desk.call('RotateKeyOnDemand', { KeyId: id })),
    );
    expect(all.filter((answer) => answer.status === 200)).toHaveLength(25);
    await expectRefused(
      desk,
      'RotateKeyOnDemand',
      { KeyId: id },
      {
        code: 'LimitExceededException',
        message:
          /^The on-demand rotations limit has been reached for the given keyId\. No more on-demand rotations/,
      },
    );
    expect(await status(id)).toEqual(before);
    const seen = new Set<unknown>();
    let Marker: unknown;
    do {
      const page = await succeed(desk, 'ListKeyRotations', {
        KeyId: id,
        Limit: 10,
        ...(Marker === undefined ? {} : { Marker }),
      });
      for (const rotation of page['Rotations'] as { KeyMaterialId: string }[])
        seen.add(rotation.KeyMaterialId); // its output
      Marker = page['NextMarker'];
    } while (Marker !== undefined);
    expect(seen.size).toBe(25);
  });
});

describe('scheduled deletion', () => {
  it('ends every use now, says when, and is cancelled to a disabled key', async () => {
    const { id, arn } = await makeKey(desk);
    const made = await succeed(desk, 'Encrypt', { KeyId: id, Plaintext: base64('x') });
    const answer = await desk.call('ScheduleKeyDeletion', { KeyId: id, PendingWindowInDays: 7 });
    const DeletionDate = near(Date.now() / 1000 + 7 * DAY);
    expect([answer.status, answer.body]).toEqual([
      200,
      { KeyId: arn, DeletionDate, KeyState: 'PendingDeletion', PendingWindowInDays: 7 },
    ]);
    expect((await eventOf(desk, answer)).Parameters).toEqual([['PendingWindowInDays', '7']]);
    expect(await succeed(desk, 'DescribeKey', { KeyId: id })).toMatchObject({
      KeyMetadata: { KeyState: 'PendingDeletion', Enabled: false, DeletionDate },
    });
    const pending = { code: 'KMSInvalidStateException', message: `${arn} is pending deletion.` } as const;
    await expectRefused(desk, 'Decrypt', { CiphertextBlob: made['CiphertextBlob'] }, pending);
    await expectRefused(desk, 'EnableKey', { KeyId: id }, pending);
    await expectRefused(desk, 'ScheduleKeyDeletion', { KeyId: id }, pending);
    expect(await succeed(desk, 'CancelKeyDeletion', { KeyId: id })).toEqual({ KeyId: arn });
    const { KeyMetadata } = await succeed(desk, 'DescribeKey', { KeyId: id });
    expect(KeyMetadata).toMatchObject({ KeyState: 'Disabled', Enabled: false });
    expect(KeyMetadata).not.toHaveProperty('DeletionDate');
    await expectRefused(
      desk,
      'CancelKeyDeletion',
      { KeyId: id },
      {
        code: 'KMSInvalidStateException',
        message: `${arn} is not pending deletion.`,
      },
    );
    await succeed(desk, 'EnableKey', { KeyId: id });
    expect(await succeed(desk, 'Decrypt', { CiphertextBlob: made['CiphertextBlob'] })).toMatchObject({
      Plaintext: base64('x'),
    });
  });

  it('waits 30 days unless told', async () => {
    const { id } = await makeKey(desk);
    expect(await succeed(desk, 'ScheduleKeyDeletion', { KeyId: id })).toMatchObject({
      PendingWindowInDays: 30,
    });
  });

  it.each([5, 6, 31, 365, 0, 366])('refuses %i days', async (PendingWindowInDays) => {
    await expectRefused(
      desk,
      'ScheduleKeyDeletion',
      { KeyId: key.id, PendingWindowInDays },
      {
        code: 'ValidationException',
        unchanged: key,
      },
    );
  });

  it('can be limited by a policy to a long window', async () => {
    const { id, arn } = await makeKey(desk);
    const { Policy } = await succeed(desk, 'GetKeyPolicy', { KeyId: id });
    const policy = JSON.parse(String(Policy)) as { Statement: object[] }; // the default policy
    policy.Statement.push({
      Effect: 'Deny',
      Principal: '*',
      Action: 'kms:ScheduleKeyDeletion',
      Resource: '*',
      Condition: { NumericLessThan: { 'kms:ScheduleKeyDeletionPendingWindowInDays': '14' } },
    });
    await succeed(desk, 'PutKeyPolicy', { KeyId: id, Policy: JSON.stringify(policy) });
    const reason = 'with an explicit deny in a resource-based policy';
    await expectRefused(
      desk,
      'ScheduleKeyDeletion',
      { KeyId: id, PendingWindowInDays: 13 },
      denied(OPERATOR, 'kms:ScheduleKeyDeletion', arn, reason),
    );
    expect(await succeed(desk, 'ScheduleKeyDeletion', { KeyId: id, PendingWindowInDays: 14 })).toMatchObject({
      PendingWindowInDays: 14,
    });
  });
});
