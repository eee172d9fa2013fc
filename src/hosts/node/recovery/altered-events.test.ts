/** Events of a stopped desk altered by somebody with its files: a desk that serves them says so, and believes nothing that they say. */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { removeDirectory, startTestDesk, type TestDesk } from '../testing/desk.ts';
import { alter, copyOf, leafOf } from './testing/stored.ts';

let directory: string;
let keyId: string;
/** Of the Encrypt, the last use of the key. */
let sequence: number;
let copy: string;
let running: TestDesk | null = null;

type Entry = Readonly<Record<string, unknown>>;
const search = async (desk: TestDesk, input: object): Promise<readonly Entry[]> => {
  const { status, body } = await desk.call('Keydesk.SearchAuditEvents', input);
  expect(status).toBe(200);
  return body['Events'] as Entry[]; // what SearchAuditEvents answers
};
const alterLeaf = (bytes: Uint8Array, at = sequence): void =>
  alter(copy, 'UPDATE leaf SET bytes = ? WHERE sequence = ?', bytes, at);
const start = async (): Promise<TestDesk> => (running = await startTestDesk({ dataDirectory: copy }));

beforeAll(async () => {
  const desk = await startTestDesk();
  directory = desk.dataDirectory;
  keyId = ((await desk.call('CreateKey')).body['KeyMetadata'] as { KeyId: string }).KeyId; // what CreateKey answers
  await desk.call('Encrypt', { KeyId: keyId, Plaintext: 'c2VjcmV0' });
  await desk.call('DescribeKey', { KeyId: keyId });
  sequence = Number((await search(desk, { Operation: 'Encrypt' }))[0]?.['Sequence']);
  await desk.stop();
});
afterEach(async () => {
  await running?.stop();
  running = null;
  removeDirectory(copy);
});
afterAll(() => removeDirectory(directory));

it.each<[string, (bytes: Buffer) => Uint8Array]>([
  ['that reads well', (bytes) => Buffer.from(bytes.toString().replace('"allowed"', '"denied"'))],
  ['that is no event', () => Buffer.from('{}')],
  ['that is another event', () => leafOf(directory, sequence + 1)],
])('lists an altered event %s by its place only, and the others as they are', async (_, change) => {
  copy = copyOf(directory);
  alterLeaf(change(Buffer.from(leafOf(copy, sequence))));
  const desk = await start();
  const listed = await search(desk, { KeyId: keyId });
  expect(listed.map((event) => event['Operation'])).toEqual(['DescribeKey', undefined, 'CreateKey']);
  expect(listed[1]).toEqual({ Sequence: sequence, Altered: true });
  expect(await search(desk, { Before: sequence + 1, Limit: 1 })).toEqual([listed[1]]);
  // What is kept beside the log goes on; what only the event says is left out.
  const { status, body } = await desk.call('GetKeyLastUsage', { KeyId: keyId });
  expect([status, body['KeyLastUsage']]).toEqual([
    200,
    { Operation: 'Encrypt', Timestamp: expect.any(Number), CloudTrailEventId: String(sequence) },
  ]);
});

it('pages past an altered event', async () => {
  copy = copyOf(directory);
  alterLeaf(Buffer.from('{}'));
  const desk = await start();
  const { body } = await desk.call('Keydesk.SearchAuditEvents', { Before: sequence + 1, Limit: 1 });
  expect(body['NextBefore']).toBe(sequence);
  expect((await search(desk, { Before: sequence, Limit: 1 }))[0]).toMatchObject({ Operation: 'CreateKey' });
});
