/** The host's fast primitives, in the shapes that domain and service ask for. */
import { createHmac, hash, randomFillSync, randomBytes, createPublicKey, verify } from 'node:crypto';
import type { Sha256 } from '../../../domain/log/hash.ts';
import type { VerifyEd25519 } from '../../../domain/log/note.ts';
import type { Random } from '../../../domain/ports/random.ts';
import type { LogPrimitives } from '../../../service/start/open-log.ts';
import type { Mac } from '../../../domain/state/row-mac.ts';

/** 32 bytes of a digest in Latin-1. Node makes the string in a third of the time that it takes to make a Buffer (0.8 µs against 1.9). */
function fromLatin1(digest: string): Uint8Array {
  const out = new Uint8Array(digest.length);
  for (let i = 0; i < out.length; i++) out[i] = digest.charCodeAt(i);
  return out;
}

export const sha256: Sha256 = (bytes) => fromLatin1(hash('sha256', bytes, 'latin1'));

/** SHA-256 of a text's UTF-8, in hex. */
export const sha256Hex = (text: string): string => hash('sha256', text, 'hex');

export const primitives: LogPrimitives = {
  sha256,
  sha256Hex,
  verifyEd25519: (...args) => verifyEd25519(...args),
};

export const hmacSha256 =
  (key: Uint8Array): Mac =>
  (message) =>
    fromLatin1(createHmac('sha256', key).update(message).digest('latin1'));

/** Small draws come from a block, so that a request costs no system call for its nonce and ids. */
export function createRandom(): Random {
  const block = new Uint8Array(8192);
  let at = block.length;
  return {
    bytes(length) {
      if (length > 64) return new Uint8Array(randomBytes(length));
      if (at + length > block.length) {
        randomFillSync(block);
        at = 0;
      }
      const out = block.slice(at, at + length);
      block.fill(0, at, at + length);
      at += length;
      return out;
    },
  };
}

/** SPKI DER prefix of an Ed25519 public key (RFC 8410 §4). */
const ED25519_SPKI = Buffer.from('302a300506032b6570032100', 'hex');

export const verifyEd25519: VerifyEd25519 = (publicKey, message, signature) => {
  const key = createPublicKey({ key: Buffer.concat([ED25519_SPKI, publicKey]), format: 'der', type: 'spki' });
  return verify(null, message, key, signature);
};
