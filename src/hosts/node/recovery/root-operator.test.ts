/** The rows of the root operator, altered by somebody with the files: the desk starts, refuses its access key, and overwrites nothing. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DatabaseSync } from 'node:sqlite';
import { removeDirectory, ROOT, runCli, startTestDesk, type TestDesk } from '../testing/desk.ts';
import { verifyDirectory } from './testing/stopped-desk.ts';
import { alter, copyOf, databaseOf, rowOf, type StoredRow } from './testing/stored.ts';

let directory: string;
let accessKey: StoredRow;
let principal: StoredRow;
let copy: string;
let running: TestDesk | null = null;

const start = async (env: Record<string, string> = {}): Promise<TestDesk> =>
  (running = await startTestDesk({ dataDirectory: copy, env }));
const stop = async (): Promise<void> => {
  await running?.stop();
  running = null;
};
const replace = ({ kind, id }: StoredRow, from: string, to: string): void =>
  alter(
    copy,
    'UPDATE "row" SET body = CAST(replace(CAST(body AS TEXT), ?, ?) AS BLOB) WHERE kind = ? AND id = ?',
    from,
    to,
    kind,
    id,
  );
const setVersion = ({ kind, id }: StoredRow, version: number | bigint): void =>
  alter(copy, 'UPDATE "row" SET version = ? WHERE kind = ? AND id = ?', version, kind, id);
const insert = ({ kind, id, version, body, mac }: StoredRow): void =>
  alter(copy, 'INSERT OR REPLACE INTO "row" VALUES (?, ?, ?, ?, ?)', kind, id, version, body, mac);
const drop = ({ kind, id }: StoredRow): void =>
  alter(copy, 'DELETE FROM "row" WHERE kind = ? AND id = ?', kind, id);

beforeAll(async () => {
  const desk = await startTestDesk();
  directory = desk.dataDirectory;
  await desk.call('CreateKey');
  await desk.stop();
  accessKey = rowOf(directory, 'accessKey', ROOT.accessKeyId);
  const database = new DatabaseSync(databaseOf(directory), { readOnly: true });
  const id = database.prepare(`SELECT id FROM "row" WHERE kind = 'principal'`).get()?.['id'];
  database.close();
  principal = rowOf(directory, 'principal', String(id));
});
afterEach(async () => {
  await stop();
  removeDirectory(copy);
});
afterAll(() => removeDirectory(directory));

describe.each<[string, () => StoredRow, () => void]>([
  ['an altered access key', () => accessKey, () => replace(accessKey, 'Active', 'Act1ve')],
  ['an altered principal', () => principal, () => replace(principal, 'root-operator', 'r00t-operator')],
  ['a missing access key', () => accessKey, () => drop(accessKey)],
  ['a missing principal', () => principal, () => drop(principal)],
  ['an access key of a later version', () => accessKey, () => setVersion(accessKey, 4)],
  ['an access key of no version', () => accessKey, () => setVersion(accessKey, 2n ** 62n)],
])('%s', (_, of, change) => {
  it('refuses that access key, says so, and stays as it is', async () => {
    copy = copyOf(directory);
    change();
    const desk = await start();
    expect((await desk.call('ListKeys')).body['__type']).toBe('UnrecognizedClientException');
    expect(await (await fetch(`${desk.url}/readyz`)).json()).toMatchObject({
      ready: true,
      integrity: { ok: false },
    });
    const { kind, id } = of();
    const lines = desk.stderr().trim().split('\n');
    const told = lines.map((line) => JSON.parse(line) as Record<string, unknown>); // the log's own format
    expect(told).toContainEqual(
      expect.objectContaining({
        level: 'error',
        msg: 'the root access key is refused until an administrator has looked',
        reason: expect.stringContaining(`${kind} ${id}`),
      }),
    );
    expect(desk.stderr()).not.toContain('stack');
    await stop();
    // A second start with other settings writes nothing over it either.
    const other = await start({ KEYDESK_ROOT_SECRET_ACCESS_KEY: 'another-root-secret-0123456789abcdefgh' });
    expect((await other.cli('service', 'create', 'somebody')).code).toBe(kind === 'principal' ? 1 : 0);
    await stop();
    const { findings } = await verifyDirectory(copy);
    expect(findings.map(({ name }) => name)).toEqual([`${kind} ${id}`]);
    // Put back as it was, it is believed again.
    insert(of());
    const again = await start();
    expect((await again.call('ListKeys')).status).toBe(200);
    expect(again.stderr()).toBe('');
  });
});

it('another service’s access key is a wrong setting, told in a sentence', async () => {
  copy = copyOf(directory);
  const desk = await start();
  const { stdout } = await desk.cli('service', 'create', 'somebody', '--json');
  await stop();
  const { accessKeyId } = JSON.parse(stdout) as { readonly accessKeyId: string }; // what the command prints
  const told = await runCli(copy, ['serve'], { KEYDESK_ROOT_ACCESS_KEY_ID: accessKeyId });
  expect(told.code).toBe(78);
  expect(told.stderr).toBe(
    'keydesk: KEYDESK_ROOT_ACCESS_KEY_ID: is the access key of another service. Choose another.\n',
  );
});
