/** AWS Signature Version 4 for one POST to `/`, by WebCrypto: the same in a browser and in Node. */
import { toHex, utf8 } from '../domain/bytes.ts';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

type Bytes = Uint8Array<ArrayBuffer>;

const hashOf = async (text: string): Promise<string> =>
  toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', utf8(text) as Bytes)));

async function hmac(key: Uint8Array, text: string): Promise<Uint8Array> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const imported = await crypto.subtle.importKey('raw', key as Bytes, algorithm, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', imported, utf8(text) as Bytes));
}

/** Headers to send with `body`; the browser or Node adds `host`, which is signed, too. */
export async function signedHeaders(
  { url, region, target, body }: { url: URL; region: string; target: string; body: string },
  { accessKeyId, secretAccessKey, sessionToken }: Credentials,
  now = new Date(),
): Promise<Record<string, string>> {
  const stamp = now.toISOString().replace(/[-:]|\.\d{3}/g, '');
  const scope = [stamp.slice(0, 8), region, 'kms', 'aws4_request'];
  const sent: Record<string, string> = {
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-date': stamp,
    'x-amz-target': `TrentService.${target}`,
    ...(sessionToken === undefined ? {} : { 'x-amz-security-token': sessionToken }),
  };
  const signed = Object.entries({ ...sent, host: url.host }).sort(([a], [b]) => (a < b ? -1 : 1));
  const names = signed.map(([name]) => name).join(';');
  const lines = signed.map(([name, value]) => `${name}:${value}\n`).join('');
  const request = ['POST', '/', '', lines, names, await hashOf(body)].join('\n');
  let key = utf8(`AWS4${secretAccessKey}`);
  // oxlint-disable-next-line no-await-in-loop -- each key is made of the one before
  for (const part of scope) key = await hmac(key, part);
  const toSign = ['AWS4-HMAC-SHA256', stamp, scope.join('/'), await hashOf(request)].join('\n');
  const signature = toHex(await hmac(key, toSign));
  return {
    ...sent,
    authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope.join('/')}, SignedHeaders=${names}, Signature=${signature}`,
  };
}
