/** What comes due while the desk is down: the real program, SoftHSM, its clock moved between two starts. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { api, redeem, signIn } from '../http/testing/console-requests.ts';
import { removeDirectory, startTestDesk, type TestDesk } from '../testing/desk.ts';
import { movedClock, type MovedClock } from '../testing/moved-clock.ts';
import { verifyDirectory } from './testing/stopped-desk.ts';

const DAY = 86_400_000;
let clock: MovedClock;
let desk: TestDesk;
let cookie: string;

beforeEach(async () => {
  clock = movedClock();
  desk = await startTestDesk({ env: clock.env });
  cookie = await redeem(desk);
});
afterEach(async () => {
  await desk.stop();
  removeDirectory(desk.dataDirectory);
  clock.remove();
});

const call = async (operation: string, body: object): Promise<Record<string, unknown>> => {
  const got = await api(desk, operation, { cookie, body });
  expect([operation, got.status, got.status === 200 ? {} : got.body]).toEqual([operation, 200, {}]);
  return got.body;
};
const restart = async (ahead: number): Promise<void> => {
  await desk.stop();
  clock.ahead(ahead);
  const { dataDirectory, port } = desk;
  desk = await startTestDesk({ dataDirectory, env: { ...clock.env, KEYDESK_PORT: String(port) } });
  cookie = await signIn(desk);
};
const makeKey = async (): Promise<string> => {
  const { KeyMetadata } = await call('CreateKey', {});
  return (KeyMetadata as { KeyId: string }).KeyId; // CreateKey's output
};
/** The scheduler's own events on a key, when there are so many. */
const scheduled = async (KeyId: string, count: number): Promise<readonly Record<string, unknown>[]> => {
  const seen = async (): Promise<readonly Record<string, unknown>[]> =>
    ((await call('SearchAuditEvents', { KeyId }))['Events'] as Record<string, unknown>[]).filter(
      ({ Via }) => Via === 'scheduler',
    ); // its output
  await expect.poll(async () => (await seen()).length).toBe(count);
  return seen();
};

it('rotates at the next start what came due meanwhile; what was made before still opens', async () => {
  const KeyId = await makeKey();
  await call('EnableKeyRotation', { KeyId, RotationPeriodInDays: 90 });
  const before = await call('GenerateDataKey', { KeyId, KeySpec: 'AES_256' });
  await restart(91 * DAY);
  const [event] = await scheduled(KeyId, 1);
  expect(event).toMatchObject({
    Operation: 'RotateKey',
    Reason: expect.stringContaining('every 90 days') as string,
  });
  const { Rotations } = await call('ListKeyRotations', { KeyId });
  expect(Rotations).toMatchObject([{ KeyMaterialState: 'CURRENT', RotationType: 'AUTOMATIC' }]);
  expect((await call('ListRotationSchedule', {}))['Keys']).toContainEqual(
    expect.objectContaining({
      KeyId,
      RotationType: 'AUTOMATIC',
      RotatedBy: expect.stringMatching(/role\/keydesk\/scheduler$/) as string,
      RotatedByCount: false,
    }),
  );
  const opened = await call('Decrypt', { CiphertextBlob: before['CiphertextBlob'] });
  expect(opened['Plaintext']).toBe(before['Plaintext']);
  expect(opened['KeyMaterialId']).not.toBe(
    (await call('GenerateDataKey', { KeyId, KeySpec: 'AES_256' }))['KeyMaterialId'],
  );
  await desk.stop();
  expect((await verifyDirectory(desk.dataDirectory)).findings).toEqual([]);
});

it('holds a deletion whose date has come only because the clock was moved', async () => {
  const KeyId = await makeKey();
  await call('ScheduleKeyDeletion', { KeyId, PendingWindowInDays: 7 });
  await restart(8 * DAY);
  await restart(9 * DAY);
  const { KeyMetadata } = await call('DescribeKey', { KeyId });
  expect(KeyMetadata).toMatchObject({ KeyState: 'PendingDeletion' });
  await scheduled(KeyId, 0);
  await call('CancelKeyDeletion', { KeyId });
});

it('asks for the password again before it schedules a deletion', async () => {
  const KeyId = await makeKey();
  clock.ahead(6 * 60_000);
  const got = await api(desk, 'ScheduleKeyDeletion', { cookie, body: { KeyId } });
  expect([got.status, got.body['__type']]).toEqual([403, 'PasswordRequiredException']);
  expect((await call('DescribeKey', { KeyId }))['KeyMetadata']).toMatchObject({ KeyState: 'Enabled' });
});
