/** `keydesk verify-log` on a stopped desk that somebody with its files, but without its token, has altered; and what `serve` makes of it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { VerifyReport } from '../../../service/verify-log.ts';
import { leafHash } from '../../../domain/log/tree.ts';
import { removeDirectory, runCli, startTestDesk, type TestDesk } from '../testing/desk.ts';
import { sha256 } from '../start/bytes-node.ts';
import { alter, copyOf, leafOf, putBack, rowOf, type StoredRow } from './testing/stored.ts';

interface Event {
  readonly Sequence: number;
  readonly Operation: string;
  readonly Outcome: string;
  readonly Changes: readonly unknown[];
}

let original: string;
/** Copies and desks of one test, removed after it. */
let copies: string[] = [];
let running: TestDesk | null = null;
let keyId: string;
let otherKeyId: string;
let deletedAccessKey: string;
let ciphertext: unknown;
let early: string;
let checkpoint: string;
let events: readonly Event[];
const old = new Map<string, StoredRow>();

const altered = (): string => {
  const copy = copyOf(original);
  copies.push(copy);
  return copy;
};
/** The report, with the exit code. */
async function verify(directory: string, ...more: string[]): Promise<VerifyReport & { readonly code: number }> {
  const { code, stdout, stderr } = await runCli(directory, ['verify-log', '--json', ...more]);
  expect(stderr).toBe('');
  return { ...(JSON.parse(stdout) as VerifyReport), code }; // our own program's answer
}
const flip = (directory: string, sequence: number, at: number): void => {
  const bytes = Buffer.from(leafOf(directory, sequence));
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  alter(directory, 'UPDATE leaf SET bytes = ? WHERE sequence = ?', bytes, sequence);
};

beforeAll(async () => {
  let desk = await startTestDesk();
  original = desk.dataDirectory;
  const make = async (): Promise<string> =>
    ((await desk.call('CreateKey')).body['KeyMetadata'] as { KeyId: string }).KeyId; // what CreateKey answers
  keyId = await make();
  otherKeyId = await make();
  const encrypted = await desk.call('Encrypt', { KeyId: otherKeyId, Plaintext: 'c2VjcmV0' });
  ciphertext = encrypted.body['CiphertextBlob'];
  await desk.call('DescribeKey', { KeyId: 'alias/nobody' });
  await desk.call('CreateAlias', { AliasName: 'alias/moved', TargetKeyId: keyId });
  const service = await desk.call('Keydesk.CreateService', { Name: 'gone', Policies: [] });
  deletedAccessKey = String(service.body['AccessKeyId']);
  const { PrincipalId } = service.body;
  await desk.stop();
  early = copyOf(original);
  for (const [kind, id] of [
    ['key', keyId],
    ['policy', keyId],
    ['accessKey', deletedAccessKey],
    ['principal', String(PrincipalId)],
  ] as const)
    old.set(kind, rowOf(original, kind, id));

  desk = await startTestDesk({ dataDirectory: original });
  expect((await desk.call('DisableKey', { KeyId: keyId })).status).toBe(200);
  const policy = await desk.call('GetKeyPolicy', { KeyId: keyId });
  expect((await desk.call('PutKeyPolicy', { KeyId: keyId, Policy: `${String(policy.body['Policy'])} ` })).status).toBe(200);
  expect((await desk.call('Keydesk.DeleteAccessKey', { AccessKeyId: deletedAccessKey })).status).toBe(200);
  const found = await desk.call('Keydesk.SearchAuditEvents', { Limit: 500 });
  events = (found.body['Events'] as Event[]).toReversed(); // what SearchAuditEvents answers
  expect(await desk.stop()).toBe(0);
  const after = await startTestDesk({ dataDirectory: original });
  checkpoint = await (await fetch(`${after.url}/log/checkpoint`)).text();
  await after.stop();
});
afterEach(async () => {
  await running?.stop();
  running = null;
  for (const copy of copies) removeDirectory(copy);
  copies = [];
});
afterAll(() => {
  removeDirectory(original);
  removeDirectory(early);
});

describe('verify-log', () => {
  it('finds a stopped desk whole, signed to its last event', async () => {
    const report = await verify(original);
    expect(report).toMatchObject({ code: 0, findings: [], checkpointSize: report.events });
    expect(report.events).toBe(events.length + 1);
    const told = await runCli(original, ['verify-log']);
    expect(told).toMatchObject({ code: 0, stderr: '' });
    expect(told.stdout).toMatch(/^The log is whole: \d+ events and \d+ objects checked\. Signed up to event \d+\.\nRoot [0-9a-f]{64}\n$/);
  });

  it('refuses to look at a desk that runs', async () => {
    running = await startTestDesk({ dataDirectory: altered() });
    const told = await running.cli('verify-log');
    expect(told.code).toBe(1);
    expect(told.stderr).toMatch(/^keydesk verify-log: .+ is in use by another Keydesk\. Stop it first/);
  });

  it('names any one event of which a byte was changed', async () => {
    const failed = events.find((event) => event.Outcome === 'failed');
    const changing = events.findLast((event) => event.Changes.length > 0);
    const data = events.find((event) => event.Operation === 'Encrypt');
    const last = events.length; // the search itself, appended after what it found
    const chosen = [0, failed?.Sequence, changing?.Sequence, data?.Sequence, last];
    expect(new Set(chosen).size).toBe(5);
    for (const [i, sequence] of chosen.entries()) {
      if (sequence === undefined) throw new Error('that event was not made');
      const copy = altered();
      const { length } = leafOf(copy, sequence);
      flip(copy, sequence, [0, length - 1, length >> 1, length >> 2, length - 20][i] ?? 0);
      const report = await verify(copy);
      expect(report.code).toBe(1);
      expect(report.findings).toContainEqual({
        what: 'event',
        name: String(sequence),
        message: `Event ${sequence} was altered: its bytes do not match their hash.`,
      });
      expect(report.findings.filter(({ what }) => what === 'event').every(({ name }) => name === String(sequence))).toBe(true);
    }
  });

  it('names every event when a byte of each was changed', async () => {
    const copy = altered();
    const all = Array.from({ length: events.length + 1 }, (_, sequence) => sequence);
    for (const sequence of all) flip(copy, sequence, 60 + sequence);
    const { code, findings } = await verify(copy);
    expect(code).toBe(1);
    const named = findings.filter(({ message }) => /^Event \d+ was altered/.test(message)).map(({ name }) => Number(name));
    expect(named).toEqual(all);
  });

  it('is not fooled by a hash that was made to fit', async () => {
    const copy = altered();
    const { Sequence } = events.find((event) => event.Operation === 'Encrypt')!; // made above
    const text = Buffer.from(leafOf(copy, Sequence)).toString('latin1').replace('allowed', 'allowee');
    const bytes = Buffer.from(text, 'latin1');
    alter(copy, 'UPDATE leaf SET bytes = ?, hash = ? WHERE sequence = ?', bytes, leafHash(sha256, bytes), Sequence);
    const { code, findings } = await verify(copy);
    expect(code).toBe(1);
    expect(findings.map(({ what }) => what)).toEqual(expect.arrayContaining(['seal', 'checkpoint']));
  });

  it('names an event of which the columns beside it were changed', async () => {
    const copy = altered();
    const failed = events.find((event) => event.Outcome === 'failed');
    alter(copy, "UPDATE leaf SET outcome = 'allowed' WHERE sequence = ?", failed?.Sequence ?? null);
    expect(await verify(copy)).toMatchObject({
      code: 1,
      findings: [{ what: 'event', name: String(failed?.Sequence), message: expect.stringContaining('"outcome"') }],
    });
  });

  it('notices a deleted event, and names it', async () => {
    const copy = altered();
    const failed = events.find((event) => event.Outcome === 'failed');
    alter(copy, 'DELETE FROM leaf WHERE sequence = ?', failed?.Sequence ?? null);
    const told = await runCli(copy, ['verify-log']);
    expect(told.code).toBe(1);
    expect(told.stdout + told.stderr).toMatch(new RegExp(`\\b${failed?.Sequence}\\b.*(missing|deleted|gone)|(missing|deleted|gone).*\\b${failed?.Sequence}\\b`));
  });

  it('notices events cut off at the end', async () => {
    const copy = altered();
    alter(copy, 'DELETE FROM leaf WHERE sequence > ?', events.length - 2);
    const { code, findings } = await verify(copy);
    expect(code).toBe(1);
    expect(findings.map(({ message }) => message)).toContainEqual(
      `The seal counts ${events.length + 1} events; ${events.length - 1} are there.`,
    );
  });

  it('can tell a whole folder rolled back only by a checkpoint kept elsewhere', async () => {
    const kept = join(early, '..', `kept-${keyId}`);
    writeFileSync(kept, checkpoint);
    copies.push(kept);
    expect(await verify(early)).toMatchObject({ code: 0, findings: [] });
    const { code, findings } = await verify(early, '--checkpoint', kept);
    expect(code).toBe(1);
    expect(findings).toMatchObject([{ what: 'checkpoint', message: expect.stringMatching(/kept elsewhere covers \d+ events; only \d+ are there: the log was cut or rolled back\.$/) }]);
    expect(await verify(original, '--checkpoint', kept)).toMatchObject({ code: 0, findings: [] });
  });

  it('refuses a kept checkpoint that is none, or another desk’s', async () => {
    const directory = altered();
    const kept = join(directory, '..', `forged-${keyId}`);
    copies.push(kept);
    writeFileSync(kept, 'not a checkpoint');
    expect(await verify(directory, '--checkpoint', kept)).toMatchObject({ code: 1, findings: [{ what: 'checkpoint' }] });
    writeFileSync(kept, checkpoint.replace(/^keydesk\/[0-9a-f]/, (start) => `${start.slice(0, -1)}${start.endsWith('0') ? '1' : '0'}`));
    expect(await verify(directory, '--checkpoint', kept)).toMatchObject({ code: 1, findings: [{ what: 'checkpoint' }] });
    const missing = await runCli(directory, ['verify-log', '--checkpoint', join(directory, 'nothing')]);
    expect(missing.code).toBe(64);
    expect(missing.stderr).toMatch(/^keydesk verify-log: --checkpoint: the file cannot be read \(ENOENT\)\.\n/);
  });
});

describe('an old row that was put back', () => {
  const rowNamed = (kind: string): StoredRow => {
    const row = old.get(kind);
    if (row === undefined) throw new Error(`no old ${kind}`);
    return row;
  };

  it.each(['key', 'policy', 'accessKey'])('is named by verify-log: %s', async (kind) => {
    const copy = altered();
    const row = rowNamed(kind);
    putBack(copy, row);
    const { code, findings } = await verify(copy);
    expect(code).toBe(1);
    expect(findings).toMatchObject([
      { what: 'object', name: `${kind} ${row.id}`, message: expect.stringContaining(`version ${row.version} was put back`) },
    ]);
  });

  it('does not bring back a disabled key: serve starts, refuses that key and serves the others', async () => {
    const copy = altered();
    putBack(copy, rowNamed('key'));
    running = await startTestDesk({ dataDirectory: copy });
    for (const [operation, input] of [
      ['DescribeKey', { KeyId: keyId }],
      ['Encrypt', { KeyId: 'alias/moved', Plaintext: 'eA==' }],
      ['EnableKey', { KeyId: keyId }],
    ] as const) {
      const answer = await running.call(operation, input);
      expect(answer.status).toBe(500);
      expect(answer.body['message']).toMatch(/^This key is refused until an administrator has looked: .+was put back/);
    }
    expect((await running.call('Decrypt', { CiphertextBlob: ciphertext })).status).toBe(200);
    const ready = await fetch(`${running.url}/readyz`);
    expect(await ready.json()).toMatchObject({
      integrity: { ok: false, message: expect.stringMatching(/^1 object.* did not authenticate at start/) },
    });
    expect(running.stderr()).toContain(`key ${keyId} is not the one that the log last recorded`);
  });

  it('does not bring back a deleted access key', async () => {
    const copy = altered();
    putBack(copy, rowNamed('accessKey'));
    running = await startTestDesk({ dataDirectory: copy });
    const answer = await running.call('ListKeys', {}, { accessKeyId: deletedAccessKey, secretAccessKey: 'x'.repeat(40) });
    expect(answer.body['__type']).toBe('UnrecognizedClientException');
    expect(running.stderr()).toContain(`accessKey ${deletedAccessKey}`);
  });
});

describe('what was never this desk’s', () => {
  it('names a row that was forged', async () => {
    const copy = altered();
    alter(
      copy,
      `UPDATE "row" SET body = CAST(replace(CAST(body AS TEXT), 'Disabled', 'Enabled') AS BLOB) WHERE kind = 'key' AND id = ?`,
      keyId,
    );
    expect(await verify(copy)).toMatchObject({
      code: 1,
      findings: [{ what: 'object', name: `key ${keyId}`, message: expect.stringContaining('was altered') }],
    });
    running = await startTestDesk({ dataDirectory: copy });
    const answer = await running.call('Encrypt', { KeyId: keyId, Plaintext: 'eA==' });
    expect(answer).toMatchObject({ status: 500, body: { message: expect.stringContaining('was altered outside Keydesk') } });
  });

  it('names a row that was removed', async () => {
    const copy = altered();
    alter(copy, 'DELETE FROM "row" WHERE kind = ? AND id = ?', 'policy', otherKeyId);
    expect(await verify(copy)).toMatchObject({
      code: 1,
      findings: [{ what: 'object', name: `policy ${otherKeyId}`, message: expect.stringContaining('is missing') }],
    });
    running = await startTestDesk({ dataDirectory: copy });
    expect((await running.call('Encrypt', { KeyId: otherKeyId, Plaintext: 'eA==' })).status).toBe(500);
    expect((await running.call('DescribeKey', { KeyId: keyId })).status).toBe(200);
  });

  it('does not serve a log in which a change was altered', async () => {
    const copy = altered();
    const changing = events.findLast((event) => event.Changes.length > 0);
    flip(copy, changing?.Sequence ?? 0, 40);
    const told = await runCli(copy, ['serve']);
    expect(told.code).toBe(1);
    expect(told.stderr).toMatch(/^keydesk: .*(altered|removed)/);
  });
});
