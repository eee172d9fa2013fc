/** An edited policy asked again about what was really asked for. */
import { beforeAll, describe, expect, it } from 'vitest';
import { expectRefused, succeed, useDesk, useService, type Key } from './testing/conformance.ts';
import { aws, kept, keyWith, policyOf, type Statement } from './testing/policies.ts';

const desk = useDesk();
const billing = useService(desk, 'billing');
const reports = useService(desk, 'reports');
const user = useService(desk, 'user', ['key-user']);
let key: Key;
let other: Key;

interface Turned {
  readonly Count: number;
  readonly SavedToo: number;
  readonly Examples: readonly {
    readonly Principal: string;
    readonly Operation: string;
    readonly Action: string;
    readonly Context: readonly (readonly [string, string])[];
    readonly Saved: readonly { readonly Sid?: string }[];
    readonly Edited: readonly { readonly Sid?: string; readonly Effect: string }[];
  }[];
}
interface Replayed {
  readonly Looked: number;
  readonly WouldBeRefused: Turned;
  readonly WouldBeAllowed: Turned;
  readonly CannotTell: number;
  readonly Failed: number;
  readonly Elsewhere: number;
  readonly Altered: number;
  readonly Total: number;
  readonly NextMarker?: string;
}
const replay = async (...statements: readonly Statement[]): Promise<Replayed> =>
  (await succeed(desk, 'Keydesk.ReplayKeyPolicy', {
    KeyId: key.id,
    Policy: policyOf(kept(), ...statements),
  })) as unknown as Replayed; // its output

const uses: Statement = {
  Sid: 'uses',
  Principal: {},
  Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*'],
};
const allOfBilling = (): Statement => ({ ...uses, Principal: aws(billing.arn) });
const onlyAcme = (): Statement => ({
  ...allOfBilling(),
  Condition: { StringEquals: { 'kms:EncryptionContext:tenant': 'acme' } },
});

beforeAll(async () => {
  key = await keyWith(desk, allOfBilling());
  other = await keyWith(desk, allOfBilling());
  const context = (tenant: string) => ({ EncryptionContext: { tenant } });
  const encrypt = async (tenant: string, as = billing) =>
    desk.call('Encrypt', { KeyId: key.id, Plaintext: 'YQ==', ...context(tenant) }, as);
  const acme = await encrypt('acme');
  await encrypt('acme');
  await encrypt('globex');
  // Refused, all of them: reports is in no policy.
  for (const tenant of ['acme', 'acme', 'globex'])
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    expect((await encrypt(tenant, reports)).status).toBe(400);
  const blob = String(acme.body['CiphertextBlob']);
  await succeed(desk, 'Decrypt', { CiphertextBlob: blob, ...context('acme') }, billing);
  // Fails, but not for any policy.
  const wrong = await desk.call('Decrypt', { CiphertextBlob: blob, ...context('globex') }, billing);
  expect(wrong.body['__type']).toBe('InvalidCiphertextException');
  await succeed(
    desk,
    'ReEncrypt',
    { CiphertextBlob: blob, SourceEncryptionContext: { tenant: 'acme' }, DestinationKeyId: other.id },
    billing,
  );
  const elsewhere = await succeed(desk, 'Encrypt', { KeyId: other.id, Plaintext: 'YQ==' }, billing);
  await succeed(
    desk,
    'ReEncrypt',
    {
      CiphertextBlob: elsewhere['CiphertextBlob'],
      DestinationKeyId: key.id,
      DestinationEncryptionContext: { tenant: 'globex' },
    },
    billing,
  );
});

describe('ReplayKeyPolicy', () => {
  it('finds nothing under the policy as it is', async () => {
    const found = await replay(allOfBilling());
    expect(found).toMatchObject({
      WouldBeRefused: { Count: 0, Examples: [] },
      WouldBeAllowed: { Count: 0, Examples: [] },
      CannotTell: 0,
      Failed: 1,
      Altered: 0,
    });
    // Three encryptions, three refusals, two decryptions, a ReEncrypt out and one in; CreateKey names the key, and no key policy decides it.
    expect([found.Looked, found.Elsewhere]).toEqual([11, 1]);
    expect(found.Total).toBe(found.Looked);
    expect(found).not.toHaveProperty('NextMarker');
  });

  it('finds what a narrower policy refuses, the side of a ReEncrypt that sealed here too', async () => {
    const { WouldBeRefused, WouldBeAllowed } = await replay(onlyAcme());
    expect(WouldBeAllowed.Count).toBe(0);
    expect([WouldBeRefused.Count, WouldBeRefused.SavedToo]).toEqual([2, 0]);
    expect(
      WouldBeRefused.Examples.map(({ Operation, Action, Context }) => [Operation, Action, Context]),
    ).toEqual([
      ['Encrypt', 'kms:Encrypt', [['tenant', 'globex']]],
      ['ReEncrypt', 'kms:ReEncryptTo', []],
    ]);
    expect(WouldBeRefused.Examples[0]).toMatchObject({
      Principal: billing.arn,
      Saved: [{ Sid: 'uses', Effect: 'Allow' }],
      Edited: [],
    });
  });

  it('finds what a wider policy allows of what was refused', async () => {
    const { WouldBeRefused, WouldBeAllowed } = await replay(allOfBilling(), {
      ...onlyAcme(),
      Sid: 'reports too',
      Principal: aws(reports.arn),
    });
    expect([WouldBeRefused.Count, WouldBeAllowed.Count]).toEqual([0, 2]);
    expect(WouldBeAllowed.Examples[0]).toMatchObject({
      Principal: reports.arn,
      Saved: [],
      Edited: [{ Sid: 'reports too' }],
    });
  });

  it('names the Deny that would refuse', async () => {
    const { WouldBeRefused } = await replay(allOfBilling(), {
      Sid: 'no decrypting',
      Effect: 'Deny',
      Principal: '*',
      Action: 'kms:Decrypt',
    });
    expect(WouldBeRefused.Count).toBe(1);
    expect(WouldBeRefused.Examples[0]?.Edited).toMatchObject([{ Sid: 'no decrypting', Effect: 'Deny' }]);
  });

  it('does not guess what the log does not hold', async () => {
    const { CannotTell, WouldBeRefused, WouldBeAllowed } = await replay({
      ...allOfBilling(),
      Condition: { Bool: { 'aws:SecureTransport': 'true' } },
    });
    // Five that were allowed and asked no more of the log than it has.
    expect([CannotTell, WouldBeRefused.Count, WouldBeAllowed.Count]).toEqual([6, 0, 0]);
  });

  it('is refused to who may not read policy and log, and takes no text that cannot be saved', async () => {
    const body = { KeyId: key.id, Policy: policyOf(kept()) };
    await expectRefused(desk, 'Keydesk.ReplayKeyPolicy', body, { code: 'AccessDeniedException', as: user });
    await expectRefused(
      desk,
      'Keydesk.ReplayKeyPolicy',
      { ...body, Policy: '{"Statement": 5}' },
      { code: 'MalformedPolicyDocumentException' },
    );
    await expectRefused(
      desk,
      'Keydesk.ReplayKeyPolicy',
      { ...body, Marker: 'bm90IG91cnM=' },
      { code: 'InvalidMarkerException' },
    );
  });
});
