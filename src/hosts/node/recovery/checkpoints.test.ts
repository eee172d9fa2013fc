/** What `keydesk verify-log` says when stored checkpoints were removed, put back or altered, and when a crash left events unsigned. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { removeDirectory, runCli, startTestDesk, type TestDesk } from '../testing/desk.ts';
import { movedClock } from '../testing/moved-clock.ts';
import { api, redeem } from '../http/testing/console-requests.ts';
import { verifyDirectory } from './testing/stopped-desk.ts';
import { alter, checkpointOf, copyOf, putCheckpointBack, type StoredNote } from './testing/stored.ts';

const MINUTE = 60_000;
const clock = movedClock();
let directory: string;
/** After the first run, which made the key; after a second, which did nothing with it. */
let first: StoredNote;
let second: StoredNote;
let copies: string[] = [];
let running: TestDesk | null = null;
const altered = (): string => {
  const copy = copyOf(directory);
  copies.push(copy);
  return copy;
};
const start = async (dataDirectory?: string): Promise<TestDesk> =>
  (running = await startTestDesk({
    env: clock.env,
    ...(dataDirectory === undefined ? {} : { dataDirectory }),
  }));

beforeAll(async () => {
  let desk = await start();
  directory = desk.dataDirectory;
  const cookie = await redeem(desk);
  const made = await api(desk, 'CreateKey', { cookie });
  const { KeyId } = made.body['KeyMetadata'] as { KeyId: string }; // what CreateKey answers
  const encrypt = async (): Promise<void> => {
    const { status } = await api(desk, 'Encrypt', { cookie: own, body: { KeyId, Plaintext: 'c2VjcmV0' } });
    expect(status).toBe(200);
  };
  let own = cookie;
  await desk.stop();
  first = checkpointOf(directory);

  clock.ahead(2 * MINUTE);
  desk = await start(directory);
  own = cookie.replace(/^keydesk-\d+/, `keydesk-${desk.port}`);
  await encrypt();
  clock.ahead(3 * MINUTE);
  await encrypt();
  await desk.stop();
  second = checkpointOf(directory);

  clock.ahead(4 * MINUTE);
  desk = await start(directory);
  own = cookie.replace(/^keydesk-\d+/, `keydesk-${desk.port}`);
  await encrypt();
  clock.ahead(10 * MINUTE);
  expect((await api(desk, 'ListKeys', { cookie: own })).status).toBe(200);
  await desk.stop();
  running = null;
});
afterEach(async () => {
  await running?.kill();
  running = null;
  for (const copy of copies) removeDirectory(copy);
  copies = [];
});
afterAll(() => {
  removeDirectory(directory);
  clock.remove();
});

describe('a stored checkpoint', () => {
  it('of every run is there, and verify-log has nothing to say', async () => {
    const report = await verifyDirectory(directory);
    expect(report).toMatchObject({ code: 0, findings: [], notes: [], checkpointSize: report.events });
    expect(first.size).toBeLessThan(second.size);
    expect(second.size).toBeLessThan(report.events);
  });

  it('that is gone with all others is found: a desk signs before it serves', async () => {
    const copy = altered();
    alter(copy, 'DELETE FROM checkpoint');
    expect(await verifyDirectory(copy)).toMatchObject({
      code: 1,
      checkpointSize: null,
      findings: [
        { what: 'checkpoint', name: 'none', message: expect.stringMatching(/^No checkpoint is stored, but/) },
      ],
      notes: [],
    });
  });

  it('that was put back over newer ones is found when the HSM was in use for longer than signing takes', async () => {
    const copy = altered();
    putCheckpointBack(copy, first);
    expect(await verifyDirectory(copy)).toMatchObject({
      code: 1,
      checkpointSize: first.size,
      findings: [
        {
          what: 'checkpoint',
          name: String(first.size),
          message: expect.stringMatching(
            new RegExp(
              `^No checkpoint covers the events from ${first.size} on, although the HSM worked from \\S+Z to \\S+Z`,
            ),
          ),
        },
      ],
      notes: [],
    });
  });

  it('that could be the last of a desk that was killed is a note, and no failure', async () => {
    const copy = altered();
    putCheckpointBack(copy, second);
    const report = await verifyDirectory(copy);
    expect(report).toMatchObject({ code: 0, checkpointSize: second.size, findings: [] });
    expect(report.notes).toEqual([
      expect.stringMatching(
        new RegExp(
          `^Events ${second.size} to ${report.events - 1}, since \\S+Z, are in no stored checkpoint\\. .*killed.*removed`,
        ),
      ),
    ]);
    const { code, stdout } = await runCli(copy, ['verify-log']);
    expect(code).toBe(0);
    expect(stdout).toContain(`Signed up to event ${second.size}.\n`);
    expect(stdout).toMatch(/\nNote: Events \d+ to \d+, since/);
  });

  it('is checked also when it is not the newest, its column too', async () => {
    const forged = altered();
    const note = first.note.replace(/^(.*\n\d+\n).*/, `$1${'A'.repeat(43)}=`);
    alter(forged, 'INSERT OR REPLACE INTO checkpoint VALUES (?, ?, ?)', first.size, first.time, note);
    expect(await verifyDirectory(forged)).toMatchObject({
      code: 1,
      findings: [
        {
          what: 'checkpoint',
          name: String(first.size),
          message: `The stored checkpoint of size ${first.size} is not signed by this desk's log key.`,
        },
      ],
    });

    const other = altered();
    const ahead = checkpointOf(other).size + 1000;
    alter(other, 'INSERT INTO checkpoint VALUES (?, ?, ?)', ahead, first.time, first.note);
    expect(await verifyDirectory(other)).toMatchObject({
      code: 1,
      findings: [
        {
          what: 'checkpoint',
          name: String(ahead),
          message: `The stored checkpoint of size ${ahead}: its column "size" was altered, the note says ${first.size}.`,
        },
      ],
    });

    const unreadable = altered();
    alter(unreadable, 'INSERT OR REPLACE INTO checkpoint VALUES (?, ?, ?)', first.size, 0, 'nothing');
    expect(await verifyDirectory(unreadable)).toMatchObject({
      code: 1,
      findings: [{ what: 'checkpoint', message: expect.stringMatching(/cannot be read\.$/) }],
    });
  });
});

describe('a desk that was killed', () => {
  it('before anybody asked has a checkpoint of all that it did', async () => {
    const desk = await start();
    copies.push(desk.dataDirectory);
    await desk.kill();
    const report = await verifyDirectory(desk.dataDirectory);
    expect(report).toMatchObject({ code: 0, findings: [], notes: [], checkpointSize: report.events });
  });

  it('right after a request is told in a note, which the next start ends', async () => {
    clock.ahead(0);
    const desk = await start();
    copies.push(desk.dataDirectory);
    expect((await desk.call('CreateKey')).status).toBe(200);
    await desk.kill();
    const report = await verifyDirectory(desk.dataDirectory);
    expect(report).toMatchObject({ code: 0, findings: [], checkpointSize: report.events - 1 });
    expect(report.notes).toEqual([
      expect.stringContaining(`Events ${report.events - 1} to ${report.events - 1}, since`),
    ]);
    await (await start(desk.dataDirectory)).kill();
    expect(await verifyDirectory(desk.dataDirectory)).toMatchObject({ code: 0, findings: [], notes: [] });
  });
});
