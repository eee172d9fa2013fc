/**
 * Clocks that are wrong, and a scheduler that is killed at its steps: the real desk, its wall clock set and its time passing as the test
 * says (`faults.clock`). Nothing is destroyed, rotated or ended twice, and nobody is signed in who should not be.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { longTest, SCALE } from '../../../testing/runs.ts';
import { api, redeem, signIn } from '../http/testing/console-requests.ts';
import { removeDirectory, startTestDesk, temporaryDirectory, type TestDesk } from '../testing/desk.ts';
import { faults, type Faults } from '../testing/faults/faults.ts';
import type { FaultKind, FaultPoint } from '../testing/faults/points.ts';
import { secretsOf, picture, type Picture, type Secrets } from './testing/witness.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;

let hand: Faults;
let desk: TestDesk;
let secrets: Secrets;
let moved: { ahead: number; ran: number };
let directory: string;

const start = async (): Promise<void> => {
  desk = await startTestDesk({
    dataDirectory: directory,
    // Daylight saving falls into every year that passes here.
    env: { ...hand.env, TZ: 'America/New_York', KEYDESK_PORT: desk === undefined ? '0' : String(desk.port) },
  });
};
const set = (more: Partial<typeof moved>): void => {
  moved = { ...moved, ...more };
  hand.clock(moved);
};
const pass = (ms: number): void => set({ ran: moved.ran + ms });
/** Signed with the desk's own clock. */
const call = async (target: string, input: object = {}): Promise<Record<string, unknown>> => {
  const { status, body } = await desk.call(
    target,
    input,
    undefined,
    new Date(Date.now() + moved.ahead + moved.ran),
  );
  expect([target, status, status === 200 ? {} : body]).toEqual([target, 200, {}]);
  return body;
};
const stored = (): Promise<Picture> => picture(directory, secrets);
const acts = async (operation: string, key?: string): Promise<number> =>
  (await stored()).events.filter((event) => event.operation === operation && (key ?? event.key) === event.key)
    .length;
/** So many looks of the scheduler. */
const looks = (count = 6): Promise<void> => new Promise((done) => setTimeout(done, count * 100));
const dead = (): Promise<void> =>
  expect.poll(() => desk.process.signalCode, { timeout: 10_000 }).toBe('SIGKILL');
const covered = async (): Promise<void> => {
  await expect
    .poll(
      async () => {
        const note = await (await fetch(`http://127.0.0.1:${desk.port}/log/checkpoint`)).text();
        return Number(note.split('\n')[1]) === (await stored()).events.length;
      },
      { timeout: 10_000 },
    )
    .toBe(true);
};
const makeKey = async (): Promise<string> =>
  ((await call('CreateKey'))['KeyMetadata'] as { KeyId: string }).KeyId; // its output

beforeEach(async () => {
  hand = faults();
  moved = { ahead: 0, ran: 0 };
  hand.clock(moved);
  directory = temporaryDirectory();
  await start();
  secrets = await secretsOf(directory);
});
afterEach(async () => {
  hand.clear();
  await desk.kill().catch(() => undefined);
  removeDirectory(directory);
  hand.remove();
});

/** A killed step, what was armed, and whether every run tries it. */
const kills = (steps: readonly FaultPoint[], usual: readonly string[]) =>
  steps
    .flatMap((step) => (['killed', 'killed-after'] as const).map((how) => ({ step, how })))
    .filter(
      ({ step, how }: { step: FaultPoint; how: FaultKind }) => SCALE > 1 || usual.includes(`${step} ${how}`),
    );

describe('a scheduler that is killed', () => {
  it.each(kills(['generate', 'wrap', 'destroy', 'leaf', 'commit'], []))(
    'in a rotation, at $step ($how), rotates once',
    async ({ step, how }) => {
      const KeyId = await makeKey();
      const { CiphertextBlob } = await call('Encrypt', { KeyId, Plaintext: 'eA==' });
      await call('EnableKeyRotation', { KeyId, RotationPeriodInDays: 90 });
      await covered();
      hand.arm(step, how);
      pass(91 * DAY);
      await dead();
      await start();
      await expect.poll(() => acts('RotateKey', KeyId), { timeout: 10_000 }).toBe(1);
      await looks();
      const { state, findings } = await stored();
      expect(findings).toEqual([]);
      expect(state.key(KeyId)?.currentVersion).toBe(2);
      expect(await acts('RotateKey', KeyId)).toBe(1);
      expect((await call('Decrypt', { CiphertextBlob }))['Plaintext']).toBe('eA==');
    },
  );

  it.each(kills(['row', 'commit', 'destroy'], ['commit killed-after']))(
    'in a deletion, at $step ($how), destroys once, and wholly',
    async ({ step, how }) => {
      const KeyId = await makeKey();
      await call('CreateAlias', { AliasName: 'alias/leaving', TargetKeyId: KeyId });
      // The HSM holds it open.
      const { CiphertextBlob } = await call('Encrypt', { KeyId, Plaintext: 'eA==' });
      await call('ScheduleKeyDeletion', { KeyId, PendingWindowInDays: 7 });
      // A look at least every day, as a desk that runs has it: a larger step is a clock that was set.
      for (let day = 0; day < 7; day++) {
        pass(23 * HOUR);
        await looks(2);
      }
      await covered();
      hand.arm(step, how);
      pass(8 * HOUR);
      await dead();
      await start();
      await expect.poll(() => acts('DeleteKey', KeyId), { timeout: 10_000 }).toBe(1);
      await looks();
      const { state, findings } = await stored();
      expect(findings).toEqual([]);
      expect(state.key(KeyId)?.state).toBe('Destroyed');
      expect([...state.all('keyVersion')].filter(({ keyId }) => keyId === KeyId)).toEqual([]);
      expect(state.alias('alias/leaving')).toBeUndefined();
      expect(await acts('DeleteKey', KeyId)).toBe(1);
      const now = new Date(Date.now() + moved.ran);
      expect((await desk.call('Decrypt', { CiphertextBlob }, undefined, now)).body['__type']).toBe(
        'NotFoundException',
      );
    },
  );

  for (const how of ['failed', 'persisted'] as const)
    longTest(
      `whose HSM does not destroy what it holds of a deleted key (${how}) asks it again, and leaves no object`,
      async () => {
        const KeyId = await makeKey();
        await call('Encrypt', { KeyId, Plaintext: 'eA==' });
        await call('ScheduleKeyDeletion', { KeyId, PendingWindowInDays: 7 });
        for (let day = 0; day < 7; day++) {
          pass(23 * HOUR);
          await looks(2);
        }
        await covered();
        hand.arm('destroy', how);
        pass(8 * HOUR);
        await expect.poll(() => acts('DeleteKey', KeyId), { timeout: 10_000 }).toBe(1);
        await expect.poll(() => hand.fired, { timeout: 5_000 }).toBe(true);
        await expect
          .poll(async () => hand.objects - Number((await call('Keydesk.DescribeVault'))['HandlesCached']), {
            timeout: 5_000,
          })
          .toBe(0);
        expect((await stored()).findings).toEqual([]);
      },
      60_000,
    );

  it.each(kills(['row', 'commit'], []))(
    'in the sweep of sessions, at $step ($how), ends them once',
    async ({ step, how }) => {
      await redeem(desk);
      await signIn(desk);
      await desk.stop();
      pass(13 * HOUR);
      hand.arm(step, how);
      await expect(start()).rejects.toThrow('before it was ready');
      await start();
      const { state, findings } = await stored();
      expect(findings).toEqual([]);
      expect([...state.all('session')]).toEqual([]);
      expect(await acts('EndSessions')).toBe(1);
    },
  );
});

describe('a clock that is wrong', () => {
  /** A key that is to be destroyed in a week and was scheduled long enough ago, and one that rotates. */
  const prepare = async (): Promise<{ leaving: string; turning: string }> => {
    await redeem(desk);
    const leaving = await makeKey();
    const turning = await makeKey();
    await call('EnableKeyRotation', { KeyId: turning, RotationPeriodInDays: 90 });
    await call('ScheduleKeyDeletion', { KeyId: leaving, PendingWindowInDays: 7 });
    for (let half = 0; half < 4; half++) {
      pass(12 * HOUR);
      await looks(2);
    }
    return { leaving, turning };
  };
  const expectNothingDestroyed = async (leaving: string): Promise<void> => {
    expect((await stored()).state.key(leaving)?.state).toBe('PendingDeletion');
    expect(await acts('DeleteKey')).toBe(0);
  };

  it('by a year ahead at a start: nothing is destroyed, nothing rotated twice, nobody stays signed in; and so when it is right again', async () => {
    const { leaving, turning } = await prepare();
    const cookie = await signIn(desk);
    await desk.stop();
    set({ ahead: YEAR });
    await start();
    await looks();
    await expectNothingDestroyed(leaving);
    expect(await acts('RotateKey', turning)).toBe(1);
    expect((await api(desk, 'KeepSession', { cookie })).status).toBe(401);
    const signedIn = await signIn(desk);
    expect((await api(desk, 'KeepSession', { cookie: signedIn })).status).toBe(200);
    // 23 hours are not enough; by then somebody has seen the alert.
    pass(23 * HOUR);
    await looks();
    await expectNothingDestroyed(leaving);
    const { Alerts } = await call('Keydesk.ListAlerts');
    expect(Alerts).toContainEqual(expect.objectContaining({ Code: 'deletion-held' }));

    await desk.stop();
    set({ ahead: 0 });
    await start();
    await looks();
    await expectNothingDestroyed(leaving);
    expect(await acts('RotateKey', turning)).toBe(1);
    expect((await api(desk, 'KeepSession', { cookie: signedIn })).status).toBe(401);
    expect(desk.stderr()).toContain('the clock stands before the newest event of the log');
    expect((await api(desk, 'KeepSession', { cookie: await signIn(desk) })).status).toBe(200);
    expect((await stored()).findings).toEqual([]);
  }, 60_000);

  longTest(
    'and jumps while the desk runs, forward and back: nothing is destroyed, rotated twice, or kept signed in',
    async () => {
      const { leaving, turning } = await prepare();
      const cookie = await signIn(desk);
      set({ ahead: YEAR });
      await looks();
      await expectNothingDestroyed(leaving);
      expect((await api(desk, 'KeepSession', { cookie })).status).toBe(401);
      expect(await acts('RotateKey', turning)).toBe(1);
      set({ ahead: -YEAR });
      await looks();
      await expectNothingDestroyed(leaving);
      expect((await api(desk, 'KeepSession', { cookie })).status).toBe(401);
      set({ ahead: 0 });
      await looks();
      await expectNothingDestroyed(leaving);
      expect(await acts('RotateKey', turning)).toBe(1);
      // Its date comes as if nothing had been.
      for (let day = 0; day < 6; day++) {
        pass(23 * HOUR);
        await looks(2);
      }
      await expect.poll(() => acts('DeleteKey', leaving), { timeout: 10_000 }).toBe(1);
      expect((await stored()).findings).toEqual([]);
    },
    60_000,
  );

  it('is told to whoever signs with another one', async () => {
    const now = new Date(Date.now() - YEAR);
    const early = await desk.call('ListKeys', {}, undefined, now);
    expect([early.status, early.body['__type']]).toEqual([400, 'InvalidSignatureException']);
    expect(early.body['message']).toMatch(
      /^Signature expired: \d{8}T\d{6}Z is now earlier than \d{8}T\d{6}Z \(\d{8}T\d{6}Z - 15 min\.\)$/,
    );
    const late = await desk.call('ListKeys', {}, undefined, new Date(Date.now() + YEAR));
    expect(late.body['message']).toMatch(
      /^Signature not yet current: .* is still later than .* \+ 15 min\.\)$/,
    );
  });
});
