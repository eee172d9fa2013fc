/** Things that a test needs and does not test: made by signed calls of the root operator. */
import type { Answer, TestDesk } from '../../src/hosts/node/testing/desk.ts';
import type { Credentials } from '../../src/hosts/node/testing/sign-request.ts';

export interface SeedKey {
  /** Without `alias/`. */
  readonly alias?: string;
  readonly description?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly policy?: string;
}

export interface SeedService extends Credentials {
  readonly arn: string;
  readonly name: string;
  readonly principalId: string;
}

/** The answer's body; throws with the refusal when it is one. */
export function body(answer: Answer): Record<string, unknown> {
  if (answer.status !== 200) throw new Error(`${answer.status}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

const text = (value: unknown): string => {
  if (typeof value !== 'string') throw new Error(`a string was expected: ${JSON.stringify(value)}`);
  return value;
};

/** Makes a key, with its alias when it has one. Its id. */
export async function createKey(desk: TestDesk, key: SeedKey = {}): Promise<string> {
  const made = body(
    await desk.call('CreateKey', {
      Description: key.description ?? '',
      Tags: Object.entries(key.tags ?? {}).map(([TagKey, TagValue]) => ({ TagKey, TagValue })),
      ...(key.policy === undefined ? {} : { Policy: key.policy }),
    }),
  );
  const metadata = made['KeyMetadata'];
  if (typeof metadata !== 'object' || metadata === null || !('KeyId' in metadata))
    throw new Error('CreateKey answered without a key');
  const keyId = text(metadata.KeyId);
  if (key.alias !== undefined)
    body(await desk.call('CreateAlias', { AliasName: `alias/${key.alias}`, TargetKeyId: keyId }));
  return keyId;
}

/** A data key under `keyId`, sealed: its ciphertext in base64. */
export async function dataKey(
  desk: TestDesk,
  keyId: string,
  context: Readonly<Record<string, string>> = {},
  credentials?: Credentials,
): Promise<string> {
  const made = body(
    await desk.call(
      'GenerateDataKey',
      { KeyId: keyId, KeySpec: 'AES_256', EncryptionContext: context },
      credentials,
    ),
  );
  return text(made['CiphertextBlob']);
}

/** Makes a service with its first access key. */
export async function createService(
  desk: TestDesk,
  name: string,
  policies: readonly string[] = [],
): Promise<SeedService> {
  const made = body(await desk.call('Keydesk.CreateService', { Name: name, Policies: policies }));
  return {
    name,
    arn: text(made['Arn']),
    principalId: text(made['PrincipalId']),
    accessKeyId: text(made['AccessKeyId']),
    secretAccessKey: text(made['SecretAccessKey']),
  };
}

/** Somebody who has come by their link: their PrincipalId, and the cookie of the session in which they are. */
export async function createPerson(
  desk: TestDesk,
  name: string,
  policies: readonly string[],
  password: string,
): Promise<{ readonly principalId: string; readonly cookie: string }> {
  const made = body(await desk.call('Keydesk.InviteUser', { Name: name, Policies: policies }));
  const token = new URLSearchParams(new URL(text(made['Link'])).hash.slice(1)).get('token');
  const came = await fetch(`${desk.url}/api/RedeemInvitation`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-keydesk': '1', origin: desk.url },
    body: JSON.stringify({ Token: token, Password: password }),
  });
  if (came.status !== 200) throw new Error(`${came.status}: ${await came.text()}`);
  return {
    principalId: text(made['PrincipalId']),
    cookie: came.headers.getSetCookie()[0]?.split(';')[0] ?? '',
  };
}
