/** The keys that never leave the vault: here CryptoKeys that cannot be exported, kept by whoever keeps them (the browser's IndexedDB). */
import { toHex } from '../../../domain/bytes.ts';
import type { ResidentKey } from '../../../domain/ports/vault.ts';

export interface ResidentKeys {
  /** AES-KW: wraps key versions. */
  readonly root: CryptoKey;
  /** HMAC-SHA-256. */
  readonly derivation: CryptoKey;
  /** AES-GCM: seals secrets of access keys. */
  readonly credential: CryptoKey;
  /** Ed25519. */
  readonly log: CryptoKeyPair;
}

/** Where resident keys outlive the page. CryptoKeys are cloned as they are: what cannot be exported still cannot. */
export interface KeyShelf {
  load(): Promise<ResidentKeys | null>;
  save(keys: ResidentKeys): Promise<void>;
}

/** This browser's WebCrypto lacks what a desk needs. */
export class NoWebCryptoError extends Error {}

/** New ones. Throws NoWebCryptoError where Ed25519 is missing, or WebCrypto as a whole (a page that is not from a secure origin). */
export async function makeResidentKeys(): Promise<ResidentKeys> {
  // Absent outside a secure context, whatever the type says.
  const subtle = globalThis.crypto.subtle as SubtleCrypto | undefined;
  if (subtle === undefined)
    throw new NoWebCryptoError(
      'This page has no WebCrypto: a browser gives it to pages from https: or localhost only.',
    );
  let log: CryptoKeyPair;
  try {
    log = await subtle.generateKey('Ed25519', false, ['sign', 'verify']);
  } catch {
    throw new NoWebCryptoError(
      'This browser has no Ed25519 in WebCrypto, with which the log is signed. Chromium 137, Firefox 130 and Safari 17 have it.',
    );
  }
  return {
    root: await subtle.generateKey({ name: 'AES-KW', length: 256 }, false, ['wrapKey', 'unwrapKey']),
    derivation: await subtle.generateKey({ name: 'HMAC', hash: 'SHA-256', length: 256 }, false, ['sign']),
    credential: await subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']),
    log,
  };
}

const described = (key: CryptoKey): Pick<ResidentKey, 'objectClass' | 'attributes'> => ({
  objectClass: key.type === 'private' ? 'private key' : 'secret key',
  attributes: [
    { name: 'extractable', value: key.extractable },
    ...key.usages.map((usage) => ({ name: usage, value: true })),
  ],
});

/** What the vault says of them. `publicKey`: the log's, raw. */
export async function describeResidentKeys(
  { root, derivation, credential, log }: ResidentKeys,
  publicKey: Uint8Array<ArrayBuffer>,
): Promise<readonly ResidentKey[]> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', publicKey));
  return [
    { role: 'root', label: 'root', keyType: 'AES-256', fingerprint: '', ...described(root) },
    {
      role: 'derivation',
      label: 'derivation',
      keyType: 'HMAC-SHA-256',
      fingerprint: '',
      ...described(derivation),
    },
    {
      role: 'credential',
      label: 'credential',
      keyType: 'AES-256',
      fingerprint: '',
      ...described(credential),
    },
    {
      role: 'log',
      label: 'log',
      keyType: 'Ed25519',
      fingerprint: toHex(digest.subarray(0, 8)),
      ...described(log.privateKey),
    },
  ];
}
