/** Sessions over a restart, and the rows of those that are over: the real desk, its clock moved. */
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removeDirectory, startTestDesk, type TestDesk } from '../testing/desk.ts';
import { movedClock, type MovedClock } from '../testing/moved-clock.ts';
import { api, redeem, signIn } from '../http/testing/console-requests.ts';
import { verifyDirectory } from './testing/stopped-desk.ts';
import { databaseOf } from './testing/stored.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
let clock: MovedClock;
let desk: TestDesk;

beforeEach(async () => {
  clock = movedClock();
  desk = await startTestDesk({ env: clock.env });
});
afterEach(async () => {
  await desk.stop();
  removeDirectory(desk.dataDirectory);
  clock.remove();
});

/** Starts it again, on the port that the cookies name. */
const startAgain = async (): Promise<void> => {
  const { dataDirectory, port } = desk;
  desk = await startTestDesk({ dataDirectory, env: { ...clock.env, KEYDESK_PORT: String(port) } });
};
const statusOf = async (cookie: string, operation = 'KeepSession'): Promise<number> =>
  (await api(desk, operation, { cookie })).status;

interface Kept {
  readonly sessions: number;
  readonly events: number;
}
/** Of a stopped desk. */
function kept(): Kept {
  const database = new DatabaseSync(databaseOf(desk.dataDirectory), { readOnly: true });
  const count = (sql: string): number => Number(database.prepare(sql).get()?.['n']);
  try {
    return {
      sessions: count(`SELECT count(*) AS n FROM "row" WHERE kind = 'session' AND body IS NOT NULL`),
      events: count(`SELECT count(*) AS n FROM leaf WHERE operation = 'EndSessions'`),
    };
  } finally {
    database.close();
  }
}

describe('a session', () => {
  it('that was used lately outlives a restart, and half an hour after its last use it does not', async () => {
    const cookie = await redeem(desk);
    clock.ahead(29 * MINUTE);
    expect(await statusOf(cookie)).toBe(200);
    clock.ahead(58 * MINUTE);
    await desk.stop();
    await startAgain();
    // 29 minutes after its last use, 58 after it began.
    expect(await statusOf(cookie)).toBe(200);
    clock.ahead(87 * MINUTE);
    await desk.kill();
    await startAgain();
    expect(await statusOf(cookie)).toBe(200);
    await desk.stop();
    expect(kept()).toEqual({ sessions: 1, events: 0 });
    clock.ahead(118 * MINUTE);
    await startAgain();
    expect(await statusOf(cookie)).toBe(401);
  });

  it('that nobody used is not kept by what its page asks by itself, nor by another session', async () => {
    const idle = await redeem(desk);
    const busy = await signIn(desk);
    clock.ahead(25 * MINUTE);
    expect(await statusOf(busy)).toBe(200);
    expect(await statusOf(idle, 'DescribeDesk')).toBe(200);
    await desk.stop();
    clock.ahead(31 * MINUTE);
    await startAgain();
    expect(await statusOf(idle)).toBe(401);
    expect(await statusOf(busy)).toBe(200);
  });
});

describe('sessions that are over', () => {
  it('lose their rows at the next start, in one event, and nothing is written when there are none', async () => {
    const cookie = await redeem(desk);
    await signIn(desk);
    await signIn(desk);
    expect(await statusOf(cookie, 'SignOut')).toBe(200);
    await desk.stop();
    expect(kept()).toEqual({ sessions: 2, events: 0 });
    await startAgain();
    await desk.stop();
    expect(kept()).toEqual({ sessions: 2, events: 0 });
    clock.ahead(13 * HOUR);
    await startAgain();
    await desk.stop();
    expect(kept()).toEqual({ sessions: 0, events: 1 });
    await startAgain();
    await desk.stop();
    expect(kept()).toEqual({ sessions: 0, events: 1 });
    expect(await verifyDirectory(desk.dataDirectory)).toMatchObject({ code: 0, findings: [] });
  });
});
