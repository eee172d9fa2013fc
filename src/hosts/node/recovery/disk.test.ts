/**
 * The disk and the database's file: full, read-only, locked, damaged, gone in part. A desk that runs goes on by itself once it can; one
 * that starts refuses with a sentence that says what to do, and exit code 1.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { longTest, SCALE } from '../../../testing/runs.ts';
import {
  removeDirectory,
  runCli,
  startTestDesk,
  temporaryDirectory,
  type TestDesk,
} from '../testing/desk.ts';
import { faults, type Faults } from '../testing/faults/faults.ts';
import { canMount, fill, mountSmall, unmount } from './testing/small-disk.ts';
import { alter, copyOf, databaseOf } from './testing/stored.ts';
import { Witness } from './testing/witness.ts';

const NOT_DONE = /^The audit log could not be written, so nothing was done: the log has no event of request /;
const NOT_KNOWN = /^The audit log could not be written, and Keydesk cannot yet see whether this was done\./;

const readiness = async (desk: TestDesk): Promise<{ status: number; store: string }> => {
  const response = await fetch(`http://127.0.0.1:${desk.port}/readyz`);
  const { store } = (await response.json()) as { store: { message: string } }; // our own route
  return { status: response.status, store: store.message };
};
/** Each of these is a start or two of the whole program: a run has those that differ most, the long run all. */
const longOnly = new Set([
  'without its database',
  'with a write-ahead log that is cut off',
  'cut in the middle',
  'of a newer Keydesk',
  'that is something else',
]);
const usual = <T extends readonly [string, ...unknown[]]>(cases: readonly T[]): readonly T[] =>
  cases.filter(([name]) => SCALE > 1 || !longOnly.has(name));

/** Waits until so many events are signed. */
const covered = async (desk: TestDesk, events: number): Promise<void> => {
  for (let size = -1; size < events;) {
    await new Promise((done) => setTimeout(done, 50));
    const note = await (await fetch(`http://127.0.0.1:${desk.port}/log/checkpoint`)).text();
    size = Number(note.split('\n')[1]);
  }
};
/** Tries until the desk does something again; it is not started anew. */
const goesOn = async (witness: Witness): Promise<void> => {
  await expect
    .poll(async () => (await witness.call('ListKeys'))?.status, { timeout: 15_000, interval: 100 })
    .toBe(200);
  expect((await readiness(witness.desk)).status).toBe(200);
  expect(await witness.stored()).toEqual([]);
  expect(await witness.usable()).toEqual([]);
};

describe('a desk that runs', () => {
  let hand: Faults;
  let witness: Witness;
  let keyId: string;
  beforeAll(async () => {
    hand = faults();
    witness = await Witness.of(await startTestDesk({ env: hand.env }));
    keyId = await witness.makeKey();
  });
  afterAll(async () => {
    hand.clear();
    await witness.desk.kill().catch(() => undefined);
    removeDirectory(witness.desk.dataDirectory);
    hand.remove();
  });

  it.each([
    ['full', 13, 'no space is left on the disk; free some'],
    ['read-only', 1544, 'it cannot be written (permissions, or a read-only file system)'],
    ['failing', 778, 'the disk reported an error; look at the disk'],
  ])('whose disk is %s does nothing, says why, and goes on by itself', async (_, errcode, sentence) => {
    hand.arm('begin', 'failed', { stays: true, errcode });
    const told = await witness.call('CreateKey');
    expect([told?.status, told?.body['__type']]).toEqual([503, 'KMSInternalException']);
    expect(told?.body['message']).toMatch(NOT_DONE);
    const later = await Promise.all(Array.from({ length: 20 }, () => witness.seal(keyId)));
    expect(new Set(later.map((each) => each?.status))).toEqual(new Set([503]));
    expect(await readiness(witness.desk)).toEqual({
      status: 503,
      store: expect.stringContaining('goes on by itself once it can') as string,
    });
    expect(witness.desk.stderr()).toContain(sentence);
    // One reason for an attempt, not one for a caller.
    const lines = witness.desk
      .stderr()
      .split('\n')
      .filter((line) => line.includes(sentence));
    expect(lines.length).toBeLessThan(10);
    hand.clear();
    await goesOn(witness);
  });

  it('whose disk is nearly full serves who is verified, and says so until there is room', async () => {
    const { dataDirectory } = witness.desk;
    const readDisk = async (): Promise<unknown> =>
      ((await (await fetch(`http://127.0.0.1:${witness.desk.port}/readyz`)).json()) as { disk: unknown })
        .disk; // our own route
    expect(await readDisk()).toEqual({ ok: true, message: 'there is room' });
    await witness.desk.stop();
    hand.space({ free: 300 * 2 ** 20, total: 2 ** 40 });
    witness.desk = await startTestDesk({ dataDirectory, env: hand.env });
    expect(await readDisk()).toEqual({
      ok: false,
      message: 'The disk is nearly full: 300 MiB are free. Make room; once it is full, nothing is done.',
    });
    expect((await witness.seal(keyId))?.status).toBe(200);
    const alerts = (await witness.call('Keydesk.ListAlerts'))?.body['Alerts'];
    expect(alerts).toContainEqual(expect.objectContaining({ Code: 'disk-low', Severity: 'high' }));
    expect(witness.desk.stderr()).toContain('the disk of the data directory is nearly full');
    hand.space(null);
    if (SCALE === 1) return; // it looks every ten seconds
    await expect.poll(readDisk, { timeout: 15_000 }).toEqual({ ok: true, message: 'there is room' });
    await goesOn(witness);
  });

  // It takes the writer's patience and the caller's: 13 s of waiting.
  longTest(
    'whose database another program holds tells who waited, and goes on when it is let go',
    async () => {
      const other = new DatabaseSync(databaseOf(witness.desk.dataDirectory));
      other.exec('BEGIN IMMEDIATE');
      const waiting = witness.call('CreateKey');
      await expect
        .poll(() => witness.desk.stderr(), { timeout: 15_000 })
        .toContain('another program holds it');
      const told = await waiting;
      other.close();
      expect(told?.status).toBe(503);
      expect(told?.body['message']).toMatch(NOT_KNOWN);
      await goesOn(witness);
    },
    60_000,
  );
});

// Only root may mount; elsewhere the same is shown by what SQLite answers, above.
if (canMount)
  describe('a small file system of its own', () => {
    let place: string;
    beforeEach(() => {
      place = temporaryDirectory();
      mountSmall(place, '6m');
      mkdirSync(join(place, 'data'), { mode: 0o700 });
    });
    afterEach(() => {
      unmount(place);
      removeDirectory(place);
    });

    it('that is full: nothing is done, nothing is lost, and it goes on when there is room', async () => {
      const witness = await Witness.of(await startTestDesk({ dataDirectory: join(place, 'data') }));
      try {
        const keyId = await witness.makeKey();
        fill(place, 8 * 2 ** 20);
        const told = await Promise.all(Array.from({ length: 30 }, () => witness.seal(keyId)));
        expect(told.filter((each) => each?.status !== 200)).not.toEqual([]);
        await expect.poll(async () => (await witness.seal(keyId))?.status, { timeout: 15_000 }).toBe(503);
        expect(witness.desk.stderr()).toContain('no space is left on the disk; free some');
        rmSync(join(place, 'filler'));
        await goesOn(witness);
        expect(await witness.desk.stop()).toBe(0);
      } finally {
        await witness.desk.kill().catch(() => undefined);
      }
    });

    longTest(
      'that is full at the start: the desk starts, does nothing, and goes on when there is room',
      async () => {
        const dataDirectory = join(place, 'data');
        const first = await startTestDesk({ dataDirectory });
        await first.kill();
        fill(place, 8 * 2 ** 20);
        const witness = await Witness.of(await startTestDesk({ dataDirectory }));
        try {
          expect((await witness.call('CreateKey'))?.body['message']).toMatch(NOT_DONE);
          rmSync(join(place, 'filler'));
          await goesOn(witness);
        } finally {
          await witness.desk.kill();
        }
      },
    );

    longTest('that is read-only at the start: told in a sentence', async () => {
      const dataDirectory = join(place, 'data');
      const first = await startTestDesk({ dataDirectory });
      await first.kill();
      execFileSync('mount', ['-o', 'remount,ro', place]);
      const readOnly = await runCli(dataDirectory, ['serve']);
      execFileSync('mount', ['-o', 'remount,rw', place]);
      expect([readOnly.code, readOnly.stdout]).toEqual([1, '']);
      expect(readOnly.stderr).toMatch(/^keydesk: .*it cannot be written.*\n$/);
      const again = await startTestDesk({ dataDirectory });
      expect(await again.stop()).toBe(0);
    });
  });

describe('a start', () => {
  /** As kill -9 left it: what was answered is in the write-ahead log. */
  let killed: string;
  let stopped: string;
  let keyId: string;
  const copies: string[] = [];
  const copy = (directory: string): string => {
    const made = copyOf(directory);
    copies.push(made);
    return made;
  };
  const told = async (directory: string): Promise<string> => {
    const { code, stdout, stderr } = await runCli(directory, ['serve']);
    expect([code, stdout.includes('ready')]).toEqual([1, false]);
    expect(stderr).toMatch(/^keydesk: .*\n$/);
    return stderr;
  };

  beforeAll(async () => {
    const desk = await startTestDesk();
    keyId = ((await desk.call('CreateKey')).body['KeyMetadata'] as { KeyId: string }).KeyId; // its output
    await covered(desk, 2);
    await desk.kill();
    killed = desk.dataDirectory;
    stopped = copy(killed);
    await (await startTestDesk({ dataDirectory: stopped })).stop();
  });
  afterAll(() => {
    for (const directory of [killed, ...copies]) removeDirectory(directory);
  });

  it.each(
    usual<[string, (directory: string) => void, RegExp]>([
      [
        'without its write-ahead log',
        (directory) => rmSync(`${databaseOf(directory)}-wal`),
        /keydesk\.db is empty\. Put it back together with its -wal file, or restore a backup/,
      ],
      [
        'without its database',
        (directory) => rmSync(databaseOf(directory)),
        /keydesk\.db does not exist any more\. Put it back together with its -wal file, or restore a backup/,
      ],
      [
        'with a write-ahead log that is cut off',
        (directory) => truncateSync(`${databaseOf(directory)}-wal`, 90_000),
        /(is empty\. Put it back together|The database has \d+ events, but this desk has signed 2: some of it is missing)/,
      ],
    ]),
  )(
    'of a killed desk %s refuses, makes no new desk, and works when it is back',
    async (_, harm, sentence) => {
      const directory = copy(killed);
      harm(directory);
      expect(await told(directory)).toMatch(sentence);
      for (const end of ['', '-wal'])
        writeFileSync(databaseOf(directory) + end, readFileSync(databaseOf(killed) + end));
      rmSync(`${databaseOf(directory)}-shm`, { force: true });
      const desk = await startTestDesk({ dataDirectory: directory });
      expect((await desk.call('Encrypt', { KeyId: keyId, Plaintext: 'eA==' })).status).toBe(200);
      expect(await desk.stop()).toBe(0);
    },
  );

  it('with an older copy of the database refuses; who wants to go on with it can', async () => {
    const directory = copy(stopped);
    const desk = await startTestDesk({ dataDirectory: directory });
    expect((await desk.call('DisableKey', { KeyId: keyId })).status).toBe(200);
    await desk.stop();
    writeFileSync(databaseOf(directory), readFileSync(databaseOf(stopped)));
    const sentence = await told(directory);
    expect(sentence).toMatch(/The database has 2 events, but this desk has signed 3: .*restore a backup/);
    const [, file = ''] = /remove (\S+)\.\n$/.exec(sentence) ?? [];
    rmSync(file);
    const older = await startTestDesk({ dataDirectory: directory });
    expect((await older.call('Encrypt', { KeyId: keyId, Plaintext: 'eA==' })).status).toBe(200);
    await older.stop();
  });

  longTest(
    'on a file of which an index is damaged reads it; what it cannot write it does not do, and it says what to do',
    async () => {
      const directory = copy(stopped);
      const database = new DatabaseSync(databaseOf(directory));
      const { rootpage } = database
        .prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'leaf_operation'")
        .get() as { rootpage: number }; // the columns asked for
      database.close();
      const bytes = readFileSync(databaseOf(directory));
      bytes.fill(0xff, (rootpage - 1) * 4096, (rootpage - 1) * 4096 + 8);
      writeFileSync(databaseOf(directory), bytes);
      const witness = await Witness.of(await startTestDesk({ dataDirectory: directory }));
      try {
        for (let i = 0; i < 3; i++)
          expect((await witness.call('CreateKey'))?.body['message']).toMatch(NOT_DONE);
        expect(witness.desk.stderr()).toContain('the file is damaged; restore a backup');
        expect(await witness.stored()).toEqual([]);
      } finally {
        await witness.desk.stop();
      }
    },
  );

  longTest('does not mind a checkpoint beside it that a power cut left in half', async () => {
    const directory = copy(stopped);
    truncateSync(join(directory, 'checkpoint'), 20);
    const desk = await startTestDesk({ dataDirectory: directory });
    expect(await desk.stop()).toBe(0);
  });

  it.each(
    usual<[string, (file: string) => void, RegExp]>([
      ['cut to nothing', (file) => truncateSync(file, 0), /is empty\. Put it back/],
      [
        'cut in the middle',
        (file) => truncateSync(file, statSync(file).size / 2),
        /the file is damaged; restore a backup/,
      ],
      [
        'of a newer Keydesk',
        (file) => new DatabaseSync(file).exec('PRAGMA user_version = 99'),
        /written by a newer Keydesk \(schema 99.*Start that version, or restore a backup/,
      ],
      [
        'that is something else',
        (file) => writeFileSync(file, 'not a database, but long enough to be looked at as one'.repeat(100)),
        /not an SQLite database; put the right one back/,
      ],
    ]),
  )('on a file %s refuses', async (_, harm, sentence) => {
    const directory = copy(stopped);
    harm(databaseOf(directory));
    expect(await told(directory)).toMatch(sentence);
  });

  it('on a log of which one byte of a change is flipped refuses, and verify-log names it', async () => {
    const directory = copy(stopped);
    alter(
      directory,
      "UPDATE leaf SET bytes = CAST(replace(CAST(bytes AS TEXT), 'CreateKey', 'CreateKex') AS BLOB) WHERE operation = 'CreateKey'",
    );
    expect(await told(directory)).toMatch(/the log was altered|was altered or removed/);
    const { code, stdout } = await runCli(directory, ['verify-log']);
    expect([code, stdout]).toEqual([1, expect.stringContaining('Event 1 was altered') as string]);
  });
});
