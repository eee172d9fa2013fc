import { expect, expectTypeOf, it } from 'vitest';
import { createClient, KeydeskError } from './client.ts';

const answering =
  (status: number, body: unknown): typeof fetch =>
  async () =>
    new Response(JSON.stringify(body), { status, headers: { 'x-amzn-requestid': 'r-1' } });

it('infers inputs and outputs from the operations, with bytes and dates', async () => {
  const client = createClient({
    fetch: answering(200, { CiphertextBlob: 'AQI=', Plaintext: 'AA==', KeyId: 'k', KeyMaterialId: 'm' }),
  });
  const made = await client.generateDataKey({
    KeyId: 'alias/x',
    KeySpec: 'AES_256',
    EncryptionContext: new Map([['a', 'b']]),
  });
  expectTypeOf(made.Plaintext).toEqualTypeOf<Uint8Array>();
  expect(made.CiphertextBlob).toEqual(Uint8Array.of(1, 2));
  const described = createClient({
    fetch: answering(200, { KeyMetadata: { CreationDate: 1.5, KeyId: 'k' } }),
  });
  const { KeyMetadata } = await described.describeKey({ KeyId: 'k' });
  expectTypeOf(KeyMetadata.CreationDate).toEqualTypeOf<Date>();
  expect(KeyMetadata.CreationDate).toEqual(new Date(1500));
});

it('turns a refusal into a KeydeskError with code, message and request id', async () => {
  const client = createClient({ fetch: answering(400, { __type: 'NotFoundException', message: 'no' }) });
  const error = await client.describeKey({ KeyId: 'k' }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(KeydeskError);
  expect(error).toMatchObject({ code: 'NotFoundException', message: 'no', status: 400, requestId: 'r-1' });
});

it('says what a silent refusal means', async () => {
  const client = createClient({ fetch: answering(400, { __type: 'InvalidCiphertextException' }) });
  await expect(client.decrypt({ CiphertextBlob: Uint8Array.of(1) })).rejects.toThrow(/cannot be opened/);
});

it('tells the request id of an answer, and of a refusal in its error only', async () => {
  const told: unknown[] = [];
  const onAnswer = (answer: unknown): void => void told.push(answer);
  await createClient({ fetch: answering(200, { Keys: [] }) }).listKeys({}, { onAnswer });
  expect(told).toEqual([{ requestId: 'r-1' }]);
  await createClient({ fetch: answering(200, { Keys: [] }) }).call('ListKeys', {}, { onAnswer });
  expect(told.length).toBe(2);
  const refused = createClient({ fetch: answering(400, { __type: 'NotFoundException', message: 'no' }) });
  await expect(refused.listKeys({}, { onAnswer })).rejects.toMatchObject({ requestId: 'r-1' });
  expect(told.length).toBe(2);
});
