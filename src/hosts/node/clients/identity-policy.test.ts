/** A policy of the desk's own, as a service meets it that knows AWS KMS only: `@aws-sdk/client-kms`, unchanged. */
import { DecryptCommand, EncryptCommand, KMSClient } from '@aws-sdk/client-kms';
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

const ask = async (target: string, body: object): Promise<Record<string, unknown>> => {
  const answer = await desk.call(target, body);
  expect([target, answer.status, answer.body]).toEqual([target, 200, answer.body]);
  return answer.body;
};

it('decrypts on one key while the policy is attached and the tag fits, and not a request longer', async () => {
  const { KeyMetadata } = await ask('CreateKey', {});
  const { KeyId, Arn } = KeyMetadata as { readonly KeyId: string; readonly Arn: string }; // what CreateKey answers
  const made = await ask('Keydesk.CreateService', { Name: 'payments' });
  const kms = new KMSClient({
    endpoint: `http://127.0.0.1:${desk.port}`,
    region: 'us-east-1',
    credentials: {
      accessKeyId: String(made['AccessKeyId']),
      secretAccessKey: String(made['SecretAccessKey']),
    },
  });
  const { CiphertextBlob } = await ask('Encrypt', { KeyId, Plaintext: 'cmVjb3Jk' });
  const read = async (): Promise<string> => {
    const blob = Uint8Array.fromBase64(String(CiphertextBlob));
    const { Plaintext } = await kms.send(new DecryptCommand({ CiphertextBlob: blob }));
    return new TextDecoder().decode(Plaintext);
  };
  const refused = {
    name: 'AccessDeniedException',
    message: expect.stringMatching(
      /because no identity-based policy allows the kms:Decrypt action$/,
    ) as string,
  };

  await ask('Keydesk.CreateIdentityPolicy', {
    Name: 'payments-read',
    Policy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'ReadPayments',
          Effect: 'Allow',
          Action: 'kms:Decrypt',
          Resource: Arn,
          Condition: { StringEquals: { 'aws:PrincipalTag/team': 'payments' } },
        },
      ],
    }),
  });
  const PrincipalId = made['PrincipalId'];
  await ask('Keydesk.UpdatePrincipalPolicies', { PrincipalId, Policies: ['payments-read'] });
  await expect(read()).rejects.toMatchObject(refused);
  const Tags = [{ TagKey: 'team', TagValue: 'payments' }];
  await ask('Keydesk.UpdatePrincipalTags', { PrincipalId, Tags });
  expect(await read()).toBe('record');
  await expect(kms.send(new EncryptCommand({ KeyId, Plaintext: new Uint8Array(1) }))).rejects.toMatchObject({
    name: 'AccessDeniedException',
  });
  await ask('Keydesk.UpdatePrincipalPolicies', { PrincipalId, Policies: [] });
  await expect(read()).rejects.toMatchObject(refused);
  kms.destroy();
});
