/**
 * A disk whose fsync fails, below SQLite: what the injected errors of fault-table.test.ts stand for, with SQLite's own way of taking one.
 * (An error of the kernel's own takes a broken device, which only root can make.)
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { longTest } from '../../../testing/runs.ts';
import { removeDirectory, startTestDesk } from '../testing/desk.ts';
import { failingSync, type FailingSync } from '../testing/faults/failing-sync.ts';
import { Witness, type Told } from './testing/witness.ts';

const WAL = 'keydesk.db-wal';
let disk: FailingSync;
let witness: Witness;
let keyId: string;

beforeAll(async () => {
  disk = failingSync();
  witness = await Witness.of(await startTestDesk({ env: disk.env }));
  keyId = await witness.makeKey();
});
afterAll(async () => {
  await witness.desk.kill().catch(() => undefined);
  removeDirectory(witness.desk.dataDirectory);
  disk.remove();
});

const TOLD = /^The audit log could not be written, (so nothing was done|and Keydesk cannot yet see)/;

it.each(['failed', 'persisted'] as const)(
  'once (%s): every waiting caller is told what is true, and the desk goes on',
  async (how) => {
    const before = disk.count;
    disk.arm(how, WAL, 'once');
    const told = await Promise.all(
      Array.from({ length: 8 }, (_, i) => (i % 2 === 0 ? witness.call('CreateKey') : witness.seal(keyId))),
    );
    expect(disk.count).toBe(before + 1);
    const refused = told.filter((each) => each?.status !== 200);
    for (const each of refused) {
      expect(each?.status).toBe(503);
      expect(each?.body['message']).toMatch(TOLD);
    }
    expect(await witness.usable()).toEqual([]);
    expect(await witness.stored()).toEqual([]);
  },
);

it('for a while: nothing is answered as done before it is on disk, and then everybody is told truly', async () => {
  const before = disk.count;
  disk.arm('failed', WAL);
  const answers: Told[] = [];
  const calls = [witness.call('CreateKey'), witness.seal(keyId)];
  for (const call of calls) void call.then((told) => answers.push(told));
  // It is opened anew again and again; what is read from it is not believed.
  await expect.poll(() => disk.count, { timeout: 5_000 }).toBeGreaterThan(before + 2);
  // Who came when nothing could be written was not let in, and is told so at once.
  for (const told of answers) expect(told?.body['message']).toMatch(/so nothing was done/);
  disk.clear();
  for (const told of await Promise.all(calls))
    if (told?.status !== 200) expect(told?.body['message']).toMatch(TOLD);
  expect(await witness.usable()).toEqual([]);
  expect(await witness.stored()).toEqual([]);
});

// Callers are told after eight seconds.
longTest(
  'for good: nothing is answered as done; killed and started on a disk that works, it has all that was answered',
  async () => {
    disk.arm('failed', WAL);
    for (const told of await Promise.all([witness.call('CreateKey'), witness.seal(keyId)])) {
      expect(told?.status).toBe(503);
      expect(told?.body['message']).toMatch(TOLD);
    }
    await witness.desk.kill();
    disk.clear();
    expect(await witness.stored()).toEqual([]);
    witness.desk = await startTestDesk({ dataDirectory: witness.desk.dataDirectory, env: disk.env });
    expect(await witness.usable(true)).toEqual([]);
    expect(await witness.desk.stop()).toBe(0);
    expect(await witness.stored()).toEqual([]);
  },
  30_000,
);
