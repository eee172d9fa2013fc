/** A SigV4 signer for the benchmark's requests (AWS General Reference, "Create a signed AWS API request"). */
import { createHash, createHmac } from 'node:crypto';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface SignedCall {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const REGION = 'us-east-1';
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** Signs `POST /` with `X-Amz-Target: TrentService.<operation>`, or the target itself when it names its service. Good for 5 minutes, as often as one likes. */
export function signCall(
  endpoint: string,
  credentials: Credentials,
  operation: string,
  input: object,
): SignedCall {
  const url = new URL('/', endpoint);
  const body = JSON.stringify(input);
  const stamp = new Date().toISOString().replaceAll(/[:-]|\.\d{3}/g, '');
  const day = stamp.slice(0, 8);
  const signed: Record<string, string> = {
    'content-type': 'application/x-amz-json-1.1',
    host: url.host,
    'x-amz-date': stamp,
    'x-amz-target': operation.includes('.') ? operation : `TrentService.${operation}`,
  };
  const names = Object.keys(signed).toSorted();
  const canonical = [
    'POST',
    '/',
    '',
    ...names.map((name) => `${name}:${signed[name]}`),
    '',
    names.join(';'),
    sha256(body),
  ].join('\n');
  const scope = `${day}/${REGION}/kms/aws4_request`;
  const key = hmac(
    hmac(hmac(hmac(`AWS4${credentials.secretAccessKey}`, day), REGION), 'kms'),
    'aws4_request',
  );
  const signature = hmac(key, `AWS4-HMAC-SHA256\n${stamp}\n${scope}\n${sha256(canonical)}`).toString('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return { url, headers: { ...signed, authorization }, body };
}

/** Makes the call once. Throws with the answer when it is not 200. */
export async function send<T>(call: SignedCall): Promise<T> {
  const { host: _, ...headers } = call.headers; // fetch sets it
  const response = await fetch(call.url, { method: 'POST', headers, body: call.body });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${call.headers['x-amz-target']}: ${response.status} ${text}`);
  return JSON.parse(text) as T; // the caller knows the operation's output
}
