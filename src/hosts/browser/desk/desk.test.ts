/** A desk in a page: the operations of the service, with nothing of a server. */
import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createClient, KeydeskError, type Client } from '../../../client/client.ts';
import { decryptEnvelope, encryptEnvelope } from '../../../client/envelope.ts';
import { utf8 } from '../../../domain/bytes.ts';
import { tilePath } from '../../../domain/log/tiles.ts';
import { ERRORS, type ErrorCode } from '../../../service/errors.ts';
import { allOperations } from '../../../service/operations/index.ts';
import { removeDatabase } from '../indexeddb.ts';
import { openIndexedDbStore } from '../store-indexeddb/indexeddb-store.ts';
import { indexedDbShelf } from '../vault-webcrypto/indexeddb-shelf.ts';
import { openWebCryptoVault } from '../vault-webcrypto/webcrypto-vault.ts';
import { openBrowserDesk, type BrowserDesk } from './desk.ts';

const NAME = 'keydesk-desk-test';
const PASSWORD = 'a password of some length';
const faults: unknown[] = [];
const note = (fields: unknown, message: string): void => void faults.push([message, fields]);
const log = { error: note, warn: note, info: () => {} };

const shelf = indexedDbShelf(`${NAME}-keys`);
let desk: BrowserDesk;
let session: string | undefined;
let client: Client;

const open = async (): Promise<void> => {
  const [store, vault] = [await openIndexedDbStore(NAME, () => {}), await openWebCryptoVault(shelf)];
  desk = await openBrowserDesk({ store, vault, version: '0.0.0', endpoint: 'http://localhost', log });
};
const ask: typeof fetch = async (address, init) => {
  const answer = await desk.request({
    // The client gives both as text.
    operation: (address as string).split('/').at(-1) ?? '',
    body: init?.body as string,
    session,
    agent: 'test',
    signal: init?.signal ?? new AbortController().signal,
  });
  if (answer.session !== undefined) session = answer.session ?? undefined;
  return answer.response;
};

beforeEach(async () => {
  await open();
  client = createClient({ fetch: ask });
  await client.redeemWelcome({ Token: desk.welcomeToken ?? '', Name: 'ada', Password: PASSWORD });
});
afterEach(async () => {
  await desk.stop();
  await removeDatabase(NAME);
  await shelf.remove();
  session = undefined;
  expect(faults.splice(0)).toEqual([]);
});

it('makes a key, opens an envelope with it, and has every act in its log', async () => {
  const { KeyMetadata } = await client.createKey({ Description: 'in a page' });
  const { KeyId } = KeyMetadata;
  const context = new Map([['tenant', 'acme']]);
  const envelope = await encryptEnvelope(client, { keyId: KeyId, context }, utf8('who was here'));
  await client.rotateKeyOnDemand({ KeyId });
  expect(await decryptEnvelope(client, envelope)).toEqual(utf8('who was here'));
  await client.disableKey({ KeyId });
  await expect(decryptEnvelope(client, envelope)).rejects.toMatchObject({ code: 'DisabledException' });

  const { Events } = await client.searchAuditEvents({ KeyId, Classes: ['data', 'management'] });
  expect(Events.map((event) => 'Operation' in event && [event.Operation, event.Outcome])).toEqual([
    ['Decrypt', 'failed'],
    ['DisableKey', 'allowed'],
    ['Decrypt', 'allowed'],
    ['RotateKeyOnDemand', 'allowed'],
    ['GenerateDataKey', 'allowed'],
    ['CreateKey', 'allowed'],
  ]);
});

it('is the same desk after a reload, and its log is signed', async () => {
  const { KeyMetadata } = await client.createKey({});
  const envelope = await encryptEnvelope(client, { keyId: KeyMetadata.KeyId }, utf8('kept'));
  await desk.stop();
  await open();
  expect(desk.welcomeToken).toBeNull();
  expect(await decryptEnvelope(client, envelope)).toEqual(utf8('kept'));
  const note = await (await desk.publishedLog('checkpoint')).text();
  expect(note).toMatch(/^keydesk\/.+\n\d+\n/);
  const size = Number(note.split('\n')[1]);
  const tile = await desk.publishedLog(tilePath(0, 0, size));
  expect((await tile.arrayBuffer()).byteLength).toBe(size * 32);
  expect((await desk.publishedLog(tilePath(0, 0, size + 1))).status).toBe(404);
});

it('knows nobody without a session, and signs in by password', async () => {
  session = undefined;
  await expect(client.listKeys({})).rejects.toMatchObject({ code: 'NotSignedInException', status: 401 });
  await expect(client.signIn({ Name: 'ada', Password: 'another one, too long' })).rejects.toThrow(
    KeydeskError,
  );
  await client.signIn({ Name: 'ada', Password: PASSWORD });
  expect((await client.getSession({})).Principal.Name).toBe('ada');
  await client.signOut({});
  await expect(client.listKeys({})).rejects.toMatchObject({ code: 'NotSignedInException' });
});

it('streams what happens', async () => {
  const gone = new AbortController();
  const heard: string[] = [];
  for await (const { Events } of client.tailAuditEvents(
    { Classes: ['management'] },
    { signal: gone.signal },
  )) {
    for (const event of Events) if ('Operation' in event) heard.push(event.Operation);
    if (heard.includes('CreateKey')) gone.abort();
    else await client.createKey({});
  }
  expect(heard).toContain('CreateKey');
});

/** Another operation for the page is one more line here: every one answers in both hosts, from the same table. */
it.each(
  allOperations()
    .filter(({ on }) => on !== 'public' && on !== 'stream')
    .map(({ name }) => name),
)('%s answers in a page: what it was asked, or what is missing', async (name) => {
  const answer = await ask(`/api/${name}`, { body: '{}' });
  const body = (await answer.json()) as Record<string, unknown>; // every answer is an object
  const code = body['__type'] as ErrorCode | undefined;
  expect([name, answer.status]).toEqual([name, code === undefined ? 200 : ERRORS[code].status]);
  expect(answer.status).toBeLessThan(500);
  expect(code).not.toBe('UnknownOperationException');
  expect(code).not.toBe('NotSignedInException');
});
