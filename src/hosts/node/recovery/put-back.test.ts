/** Rows of a stopped desk put back, forged or removed by somebody with its files: `verify-log` names them, `serve` refuses them. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { removeDirectory, runCli, startTestDesk, type TestDesk } from '../testing/desk.ts';
import { flip, makeStoppedDesk, verifyDirectory, type StoppedDesk } from './testing/stopped-desk.ts';
import { alter, copyOf, putBack, rowOf } from './testing/stored.ts';

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

describe('an old row that was put back', () => {
  it.each(['key', 'policy', 'accessKey'] as const)('is named by verify-log: %s', async (kind) => {
    const copy = altered();
    const row = made.old[kind];
    putBack(copy, row);
    const { code, findings } = await verifyDirectory(copy);
    expect(code).toBe(1);
    expect(findings).toMatchObject([
      {
        what: 'object',
        name: `${kind} ${row.id}`,
        message: expect.stringContaining(`version ${row.version} was put back`),
      },
    ]);
  });

  it('does not bring back a disabled key: serve starts, refuses that key and serves the others', async () => {
    const copy = altered();
    putBack(copy, made.old.key);
    running = await startTestDesk({ dataDirectory: copy });
    for (const [operation, input] of [
      ['DescribeKey', { KeyId: made.keyId }],
      ['Encrypt', { KeyId: 'alias/moved', Plaintext: 'eA==' }],
      ['EnableKey', { KeyId: made.keyId }],
    ] as const) {
      const answer = await running.call(operation, input);
      expect(answer.status).toBe(500);
      expect(answer.body['message']).toMatch(
        /^This key is refused until an administrator has looked: .+was put back/,
      );
    }
    expect((await running.call('Decrypt', { CiphertextBlob: made.ciphertext })).status).toBe(200);
    const ready = await fetch(`${running.url}/readyz`);
    expect(await ready.json()).toMatchObject({
      integrity: { ok: false, message: expect.stringMatching(/^1 object.* did not authenticate at start/) },
    });
    expect(running.stderr()).toContain(`key ${made.keyId} is not the one that the log last recorded`);
  });

  it('does not bring back a deleted access key', async () => {
    const copy = altered();
    putBack(copy, made.old.accessKey);
    running = await startTestDesk({ dataDirectory: copy });
    const answer = await running.call(
      'ListKeys',
      {},
      { accessKeyId: made.deletedAccessKey, secretAccessKey: 'x'.repeat(40) },
    );
    expect(answer.body['__type']).toBe('UnrecognizedClientException');
    expect(running.stderr()).toContain(`accessKey ${made.deletedAccessKey}`);
  });
});

describe('what was never this desk’s', () => {
  it('names a row that was forged', async () => {
    const copy = altered();
    alter(
      copy,
      `UPDATE "row" SET body = CAST(replace(CAST(body AS TEXT), 'Disabled', 'Enabled') AS BLOB) WHERE kind = 'key' AND id = ?`,
      made.keyId,
    );
    expect(await verifyDirectory(copy)).toMatchObject({
      code: 1,
      findings: [
        { what: 'object', name: `key ${made.keyId}`, message: expect.stringContaining('was altered') },
      ],
    });
    running = await startTestDesk({ dataDirectory: copy });
    const answer = await running.call('Encrypt', { KeyId: made.keyId, Plaintext: 'eA==' });
    expect(answer).toMatchObject({
      status: 500,
      body: { message: expect.stringContaining('was altered outside Keydesk') },
    });
  });

  it.each([
    ['one byte', [0xff]],
    // As many as U+FFFD has, and a decoder makes one U+FFFD of them.
    ['three bytes', [0xf0, 0x9f, 0x98]],
  ])('names a row in which %s, which no text has, stand for a replacement character', async (_, bytes) => {
    const copy = altered();
    running = await startTestDesk({ dataDirectory: copy });
    const { body } = await running.call('CreateKey', { Description: 'a\uFFFDb' });
    const { KeyId } = body['KeyMetadata'] as { KeyId: string }; // what CreateKey answers
    await running.stop();
    running = await startTestDesk({ dataDirectory: copy });
    expect((await running.call('DescribeKey', { KeyId })).status).toBe(200);
    await running.stop();
    const stored = Buffer.from(rowOf(copy, 'key', KeyId).body);
    const at = stored.indexOf('\uFFFD');
    const forged = Buffer.concat([stored.subarray(0, at), Buffer.from(bytes), stored.subarray(at + 3)]);
    alter(copy, `UPDATE "row" SET body = ? WHERE kind = 'key' AND id = ?`, forged, KeyId);
    expect(await verifyDirectory(copy)).toMatchObject({ findings: [{ name: `key ${KeyId}` }] });
    running = await startTestDesk({ dataDirectory: copy });
    expect(await running.call('DescribeKey', { KeyId })).toMatchObject({
      status: 500,
      body: { message: expect.stringContaining('was altered outside Keydesk') },
    });
    expect((await running.call('DescribeKey', { KeyId: made.keyId })).status).toBe(200);
  });

  it('names a row that was removed', async () => {
    const copy = altered();
    alter(copy, 'DELETE FROM "row" WHERE kind = ? AND id = ?', 'policy', made.otherKeyId);
    expect(await verifyDirectory(copy)).toMatchObject({
      code: 1,
      findings: [
        { what: 'object', name: `policy ${made.otherKeyId}`, message: expect.stringContaining('is missing') },
      ],
    });
    running = await startTestDesk({ dataDirectory: copy });
    expect((await running.call('Encrypt', { KeyId: made.otherKeyId, Plaintext: 'eA==' })).status).toBe(500);
    expect((await running.call('DescribeKey', { KeyId: made.keyId })).status).toBe(200);
  });

  it('does not serve a log in which a change was altered', async () => {
    const copy = altered();
    const changing = made.events.findLast((event) => event.Changes.length > 0);
    flip(copy, changing?.Sequence ?? 0, 40);
    const told = await runCli(copy, ['serve']);
    expect(told.code).toBe(1);
    expect(told.stderr).toMatch(/^keydesk: .*(altered|removed)/);
  });
});
