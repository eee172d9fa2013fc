/** SigV4 for tests, written straight from the specification and apart from the verifier. */
import { createHash, createHmac } from 'node:crypto';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface ToSign {
  readonly url: string;
  readonly target: string;
  readonly body: string | Uint8Array;
  readonly credentials: Credentials;
  readonly region?: string;
  readonly now?: Date;
}

const hex = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest();

/** The headers to send, `authorization` among them; `host` is the URL's. */
export function signRequest({
  url,
  target,
  body,
  credentials,
  region = 'us-east-1',
  now = new Date(),
}: ToSign): { readonly headers: Record<string, string> } {
  const stamp = now.toISOString().replace(/[-:]|\.\d{3}/g, '');
  const day = stamp.slice(0, 8);
  const scope = `${day}/${region}/kms/aws4_request`;
  const headers: Record<string, string> = {
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-date': stamp,
    'x-amz-target': target,
  };
  const signed: Record<string, string> = { ...headers, host: new URL(url).host };
  const names = Object.keys(signed).sort();
  const canonical = [
    'POST',
    '/',
    '',
    ...names.map((name) => `${name}:${signed[name]}`),
    '',
    names.join(';'),
    hex(body),
  ].join('\n');
  const key = hmac(
    hmac(hmac(hmac(`AWS4${credentials.secretAccessKey}`, day), region), 'kms'),
    'aws4_request',
  );
  const signature = createHmac('sha256', key)
    .update(['AWS4-HMAC-SHA256', stamp, scope, hex(canonical)].join('\n'))
    .digest('hex');
  headers['authorization'] =
    `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return { headers };
}
