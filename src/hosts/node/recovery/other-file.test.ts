/** After a failed commit the file that is found must be the one that was open; at a start the log must be signed under its own name. */
import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { faults } from '../testing/faults/faults.ts';
import { removeDirectory, runCli, startTestDesk, type TestDesk } from '../testing/desk.ts';
import { databaseOf } from './testing/stored.ts';
import { picture, secretsOf } from './testing/witness.ts';

let desk: TestDesk;
let keyId: string;
const fault = faults();
afterAll(() => fault.remove());
beforeEach(async () => {
  desk = await startTestDesk({ env: fault.env });
  const { KeyMetadata } = (await desk.call('CreateKey')).body;
  keyId = (KeyMetadata as { KeyId: string }).KeyId; // CreateKey's output
});
afterEach(async () => {
  await desk.kill().catch(() => undefined);
  removeDirectory(desk.dataDirectory);
});

const files = (): readonly string[] =>
  ['', '-wal', '-shm'].map((end) => `${databaseOf(desk.dataDirectory)}${end}`);
const encrypt = () => desk.call('Encrypt', { KeyId: keyId, Plaintext: 'eA==' });
const ready = async () => {
  const response = await fetch(`${desk.url}/readyz`);
  const body = (await response.json()) as { ready: boolean; store: { ok: boolean; message: string } }; // Readiness
  return { status: response.status, body };
};
const startAgain = async (): Promise<void> => {
  desk = await startTestDesk({ dataDirectory: desk.dataDirectory, env: fault.env });
};
/** Between the failure of a commit and the desk's look at what is on disk. */
const failCommit = async (meanwhile: () => void): Promise<void> => {
  fault.arm('begin', 'held-failed');
  const waiting = desk.call('ListKeys').catch(() => undefined);
  await expect.poll(() => fault.held, { timeout: 10_000 }).toBe(true);
  meanwhile();
  fault.clear();
  await expect.poll(() => desk.stderr(), { timeout: 10_000 }).toContain('a commit failed');
  await Promise.race([waiting, new Promise((done) => setTimeout(done, 100))]);
};

describe('a commit that failed', () => {
  it('does not make the desk believe an older file, and it goes on when its own is back', async () => {
    await desk.stop();
    const older = join(desk.dataDirectory, 'older');
    mkdirSync(older);
    copyFileSync(databaseOf(desk.dataDirectory), join(older, 'db'));
    await startAgain();
    expect((await desk.call('DisableKey', { KeyId: keyId })).status).toBe(200);
    const kept = join(desk.dataDirectory, 'kept');
    mkdirSync(kept);
    await failCommit(() => {
      files().forEach((file, i) => {
        try {
          renameSync(file, join(kept, String(i)));
        } catch {
          // Not every file need be there.
        }
      });
      copyFileSync(join(older, 'db'), databaseOf(desk.dataDirectory));
    });
    await expect.poll(() => desk.stderr(), { timeout: 15_000 }).toContain('does not continue the log');
    const refused = await desk.call('Encrypt', { KeyId: keyId, Plaintext: 'eA==' });
    expect([refused.status, refused.body['__type']]).toEqual([503, 'KMSInternalException']);
    expect((await fetch(`${desk.url}/readyz`)).status).toBe(503);
    for (const file of files()) rmSync(file, { force: true });
    files().forEach((file, i) => {
      try {
        renameSync(join(kept, String(i)), file);
      } catch {
        // As above.
      }
    });
    await expect
      .poll(async () => (await desk.call('Encrypt', { KeyId: keyId, Plaintext: 'eA==' })).body['__type'], {
        timeout: 20_000,
      })
      .toBe('DisabledException');
  }, 60_000);

  it('does not make a new desk of a directory that has vanished, and goes on when it is back', async () => {
    const away = `${desk.dataDirectory}-away`;
    await failCommit(() => renameSync(desk.dataDirectory, away));
    await expect.poll(() => desk.stderr(), { timeout: 15_000 }).toContain('does not exist any more');
    const { status, body } = await ready();
    expect([status, body.ready, body.store.ok]).toEqual([503, false, false]);
    renameSync(away, desk.dataDirectory);
    await expect.poll(async () => (await ready()).status, { timeout: 20_000 }).toBe(200);
    expect((await encrypt()).status).toBe(200);
  }, 60_000);

  it('whose database stays locked does not keep the desk from ending', async () => {
    // Longer than the writer's patience.
    const other = new DatabaseSync(databaseOf(desk.dataDirectory));
    other.exec('BEGIN IMMEDIATE');
    void desk.call('ListKeys').catch(() => undefined);
    await expect.poll(() => desk.stderr(), { timeout: 15_000 }).toContain('a commit failed');
    await desk.stop();
    other.close();
    expect(desk.process.exitCode).not.toBeNull();
  }, 60_000);
});

describe('a database that is deleted while the desk runs', () => {
  it('is written anew from what is open, and nothing that was answered is lost', async () => {
    expect((await encrypt()).status).toBe(200);
    for (const file of files()) rmSync(file, { force: true });
    // Answered only once its event is on disk in the right place; 503, which clients try again, while it is being written anew.
    let body: Record<string, unknown> = {};
    await expect.poll(async () => ({ body } = await encrypt()).status, { timeout: 15_000 }).toBe(200);
    expect(desk.stderr()).toContain('was deleted, moved or replaced while it was open');
    await desk.kill();
    await startAgain();
    const opened = await desk.call('Decrypt', { CiphertextBlob: body['CiphertextBlob'] });
    expect(opened.body['Plaintext']).toBe('eA==');
    await desk.stop();
    const verified = await desk.cli('verify-log', '--json');
    expect([verified.code, verified.stderr]).toEqual([0, '']);
    const { events, state } = await picture(desk.dataDirectory, await secretsOf(desk.dataDirectory));
    expect(state.key(keyId)).toBeDefined();
    expect(events.filter(({ operation }) => operation === 'Encrypt')).toHaveLength(2);
  });

  it('with all of its directory: it is not ready, says so in words, and does not claim at its end to have all', async () => {
    rmSync(desk.dataDirectory, { recursive: true });
    await expect
      .poll(async () => (await ready()).body.store.message, { timeout: 10_000 })
      .toContain('was deleted, moved or replaced while the desk ran');
    expect((await ready()).status).toBe(503);
    expect((await encrypt()).status).toBe(503);
    await desk.stop();
    expect(desk.stdout()).toContain('"lost":true');
    expect(existsSync(desk.dataDirectory)).toBe(false);
  }, 60_000);
});

describe('a start refuses', () => {
  const alter = (sql: string): void => {
    const database = new DatabaseSync(databaseOf(desk.dataDirectory));
    database.exec(sql);
    database.close();
  };
  it.each([
    ['another name of the log', "UPDATE meta SET log_origin = 'x'", /names another log/],
    ['another key of the log', "UPDATE meta SET log_public_key = 'AAAA'", /names another log/],
    [
      'a checkpoint that this desk did not sign',
      "UPDATE checkpoint SET note = replace(note, '—', '-')",
      /newest stored checkpoint/,
    ],
    [
      'a trigger',
      'CREATE TRIGGER t AFTER INSERT ON leaf BEGIN DELETE FROM leaf; END',
      /its schema is not Keydesk/,
    ],
    ['a table of somebody else', 'CREATE TABLE mine (x)', /its schema is not Keydesk/],
  ])('%s', async (_, sql, message) => {
    await desk.stop();
    alter(sql);
    const told = await runCli(desk.dataDirectory, ['serve']);
    expect(told.code).not.toBe(0);
    expect(told.stderr).toMatch(message);
    expect(told.stderr).not.toContain('    at ');
  });
});
