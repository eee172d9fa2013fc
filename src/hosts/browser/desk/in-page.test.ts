/** The desk in the page's memory: a learner has keys of their own, uses them, and finds each step in its log. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createClient, type Client } from '../../../client/client.ts';
import { utf8 } from '../../../domain/bytes.ts';
import { LEARNER, openInPageDesk, type InPageDesk } from './in-page.ts';

let desk: InPageDesk;
let client: Client;
beforeEach(async () => {
  desk = await openInPageDesk({ version: '0.0.0' });
  client = createClient({ fetch: desk.fetch });
});
afterEach(async () => {
  vi.useRealTimers();
  await desk.close();
});

it('gives a learner keys, and tells what was done with them', async () => {
  const { Keys } = await client.openDeskSandbox({});
  const [{ KeyId, Alias } = { KeyId: '', Alias: '' }] = Keys;
  expect(Alias).toBe(`alias/desk/${LEARNER}/guest-records`);
  const made = await client.generateDataKey({ KeyId, KeySpec: 'AES_256' });
  const opened = await client.decrypt({ CiphertextBlob: made.CiphertextBlob });
  expect(opened.Plaintext).toEqual(made.Plaintext);
  const { Events } = await client.searchAuditEvents({ KeyId });
  expect(Events.map((event) => 'Operation' in event && [event.Operation, event.Outcome])).toEqual([
    ['Decrypt', 'allowed'],
    ['GenerateDataKey', 'allowed'],
  ]);
});

it('keeps nothing: the next one knows neither keys nor envelopes', async () => {
  const { Keys } = await client.openDeskSandbox({});
  const { CiphertextBlob } = await client.encrypt({ KeyId: Keys[0]?.KeyId ?? '', Plaintext: utf8('a') });
  const other = await openInPageDesk({ version: '0.0.0' });
  const elsewhere = createClient({ fetch: other.fetch });
  expect((await elsewhere.listKeys({})).Keys).toEqual([]);
  await expect(elsewhere.decrypt({ CiphertextBlob })).rejects.toMatchObject({
    code: 'InvalidCiphertextException',
  });
  await other.close();
});

it('lets the learner go on after the session has idled out', async () => {
  const before = await client.openDeskSandbox({});
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3 * 3_600_000 });
  expect(await client.openDeskSandbox({})).toEqual(before);
});
