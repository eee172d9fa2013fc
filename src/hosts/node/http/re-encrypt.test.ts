/** ReEncrypt (kms-api.md §5.3): two keys, two permissions, two contexts, and a plaintext that never leaves. */
import { beforeAll, describe, expect, it } from 'vitest';
import {
  ACCOUNT,
  base64,
  eventOf,
  expectQuiet,
  expectRefused,
  makeKey,
  succeed,
  UNKNOWN_ID,
  useDesk,
  useKey,
  useService,
} from './testing/conformance.ts';

const desk = useDesk();
const source = useKey(desk);
const destination = useKey(desk);
const disabled = useKey(desk);
const mover = useService(desk, 'mover');
const Plaintext = base64('record 8841');
const SourceEncryptionContext = { tenant: 'a' };
const DestinationEncryptionContext = { tenant: 'b' };
let CiphertextBlob: string;

beforeAll(async () => {
  await succeed(desk, 'DisableKey', { KeyId: disabled.id });
  await succeed(desk, 'CreateAlias', { AliasName: 'alias/new-home', TargetKeyId: destination.id });
  const made = await succeed(desk, 'Encrypt', {
    KeyId: source.id,
    Plaintext,
    EncryptionContext: SourceEncryptionContext,
  });
  CiphertextBlob = String(made['CiphertextBlob']);
});

const ask = (over: object = {}): object => ({
  CiphertextBlob,
  DestinationKeyId: destination.id,
  SourceEncryptionContext,
  DestinationEncryptionContext,
  ...over,
});

it.each(['id', 'alias'])(
  'moves a ciphertext to another key, named by %s, under another context',
  async (form) => {
    const answer = await desk.call(
      'ReEncrypt',
      ask({ DestinationKeyId: form === 'id' ? destination.id : 'alias/new-home' }),
    );
    expect(answer.body).toEqual({
      CiphertextBlob: expect.any(String),
      SourceKeyId: source.arn,
      KeyId: destination.arn,
      SourceEncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
      DestinationEncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
      SourceKeyMaterialId: expect.stringMatching(/^[0-9a-f]{64}$/),
      DestinationKeyMaterialId: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    const opened = await succeed(desk, 'Decrypt', {
      CiphertextBlob: answer.body['CiphertextBlob'],
      EncryptionContext: DestinationEncryptionContext,
    });
    expect([opened['Plaintext'], opened['KeyId']]).toEqual([Plaintext, destination.arn]);
    const event = await eventOf(desk, answer);
    expect(event).toMatchObject({ Operation: 'ReEncrypt', KeyId: source.id, Context: [['tenant', 'a']] });
    expect(event.Parameters).toEqual(
      expect.arrayContaining([
        ['DestinationKeyId', destination.id],
        ['DestinationKeyVersion', '1'],
        ['DestinationEncryptionContext tenant', 'b'],
        ['DestinationEnvelope', expect.stringMatching(/^[0-9a-f]{64}$/)],
      ]),
    );
    expect(event.DecidedBy).toHaveLength(4); // delegating statement and identity policy, for either key
    expectQuiet(desk, ['record 8841', Plaintext]);
  },
);

it('does not inherit the context of the source', async () => {
  const { CiphertextBlob: moved } = await succeed(
    desk,
    'ReEncrypt',
    ask({ DestinationEncryptionContext: undefined }),
  );
  await succeed(desk, 'Decrypt', { CiphertextBlob: moved });
  await expectRefused(
    desk,
    'Decrypt',
    { CiphertextBlob: moved, EncryptionContext: SourceEncryptionContext },
    { code: 'InvalidCiphertextException' },
  );
});

it('counts the encryption on the key that sealed', async () => {
  const encryptions = async (KeyId: string): Promise<number> => {
    const { Versions } = await succeed(desk, 'Keydesk.DescribeKeyOverview', { KeyId });
    return (Versions as readonly { Encryptions: number }[])[0]!.Encryptions; // the key has one
  };
  const before = await Promise.all([encryptions(source.id), encryptions(destination.id)]);
  await succeed(desk, 'ReEncrypt', ask());
  expect(await Promise.all([encryptions(source.id), encryptions(destination.id)])).toEqual([
    before[0],
    (before[1] ?? 0) + 1,
  ]);
});

describe('is refused', () => {
  it('with the wrong context of the source, without a hint', async () => {
    const event = await expectRefused(desk, 'ReEncrypt', ask({ SourceEncryptionContext: { tenant: 'b' } }), {
      code: 'InvalidCiphertextException',
    });
    expect(event.KeyId).toBe(source.id);
  });
  it('for another source than the blob names', async () => {
    await expectRefused(desk, 'ReEncrypt', ask({ SourceKeyId: destination.id }), {
      code: 'IncorrectKeyException',
    });
  });
  it('to a disabled key', async () => {
    await expectRefused(desk, 'ReEncrypt', ask({ DestinationKeyId: disabled.id }), {
      code: 'DisabledException',
      message: `${disabled.arn} is disabled.`,
    });
  });
  it('to a key that is not there', async () => {
    await expectRefused(desk, 'ReEncrypt', ask({ DestinationKeyId: UNKNOWN_ID }), {
      code: 'NotFoundException',
    });
  });
  it('for a blob that is none', async () => {
    await expectRefused(desk, 'ReEncrypt', ask({ CiphertextBlob: base64('nonsense') }), {
      code: 'InvalidCiphertextException',
    });
  });
  it('as a dry run that would have worked, with and without a ciphertext', async () => {
    await expectRefused(desk, 'ReEncrypt', ask({ DryRun: true }), { code: 'DryRunOperationException' });
    const without = {
      SourceKeyId: source.id,
      DestinationKeyId: destination.id,
      DryRun: true,
      DryRunModifiers: ['IGNORE_CIPHERTEXT'],
    };
    await expectRefused(desk, 'ReEncrypt', without, { code: 'DryRunOperationException' });
  });
  it('without either of the two permissions', async () => {
    const statement = (Action: string) => ({
      Effect: 'Allow',
      Principal: { AWS: mover.arn },
      Action,
      Resource: '*',
      Condition: {
        StringEquals: { [`kms:EncryptionContext:tenant`]: Action === 'kms:ReEncryptFrom' ? 'a' : 'b' },
        Bool: { 'kms:ReEncryptOnSameKey': 'false' },
      },
    });
    const account = {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
      Action: 'kms:*',
      Resource: '*',
    };
    const policyOf = (...actions: string[]): string =>
      JSON.stringify({ Version: '2012-10-17', Statement: [account, ...actions.map(statement)] });
    const from = await makeKey(desk, { Policy: policyOf('kms:ReEncryptFrom') });
    const to = await makeKey(desk, { Policy: policyOf('kms:ReEncryptTo') });
    const none = await makeKey(desk);
    const { CiphertextBlob: made } = await succeed(desk, 'Encrypt', {
      KeyId: from.id,
      Plaintext,
      EncryptionContext: SourceEncryptionContext,
    });
    const move = (DestinationKeyId: string, over: object = {}): object =>
      ask({ CiphertextBlob: made, DestinationKeyId, ...over });
    await succeed(desk, 'ReEncrypt', move(to.id), mover);
    // Each side is asked with its own context.
    await expectRefused(desk, 'ReEncrypt', move(to.id, { DestinationEncryptionContext: { tenant: 'a' } }), {
      code: 'AccessDeniedException',
      message: /kms:ReEncryptTo on resource/,
      as: mover,
    });
    await expectRefused(desk, 'ReEncrypt', move(none.id), {
      code: 'AccessDeniedException',
      message: /kms:ReEncryptTo on resource/,
      as: mover,
    });
    await expectRefused(desk, 'ReEncrypt', ask({ DestinationKeyId: to.id }), {
      code: 'AccessDeniedException',
      message: /kms:ReEncryptFrom on resource/,
      as: mover,
    });
    await expectRefused(desk, 'ReEncrypt', move(from.id), {
      code: 'AccessDeniedException',
      message: /kms:ReEncryptFrom on resource/,
      as: mover,
    });
  });
});
