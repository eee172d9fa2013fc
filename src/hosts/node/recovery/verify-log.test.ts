/** `keydesk verify-log` on a stopped desk whose log somebody with its files, but without its token, has altered. */
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { leafHash } from '../../../domain/log/tree.ts';
import { removeDirectory, runCli, startTestDesk, type TestDesk } from '../testing/desk.ts';
import { verifyLog as verify } from '../../../service/verify-log.ts';
import { sha256, verifyEd25519 } from '../start/bytes-node.ts';
import { openSqliteStoreReadOnly, type ReadOnlyStore } from '../store-sqlite/read-only-store.ts';
import { flip, makeStoppedDesk, verifyDirectory, type StoppedDesk } from './testing/stopped-desk.ts';
import { alter, copyOf, databaseOf, leafOf } from './testing/stored.ts';
import { secretsOf } from './testing/witness.ts';

let made: StoppedDesk;
/** Of one test, removed after it. */
let copies: string[] = [];
let running: TestDesk | null = null;
const altered = (): string => {
  const copy = copyOf(made.directory);
  copies.push(copy);
  return copy;
};

beforeAll(async () => {
  made = await makeStoppedDesk();
});
afterEach(async () => {
  await running?.stop();
  running = null;
  for (const copy of copies) removeDirectory(copy);
  copies = [];
});
afterAll(() => made.remove());

describe('verify-log', () => {
  it('finds a stopped desk whole, signed to its last event', async () => {
    const report = await verifyDirectory(made.directory);
    expect(report).toMatchObject({ code: 0, findings: [], checkpointSize: report.events });
    expect(report.events).toBe(made.events.length + 1);
    const told = await runCli(made.directory, ['verify-log']);
    expect(told).toMatchObject({ code: 0, stderr: '' });
    expect(told.stdout).toMatch(
      /^The log is whole: \d+ events and \d+ objects checked\. Signed up to event \d+\.\nRoot [0-9a-f]{64}\n$/,
    );
  });

  it('refuses to look at a desk that runs', async () => {
    running = await startTestDesk({ dataDirectory: altered() });
    const told = await running.cli('verify-log');
    expect(told.code).toBe(75);
    expect(told.stderr).toMatch(/^keydesk verify-log: .+ is in use by another Keydesk\. Stop it first/);
  });

  it('reads what is signed of a log that grows before it takes a moment, and the rest from that moment', async () => {
    const stores: ReadOnlyStore[] = [];
    try {
      const { mac, publicKey } = await secretsOf(made.directory);
      const open = async (directory: string) => {
        const store = await openSqliteStoreReadOnly(databaseOf(directory));
        stores.push(store);
        return store;
      };
      const whole = await open(made.directory);
      // As it was before the newest events, which come while the older ones are read.
      const early = await open(made.early);
      const meta = whole.meta();
      if (meta === null) throw new Error('the desk was never started');
      const input = { meta, sha256, mac, publicKey, verifyEd25519 };
      const signedEarly = [...early.checkpoints()].at(-1)?.size;
      let now = early;
      let read = 0;
      const readBefore: number[] = [];
      function* leafRecords() {
        for (const leaf of whole.leafRecords()) {
          read++;
          yield leaf;
        }
      }
      const report = await verify({
        ...input,
        isRunning: true,
        store: {
          seal: () => now.seal(),
          tile: (level, number) => now.tile(level, number),
          rows: () => now.rows(),
          usage: () => now.usage(),
          checkpoints: () => now.checkpoints(),
          minuteSums: () => now.minuteSums(),
          leafRecords,
        },
        holdMoment: () => {
          readBefore.push(read);
          now = whole;
        },
      });
      expect(signedEarly).toBeGreaterThan(1);
      expect(readBefore).toEqual([signedEarly]);
      expect(report).toMatchObject({ findings: [], notes: [], checkpointSize: report.events });
      expect(report).toEqual(await verify({ ...input, store: whole }));
      expect(report.events).toBeGreaterThan(Number(signedEarly));
    } finally {
      for (const store of stores) await store.close();
    }
  });

  it('names any one event of which a byte was changed', async () => {
    const failed = made.events.find((event) => event.Outcome === 'failed');
    const changing = made.events.findLast((event) => event.Changes.length > 0);
    const data = made.events.find((event) => event.Operation === 'Encrypt');
    const last = made.events.length; // the search itself, appended after what it found
    const chosen = [0, failed?.Sequence, changing?.Sequence, data?.Sequence, last];
    expect(new Set(chosen).size).toBe(5);
    for (const [i, sequence] of chosen.entries()) {
      if (sequence === undefined) throw new Error('that event was not made');
      const copy = altered();
      const { length } = leafOf(copy, sequence);
      flip(copy, sequence, [0, length - 1, length >> 1, length >> 2, length - 20][i] ?? 0);
      const report = await verifyDirectory(copy);
      expect(report.code).toBe(1);
      expect(report.findings).toContainEqual({
        what: 'event',
        name: String(sequence),
        message: `Event ${sequence} was altered: its bytes do not match their hash.`,
      });
      expect(
        report.findings.filter(({ what }) => what === 'event').every(({ name }) => name === String(sequence)),
      ).toBe(true);
    }
  });

  it('names every event when a byte of each was changed', async () => {
    const copy = altered();
    const all = Array.from({ length: made.events.length + 1 }, (_, sequence) => sequence);
    for (const sequence of all) flip(copy, sequence, 60 + sequence);
    const { code, findings } = await verifyDirectory(copy);
    expect(code).toBe(1);
    const named = findings
      .filter(({ message }) => /^Event \d+ was altered/.test(message))
      .map(({ name }) => Number(name));
    expect(named).toEqual(all);
  });

  it('is not fooled by a hash that was made to fit', async () => {
    const copy = altered();
    const { Sequence } = made.events.find((event) => event.Operation === 'Encrypt')!; // made above
    const text = Buffer.from(leafOf(copy, Sequence)).toString('latin1').replace('allowed', 'allowee');
    const bytes = Buffer.from(text, 'latin1');
    alter(
      copy,
      'UPDATE leaf SET bytes = ?, hash = ? WHERE sequence = ?',
      bytes,
      leafHash(sha256, bytes),
      Sequence,
    );
    const { code, findings } = await verifyDirectory(copy);
    expect(code).toBe(1);
    expect(findings.map(({ what }) => what)).toEqual(expect.arrayContaining(['seal', 'checkpoint']));
  });

  it('names an event of which the columns beside it were changed', async () => {
    const copy = altered();
    const failed = made.events.find((event) => event.Outcome === 'failed');
    alter(copy, "UPDATE leaf SET outcome = 'allowed' WHERE sequence = ?", failed?.Sequence ?? null);
    expect(await verifyDirectory(copy)).toMatchObject({
      code: 1,
      findings: [
        { what: 'event', name: String(failed?.Sequence), message: expect.stringContaining('"outcome"') },
      ],
    });
  });

  it('notices a deleted event, and names it', async () => {
    const copy = altered();
    const failed = made.events.find((event) => event.Outcome === 'failed');
    alter(copy, 'DELETE FROM leaf WHERE sequence = ?', failed?.Sequence ?? null);
    const told = await runCli(copy, ['verify-log']);
    expect(told.code).toBe(1);
    expect(told.stdout + told.stderr).toMatch(
      new RegExp(
        `\\b${failed?.Sequence}\\b.*(missing|deleted|gone)|(missing|deleted|gone).*\\b${failed?.Sequence}\\b`,
      ),
    );
  });

  it('notices events cut off at the end', async () => {
    const copy = altered();
    alter(copy, 'DELETE FROM leaf WHERE sequence > ?', made.events.length - 2);
    const { code, findings } = await verifyDirectory(copy);
    expect(code).toBe(1);
    expect(findings.map(({ message }) => message)).toContainEqual(
      `The seal counts ${made.events.length + 1} events; ${made.events.length - 1} are there.`,
    );
  });

  it('can tell a whole folder rolled back only by a checkpoint kept elsewhere', async () => {
    const kept = join(made.early, '..', `kept-${made.keyId}`);
    writeFileSync(kept, made.checkpoint);
    copies.push(kept);
    expect(await verifyDirectory(made.early)).toMatchObject({ code: 0, findings: [] });
    const { code, findings } = await verifyDirectory(made.early, '--checkpoint', kept);
    expect(code).toBe(1);
    expect(findings).toMatchObject([
      {
        what: 'checkpoint',
        message: expect.stringMatching(
          /kept elsewhere covers \d+ events; only \d+ are there: the log was cut or rolled back\.$/,
        ),
      },
    ]);
    expect(await verifyDirectory(made.directory, '--checkpoint', kept)).toMatchObject({
      code: 0,
      findings: [],
    });
  });

  it('reads the checkpoint that the desk kept beside the database, and says when the log does not continue it', async () => {
    const copy = altered();
    // The database alone is an older one, whole in itself.
    for (const end of ['', '-wal', '-shm']) rmSync(databaseOf(copy) + end, { force: true });
    cpSync(databaseOf(made.early), databaseOf(copy));
    const rolledBack = await verifyDirectory(copy);
    expect(rolledBack).toMatchObject({
      code: 1,
      findings: [
        {
          what: 'checkpoint',
          message: expect.stringMatching(
            /^The checkpoint that the desk kept beside the database \(its file "checkpoint"\) covers \d+ events; only \d+ are there: the log was cut or rolled back\.$/,
          ),
        },
      ],
    });
    // The doctor sees it, too.
    const { code, stdout } = await runCli(copy, ['doctor']);
    expect([code, stdout]).toEqual([1, expect.stringContaining('kept beside the database')]);
    // One that somebody wrote is not the desk's; one that a power cut left in half says nothing.
    const file = join(copy, 'checkpoint');
    writeFileSync(file, made.checkpoint.replace(/\n(\d+)\n/, '\n1\n'));
    expect((await verifyDirectory(copy)).findings).toMatchObject([
      { what: 'checkpoint', message: expect.stringContaining("is not signed by this desk's log key") },
    ]);
    writeFileSync(file, made.checkpoint.slice(0, 40));
    expect(await verifyDirectory(copy)).toMatchObject({ code: 0, findings: [] });
  });

  it('refuses a kept checkpoint that is none, or another desk’s', async () => {
    const directory = altered();
    const kept = join(directory, '..', `forged-${made.keyId}`);
    copies.push(kept);
    writeFileSync(kept, 'not a checkpoint');
    expect(await verifyDirectory(directory, '--checkpoint', kept)).toMatchObject({
      code: 1,
      findings: [{ what: 'checkpoint' }],
    });
    writeFileSync(
      kept,
      made.checkpoint.replace(
        /^keydesk\/[0-9a-f]/,
        (start) => `${start.slice(0, -1)}${start.endsWith('0') ? '1' : '0'}`,
      ),
    );
    expect(await verifyDirectory(directory, '--checkpoint', kept)).toMatchObject({
      code: 1,
      findings: [{ what: 'checkpoint' }],
    });
    const missing = await runCli(directory, ['verify-log', '--checkpoint', join(directory, 'nothing')]);
    expect(missing.code).toBe(64);
    expect(missing.stderr).toMatch(
      /^keydesk verify-log: --checkpoint: the file cannot be read \(ENOENT\)\.\n/,
    );
  });
});
