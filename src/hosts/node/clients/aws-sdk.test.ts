/** `@aws-sdk/client-kms`, unchanged: every operation that is built, classes of errors, retries, dates, members it does not know. */
import {
  AlreadyExistsException,
  CreateAliasCommand,
  CreateKeyCommand,
  DecryptCommand,
  DescribeCustomKeyStoresCommand,
  DescribeKeyCommand,
  DisabledException,
  DisableKeyCommand,
  DryRunOperationException,
  EnableKeyCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GenerateDataKeyWithoutPlaintextCommand,
  GetKeyPolicyCommand,
  GetPublicKeyCommand,
  InvalidCiphertextException,
  KMSClient,
  KMSServiceException,
  ListAliasesCommand,
  ListKeyPoliciesCommand,
  ListKeysCommand,
  NotFoundException,
  paginateListKeys,
  PutKeyPolicyCommand,
  UnsupportedOperationException,
} from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeDirectory, ROOT, startTestDesk, type TestDesk } from '../testing/desk.ts';

let desk: TestDesk;
let kms: KMSClient;
let keyId: string;
let arn: string;
beforeAll(async () => {
  desk = await startTestDesk();
  kms = new KMSClient({ endpoint: `http://127.0.0.1:${desk.port}`, region: 'us-east-1', credentials: ROOT });
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({ Description: 'of the SDK' }));
  keyId = KeyMetadata?.KeyId ?? '';
  arn = KeyMetadata?.Arn ?? '';
});
afterAll(async () => {
  kms.destroy();
  await desk.stop();
  removeDirectory(desk.dataDirectory);
});

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const refusal = async (work: Promise<unknown>): Promise<KMSServiceException> => {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof KMSServiceException))
    throw new Error('not refused by the service', { cause: error });
  return error;
};

describe('@aws-sdk/client-kms', () => {
  it('describes a key, with a Date that is now', async () => {
    const before = Date.now();
    const { KeyMetadata: made } = await kms.send(new CreateKeyCommand({}));
    expect(made?.CreationDate).toBeInstanceOf(Date);
    expect(Math.abs((made?.CreationDate?.getTime() ?? 0) - before)).toBeLessThan(60_000);
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: made?.Arn }));
    expect(KeyMetadata).toEqual(made);
    expect(KeyMetadata).toMatchObject({
      Description: '',
      CurrentKeyMaterialId: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it('encrypts and decrypts', async () => {
    const EncryptionContext = { tenant: 'acme', größe: '1' };
    const sealed = await kms.send(
      new EncryptCommand({ KeyId: arn, Plaintext: bytes('secret'), EncryptionContext }),
    );
    expect(sealed).toMatchObject({ KeyId: arn, EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' });
    const opened = await kms.send(
      new DecryptCommand({ CiphertextBlob: sealed.CiphertextBlob, EncryptionContext, KeyId: keyId }),
    );
    expect(opened.KeyId).toBe(arn);
    expect(new TextDecoder().decode(opened.Plaintext)).toBe('secret');
    expect(opened.$metadata.requestId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('gets data keys', async () => {
    const made = await kms.send(new GenerateDataKeyCommand({ KeyId: keyId, NumberOfBytes: 64 }));
    const opened = await kms.send(new DecryptCommand({ CiphertextBlob: made.CiphertextBlob }));
    expect(made.Plaintext).toHaveLength(64);
    expect(opened.Plaintext).toEqual(made.Plaintext);
    const blind = await kms.send(
      new GenerateDataKeyWithoutPlaintextCommand({ KeyId: keyId, KeySpec: 'AES_128' }),
    );
    expect(blind).not.toHaveProperty('Plaintext');
    expect(
      (await kms.send(new DecryptCommand({ CiphertextBlob: blind.CiphertextBlob }))).Plaintext,
    ).toHaveLength(16);
  });

  it('names, lists and pages', async () => {
    await kms.send(new CreateAliasCommand({ AliasName: 'alias/sdk', TargetKeyId: keyId }));
    expect((await kms.send(new DescribeKeyCommand({ KeyId: 'alias/sdk' }))).KeyMetadata?.Arn).toBe(arn);
    const { Aliases, Truncated } = await kms.send(new ListAliasesCommand({ KeyId: keyId }));
    expect(Truncated).toBe(false);
    expect(Aliases).toMatchObject([{ AliasName: 'alias/sdk', TargetKeyId: keyId }]);
    expect(Aliases?.[0]?.CreationDate).toBeInstanceOf(Date);
    const ids: (string | undefined)[] = [];
    for await (const page of paginateListKeys({ client: kms, pageSize: 1 }, {}))
      ids.push(...(page.Keys ?? []).map((entry) => entry.KeyId));
    const { Keys } = await kms.send(new ListKeysCommand({}));
    expect(ids.length).toBeGreaterThan(1);
    expect(ids).toEqual(Keys?.map((entry) => entry.KeyId));
  });

  it('reads and puts a policy', async () => {
    const { Policy } = await kms.send(new GetKeyPolicyCommand({ KeyId: keyId }));
    await kms.send(new PutKeyPolicyCommand({ KeyId: keyId, Policy: `${Policy} ` }));
    expect((await kms.send(new GetKeyPolicyCommand({ KeyId: keyId }))).Policy).toBe(`${Policy} `);
    expect((await kms.send(new ListKeyPoliciesCommand({ KeyId: keyId }))).PolicyNames).toEqual(['default']);
  });

  it('disables and enables', async () => {
    await kms.send(new DisableKeyCommand({ KeyId: arn }));
    const error = await refusal(kms.send(new EncryptCommand({ KeyId: keyId, Plaintext: bytes('x') })));
    expect(error).toBeInstanceOf(DisabledException);
    expect(error.message).toBe(`${arn} is disabled.`);
    await kms.send(new EnableKeyCommand({ KeyId: keyId }));
    expect((await kms.send(new DescribeKeyCommand({ KeyId: keyId }))).KeyMetadata?.Enabled).toBe(true);
  });

  it('has no custom key stores', async () => {
    expect(await kms.send(new DescribeCustomKeyStoresCommand({}))).toMatchObject({
      CustomKeyStores: [],
      Truncated: false,
    });
  });

  it('refuses with the classes of the SDK, at the first try', async () => {
    const CiphertextBlob = bytes('nothing of ours');
    const cases: readonly (readonly [
      () => Promise<unknown>,
      new (...args: never[]) => KMSServiceException,
    ])[] = [
      [() => kms.send(new DescribeKeyCommand({ KeyId: 'alias/nobody' })), NotFoundException],
      [
        () => kms.send(new CreateAliasCommand({ AliasName: 'alias/sdk', TargetKeyId: keyId })),
        AlreadyExistsException,
      ],
      [() => kms.send(new DecryptCommand({ CiphertextBlob })), InvalidCiphertextException],
      [
        () => kms.send(new EncryptCommand({ KeyId: keyId, Plaintext: bytes('x'), DryRun: true })),
        DryRunOperationException,
      ],
      [() => kms.send(new GetPublicKeyCommand({ KeyId: keyId })), UnsupportedOperationException],
    ];
    for (const [work, type] of cases) {
      const error = await refusal(work());
      expect(error).toBeInstanceOf(type);
      expect(error.name).toBe(type.name);
      expect(error.$metadata).toMatchObject({ httpStatusCode: 400, attempts: 1, totalRetryDelay: 0 });
      expect(error.$metadata.requestId).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  it('reads validation, permission and signature refusals by their name', async () => {
    const tooMuch = await refusal(
      kms.send(new EncryptCommand({ KeyId: keyId, Plaintext: new Uint8Array(4097) })),
    );
    expect(tooMuch).toMatchObject({ name: 'ValidationException', $metadata: { attempts: 1 } });
    const elsewhere = `arn:aws:kms:us-east-1:111111111111:key/${keyId}`;
    expect(await refusal(kms.send(new DescribeKeyCommand({ KeyId: elsewhere })))).toMatchObject({
      name: 'AccessDeniedException',
      $metadata: { attempts: 1 },
    });
    const forger = new KMSClient({
      endpoint: `http://127.0.0.1:${desk.port}`,
      region: 'us-east-1',
      credentials: { ...ROOT, secretAccessKey: 'x'.repeat(40) },
    });
    expect(await refusal(forger.send(new ListKeysCommand({})))).toMatchObject({
      name: 'InvalidSignatureException',
      $metadata: { httpStatusCode: 400 },
    });
    forger.destroy();
  });

  it('may send members that the desk does not know', async () => {
    const input = {
      KeyId: keyId,
      Plaintext: bytes('x'),
      NotYetInvented: { deep: [1, null] },
      GrantTokens: [],
    };
    const { CiphertextBlob } = await kms.send(new EncryptCommand(input));
    expect(CiphertextBlob?.length).toBeGreaterThan(0);
    const raw = await desk.call('DescribeKey', { KeyId: keyId, NotYetInvented: 1, GrantTokens: null });
    expect(raw.status).toBe(200);
  });
});
