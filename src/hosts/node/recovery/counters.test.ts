/** Counters and timeline of a stopped desk, altered: `verify-log` counts the log again, and a start refuses what no log can have. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { removeDirectory, startTestDesk, type TestDesk } from '../testing/desk.ts';
import { makeStoppedDesk, verifyDirectory, type StoppedDesk } from './testing/stopped-desk.ts';
import { alter, copyOf } from './testing/stored.ts';

let made: StoppedDesk;
let copy: string;
let running: TestDesk | null = null;

const ENCRYPT = `operation = 'Encrypt' AND outcome = 'allowed'`;

beforeAll(async () => {
  made = await makeStoppedDesk();
});
afterEach(async () => {
  await running?.stop();
  running = null;
  removeDirectory(copy);
});
afterAll(() => made.remove());

describe('verify-log', () => {
  it.each([
    [
      'an altered count',
      `UPDATE usage SET count = 7 WHERE ${ENCRYPT}`,
      /^The counter of Encrypt .+ says 7; the log has 1\.$/,
    ],
    [
      'an altered last event',
      `UPDATE usage SET last_sequence = 0 WHERE ${ENCRYPT}`,
      /^The counter of Encrypt .+ says that event 0 was its last; in the log it is event \d+\.$/,
    ],
    [
      'an altered last time',
      `UPDATE usage SET last_time = last_time - 1 WHERE ${ENCRYPT}`,
      /^The counter of Encrypt .+ says that its last event was at 2\d{3}-.+; in the log it was at 2\d{3}-.+\.$/,
    ],
    [
      'a missing counter',
      `DELETE FROM usage WHERE ${ENCRYPT}`,
      /^The counter of Encrypt .+ is missing; the log has 1\.$/,
    ],
    [
      'a counter of nothing',
      `INSERT INTO usage SELECT 'nothing', version, principal, operation, outcome, day, 3, last_sequence, last_time FROM usage WHERE ${ENCRYPT}`,
      /^The counter of Encrypt .+ says 3; the log has 0\.$/,
    ],
    [
      'a number beyond all that are written',
      `UPDATE usage SET count = 9223372036854775807 WHERE ${ENCRYPT}`,
      /^The counter of Encrypt .+ says 9007199254740991; the log has 1\.$/,
    ],
    [
      'an altered minute',
      `UPDATE minute SET count = count + 1000 WHERE ${ENCRYPT}`,
      /^The timeline of Encrypt by .+, allowed, is not the log's in 1 minute, the first at 2\d{3}-.+Z\.$/,
    ],
    [
      'a missing minute',
      `DELETE FROM minute WHERE ${ENCRYPT}`,
      /^The timeline of Encrypt by .+ is not the log's in 1 minute, /,
    ],
    [
      'a minute that is moved',
      `UPDATE minute SET minute = -9223372036854775807 WHERE ${ENCRYPT}`,
      /^The timeline of Encrypt by .+ is not the log's in 2 minutes, the first at time -\d+\.$/,
    ],
  ])('finds %s, and names it once', async (_, sql, message) => {
    copy = copyOf(made.directory);
    alter(copy, sql);
    const { code, findings } = await verifyDirectory(copy);
    expect(code).toBe(1);
    expect(findings).toMatchObject([{ what: 'usage', message: expect.stringMatching(message) }]);
  });
});

describe('a start', () => {
  it.each([
    ['negative', -5_000_000_000n],
    ['zero', 0n],
    ['beyond all numbers that are written', 2n ** 63n - 1n],
  ])('refuses the key of which a counter is %s, and serves the others', async (_, count) => {
    copy = copyOf(made.directory);
    alter(copy, `UPDATE usage SET count = ? WHERE ${ENCRYPT} AND "key" = ?`, count, made.otherKeyId);
    running = await startTestDesk({ dataDirectory: copy });
    for (const [operation, input] of [
      ['Encrypt', { KeyId: made.otherKeyId, Plaintext: 'eA==' }],
      ['Decrypt', { CiphertextBlob: made.ciphertext }],
    ] as const) {
      const answer = await running.call(operation, input);
      expect(answer.status).toBe(500);
      expect(answer.body['message']).toMatch(
        /^This key is refused until an administrator has looked: .+ a counter that no log can have \(Encrypt by .+"keydesk verify-log"/,
      );
    }
    expect((await running.call('EnableKey', { KeyId: made.keyId })).status).toBe(200);
    const { body } = await running.call('Keydesk.SearchKeys');
    const keys = body['Keys'] as readonly { readonly KeyId: string; readonly Quarantine?: string }[]; // what SearchKeys answers
    const refused = keys.filter(({ Quarantine }) => Quarantine !== undefined);
    expect(refused.map(({ KeyId }) => KeyId)).toEqual([made.otherKeyId]);
    expect(running.stderr()).toContain(`key ${made.otherKeyId} has a counter that no log can have`);
  });
});
