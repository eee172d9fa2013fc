/** The AWS Encryption SDK with its own KMS client, told only where the desk is. */
import { buildClient, CommitmentPolicy, KMS, KmsKeyringNode } from '@aws-crypto/client-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeDirectory, ROOT, startTestDesk, type TestDesk } from '../testing/desk.ts';

const { encrypt, decrypt } = buildClient(CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT);
const PAYLOAD = Buffer.alloc(100_000, 'more than one frame of a message ');
const context = { tenant: 'acme', purpose: 'test' };

let desk: TestDesk;
const arns: string[] = [];
type ClientProvider = NonNullable<ConstructorParameters<typeof KmsKeyringNode>[0]>['clientProvider'] & object;

const keyring = (generatorKeyId: string | undefined, keyIds: string[] = []): KmsKeyringNode =>
  new KmsKeyringNode({
    // The two libraries' declarations differ in optional members only (exactOptionalPropertyTypes).
    clientProvider: ((region: string) =>
      new KMS({
        region,
        endpoint: `http://127.0.0.1:${desk.port}`,
        credentials: ROOT,
      })) as unknown as ClientProvider,
    ...(generatorKeyId === undefined ? {} : { generatorKeyId }),
    keyIds,
  });
const seal = async (by: KmsKeyringNode): Promise<Uint8Array> =>
  (await encrypt(by, PAYLOAD, { encryptionContext: context })).result;

beforeAll(async () => {
  desk = await startTestDesk();
  for (const Description of ['one', 'two']) {
    const { body } = await desk.call('CreateKey', { Description });
    arns.push((body['KeyMetadata'] as { Arn: string }).Arn); // what CreateKey answers
  }
});
afterAll(async () => {
  await desk.stop();
  removeDirectory(desk.dataDirectory);
});

describe('the AWS Encryption SDK', () => {
  it('encrypts a payload and decrypts it', async () => {
    const message = await seal(keyring(arns[0]));
    expect(Buffer.from(message).includes('more than one frame')).toBe(false);
    const { plaintext, messageHeader } = await decrypt(keyring(arns[0]), message);
    expect(plaintext).toEqual(PAYLOAD);
    expect(messageHeader.encryptionContext).toMatchObject(context);
  });

  it('wraps for two keys, either of which opens it', async () => {
    const message = await seal(keyring(arns[0], [arns[1] ?? '']));
    for (const arn of arns)
      expect((await decrypt(keyring(undefined, [arn]), message)).plaintext).toEqual(PAYLOAD);
  });

  it('does not open what another key wrapped', async () => {
    const message = await seal(keyring(arns[0]));
    await expect(decrypt(keyring(undefined, [arns[1] ?? '']), message)).rejects.toThrow(
      /unencryptedDataKey|decrypt/i,
    );
  });

  it('does not open a message whose context was changed: the desk refuses the data key', async () => {
    const message = Buffer.from(await seal(keyring(arns[0])));
    const at = message.indexOf('acme');
    expect(at).toBeGreaterThan(0);
    message.write('acmd', at);
    await expect(decrypt(keyring(arns[0]), message)).rejects.toThrow(
      /InvalidCiphertextException|unencryptedDataKey/,
    );
    const { body } = await desk.call('Keydesk.SearchAuditEvents', { Operation: 'Decrypt', Limit: 1 });
    expect(body['Events']).toMatchObject([
      {
        Outcome: 'failed',
        Error: 'InvalidCiphertextException',
        Context: expect.arrayContaining([['tenant', 'acmd']]),
      },
    ]);
  });

  it('leaves the context of each message in the log', async () => {
    await seal(keyring(arns[1]));
    const { body } = await desk.call('Keydesk.SearchAuditEvents', { Operation: 'GenerateDataKey', Limit: 1 });
    expect(body['Events']).toMatchObject([
      {
        Context: expect.arrayContaining([
          ['tenant', 'acme'],
          ['purpose', 'test'],
        ]),
        Outcome: 'allowed',
      },
    ]);
  });
});
