/** The first thing of all that must run: key → data key → open → event in the log. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { removeDirectory, startTestDesk, type TestDesk } from '../testing/desk.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await startTestDesk();
});
afterAll(async () => {
  await desk.stop();
  removeDirectory(desk.dataDirectory);
});

it('makes a key, a data key, opens it, and has it all in the log', async () => {
  const made = await desk.call('CreateKey', { Description: 'first' });
  expect(made.status).toBe(200);
  const { KeyId } = made.body['KeyMetadata'] as { KeyId: string };
  const dataKey = await desk.call('GenerateDataKey', {
    KeyId,
    KeySpec: 'AES_256',
    EncryptionContext: { tenant: 'acme' },
  });
  const opened = await desk.call('Decrypt', {
    CiphertextBlob: dataKey.body['CiphertextBlob'],
    EncryptionContext: { tenant: 'acme' },
  });
  expect(opened.body['Plaintext']).toBe(dataKey.body['Plaintext']);
  const events = await desk.call('Keydesk.SearchAuditEvents', { KeyId });
  const list = events.body['Events'] as {
    Operation: string;
    Outcome: string;
    Context?: unknown;
    DecidedBy: { Source: string; Sid?: string }[];
  }[];
  expect(list.map(({ Operation }) => Operation)).toEqual(['Decrypt', 'GenerateDataKey', 'CreateKey']);
  expect(list[0]).toMatchObject({ Outcome: 'allowed', Context: [['tenant', 'acme']] });
  expect(list[0]!.DecidedBy.map(({ Source }) => Source)).toEqual(['KEY_POLICY', 'IDENTITY_POLICY']);
});
