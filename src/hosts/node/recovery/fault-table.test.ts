/**
 * The fault table (recovery/testing/fault-table.ts) on the real SoftHSM and file system: each step of each changing path fails as
 * "failed" and as "failed but persisted", and by kill -9 before and after it. After each, what is stored and what was answered agree.
 */
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeDirectory, startTestDesk, temporaryDirectory } from '../testing/desk.ts';
import { faults, type Faults } from '../testing/faults/faults.ts';
import { SCALE } from '../../../testing/runs.ts';
import {
  casesOf,
  CHECKPOINT_STEPS,
  FIRST_START_STEPS,
  isUsual,
  IN_HSM,
  PATHS,
  UPGRADE_STEPS,
  type Case,
} from './testing/fault-table.ts';
import { databaseOf } from './testing/stored.ts';
import { Witness, type Told } from './testing/witness.ts';

let hand: Faults;
let witness: Witness;

const startAgain = async (): Promise<void> => {
  witness.desk = await startTestDesk({ dataDirectory: witness.desk.dataDirectory, env: hand.env });
};
const message = (told: Told): string => String(told?.body['message']);
/** All that must be true when a case is over. */
const expectWhole = async (all = false): Promise<void> => {
  expect(await witness.stored()).toEqual([]);
  expect(await witness.usable(all)).toEqual([]);
};
/** No session object but those that the desk keeps open. */
const expectNoOrphan = async (): Promise<void> => {
  const { body } = await witness.desk.call('Keydesk.DescribeVault');
  expect(hand.objects).toBe(body['HandlesCached']);
};
const dead = async (): Promise<void> => {
  const { process: child } = witness.desk;
  await expect.poll(() => child.signalCode, { timeout: 10_000 }).toBe('SIGKILL');
};

beforeAll(async () => {
  hand = faults();
  witness = await Witness.of(await startTestDesk({ env: hand.env }));
});
afterAll(async () => {
  hand.clear();
  await witness.desk.kill().catch(() => undefined);
  removeDirectory(witness.desk.dataDirectory);
  hand.remove();
});

const titleOf = ({ path, step, how }: Case): string => `${path.name}: ${step} ${how}`;
/** In every run those that differ most; in the long run the whole table. */
const chosen = (cases: readonly Case[]): readonly (readonly [string, Case])[] =>
  cases.filter((each) => SCALE > 1 || isUsual(each)).map((each) => [titleOf(each), each]);

describe('a step that fails', () => {
  it.each(chosen(casesOf(PATHS, ['failed', 'persisted'])))('%s', async (_, { path, step, how }) => {
    const keyId = await witness.makeKey();
    hand.arm(step, how);
    const told = await path.act(witness, keyId);
    expect(hand.fired).toBe(true);
    if (IN_HSM.has(step)) expect(told?.status).toBe(500);
    else if (step === 'commit' && how === 'persisted') expect(told?.status).toBe(200);
    else {
      expect(told?.status).toBe(503);
      expect(message(told)).toMatch(
        /^The audit log could not be written, so nothing was done: .* sent again\.$/,
      );
    }
    await expectWhole();
    await expectNoOrphan();
  });

  it('in the middle of many: every waiting caller is told what is true of its own request', async () => {
    const keyId = await witness.makeKey();
    hand.arm('commit', 'held');
    const calls = Array.from({ length: 12 }, (_, i) =>
      i % 3 === 0 ? witness.call('CreateKey') : witness.seal(keyId),
    );
    await expect.poll(() => hand.held).toBe(true);
    let answered = 0;
    for (const call of calls) void call.then(() => answered++);
    await new Promise((done) => setTimeout(done, 200));
    expect(answered).toBe(0);
    hand.arm('commit', 'failed');
    hand.clearHeld();
    const told = await Promise.all(calls);
    const statuses = told.map((each) => each?.status);
    // The first batch was let through; what had queued behind it failed.
    expect(new Set(statuses)).toEqual(new Set([200, 503]));
    expect(await witness.stored()).toEqual([]);
    await expectWhole();
  });

  it('leaves a desk that has everything when it is started anew', async () => {
    expect(await witness.desk.stop()).toBe(0);
    await startAgain();
    await expectWhole(true);
  });
});

describe('kill -9', () => {
  it.each(chosen(casesOf(PATHS, ['killed', 'killed-after'])))('%s', async (_, { path, step, how }) => {
    const keyId = await witness.makeKey();
    hand.arm(step, how);
    expect(await path.act(witness, keyId)).toBeNull();
    await dead();
    expect(hand.fired).toBe(true);
    expect(await witness.stored()).toEqual([]);
    await startAgain();
    await expectWhole();
  });
});

describe('a checkpoint', () => {
  /** Size of the newest one that is published, and of the newest that is stored. */
  const sizes = async (): Promise<{ published: number; stored: number }> => {
    const note = await (await fetch(`http://127.0.0.1:${witness.desk.port}/log/checkpoint`)).text();
    const database = new DatabaseSync(databaseOf(witness.desk.dataDirectory), {
      readOnly: true,
      timeout: 5_000,
    });
    const row = database.prepare('SELECT max(size) AS size FROM checkpoint').get();
    database.close();
    return { published: Number(note.split('\n')[1]), stored: Number(row?.['size']) };
  };
  const steps = CHECKPOINT_STEPS.flatMap((step) =>
    (['failed', 'persisted', 'killed', 'killed-after'] as const).map((how) => ({ step, how })),
  ).filter(({ step, how }) => SCALE > 1 || (step === 'commit' && how === 'persisted'));

  it.each(steps)(
    'whose $step has $how is stored before it is published, and comes',
    async ({ step, how }) => {
      // What other events wrote is committed and covered by then, so that the step is the checkpoint's own.
      await expect.poll(async () => (await sizes()).published, { timeout: 10_000 }).toBeGreaterThan(0);
      const { events } = await witness.picture();
      await expect.poll(async () => (await sizes()).published, { timeout: 10_000 }).toBe(events.length);
      await witness.makeKey();
      hand.arm(step, how);
      if (how.startsWith('killed')) {
        await dead();
        expect(await witness.stored()).toEqual([]);
        await startAgain();
      } else {
        await expect.poll(() => hand.fired, { timeout: 5_000 }).toBe(true);
        const { published, stored } = await sizes();
        expect(published).toBeLessThanOrEqual(stored);
      }
      await expect.poll(async () => (await sizes()).published, { timeout: 10_000 }).toBe(events.length + 1);
      await expectWhole();
    },
  );

  it('that cannot be signed at the stop is told, and the next start makes it', async () => {
    await witness.makeKey();
    hand.arm('sign', 'failed', { stays: true });
    const { desk } = witness;
    expect(await desk.stop()).toBe(0);
    expect(desk.stdout()).toMatch(/"stopped":true,"unsigned":[1-9]/);
    expect(await witness.stored()).toEqual([]);
    hand.clear();
    await startAgain();
    const { published, stored } = await sizes();
    expect(published).toBe(stored);
    await expectWhole();
  });
});

describe('a file of an earlier Keydesk', () => {
  it.each(UPGRADE_STEPS.filter(({ how }) => SCALE > 1 || how === 'killed-after'))(
    'whose upgrade has $how at its $step is upgraded by the next start, and has everything',
    async ({ step, how }) => {
      await witness.desk.stop();
      const database = new DatabaseSync(databaseOf(witness.desk.dataDirectory));
      database.exec('DROP INDEX leaf_envelope; DROP INDEX leaf_principal');
      database.close();
      hand.arm(step, how);
      await expect(
        startTestDesk({ dataDirectory: witness.desk.dataDirectory, env: hand.env }),
      ).rejects.toThrow(how.startsWith('killed') ? 'null' : 'the disk reported an error');
      expect(hand.fired).toBe(true);
      await startAgain();
      await expectWhole();
      expect(await witness.desk.stop()).toBe(0);
      const after = new DatabaseSync(databaseOf(witness.desk.dataDirectory), { readOnly: true });
      const indexes = after.prepare("SELECT name FROM sqlite_schema WHERE type = 'index'").all();
      after.close();
      expect(indexes.map(({ name }) => name)).toEqual(
        expect.arrayContaining(['leaf_envelope', 'leaf_principal']),
      );
      await startAgain();
    },
  );
});

describe('a first start', () => {
  const cases = FIRST_START_STEPS.flatMap(({ step, times }) =>
    Array.from({ length: times }, (_, skip) =>
      (['failed', 'persisted', 'killed', 'killed-after'] as const).map((how) => ({ step, skip, how })),
    ).flat(),
  ).filter(({ step, how, skip }) => SCALE > 1 || (how === 'killed-after' && step === 'meta' && skip === 0));

  it.each(cases)(
    'that ends when $step ($skip) has $how is made up for by the next',
    async ({ step, skip, how }) => {
      const its = faults();
      const dataDirectory = temporaryDirectory();
      try {
        its.arm(step, how, { skip });
        // A step of the HSM may have been tried once more, so that the start went on; a kill ends it.
        const first = await startTestDesk({ dataDirectory, env: its.env }).catch(() => null);
        if (how.startsWith('killed')) expect(first).toBeNull();
        await first?.kill();
        expect(its.fired).toBe(true);
        const fresh = await Witness.of(await startTestDesk({ dataDirectory, env: its.env }));
        try {
          expect((await fresh.call('CreateKey'))?.status).toBe(200);
          expect(await fresh.stored()).toEqual([]);
          expect(await fresh.usable()).toEqual([]);
        } finally {
          await fresh.desk.kill();
        }
      } finally {
        removeDirectory(dataDirectory);
        its.remove();
      }
    },
  );
});
