/** A browser's primitives, in the shapes that domain and service ask for. WebCrypto only knows promises, so the hashes are Noble's. */
import { argon2id } from '@noble/hashes/argon2.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import { equalBytes, fromBase64, toBase64, toHex, utf8 } from '../../../domain/bytes.ts';
import type { Sha256 } from '../../../domain/log/hash.ts';
import { normalise, passwordProblem } from '../../../domain/people/password-rules.ts';
import type { Random } from '../../../domain/ports/random.ts';
import type { Mac } from '../../../domain/state/row-mac.ts';
import type { Passwords } from '../../../service/operation.ts';
import type { LogPrimitives } from '../../../service/start/open-log.ts';

export const sha256: Sha256 = (bytes) => nobleSha256(bytes);

export const hmacSha256 =
  (key: Uint8Array): Mac =>
  (message) =>
    hmac(nobleSha256, key, message);

export const random: Random = { bytes: (length) => crypto.getRandomValues(new Uint8Array(length)) };

export const primitives: LogPrimitives = {
  sha256,
  sha256Hex: (text) => toHex(sha256(utf8(text))),
  verifyEd25519: async (publicKey, message, signature) => {
    const key = await crypto.subtle.importKey('raw', new Uint8Array(publicKey), 'Ed25519', false, ['verify']);
    return crypto.subtle.verify('Ed25519', key, new Uint8Array(signature), new Uint8Array(message));
  },
};

/** Less than a server's: JavaScript is a tenth as fast, and what it guards is a demo in one's own browser. */
const COST = { m: 8192, t: 2, p: 1 } as const;
const PREFIX = `$argon2id$v=19$m=${COST.m},t=${COST.t},p=${COST.p}$`;

/** argon2id, kept as base64 of salt and tag behind the parameters. */
export const passwords: Passwords = {
  hash: async (password) => {
    const salt = random.bytes(16);
    return `${PREFIX}${toBase64(salt)}$${toBase64(tagOf(password, salt))}`;
  },
  verify: async (password, hash) => {
    const [salt, tag] = (hash ?? '').startsWith(PREFIX)
      ? (hash ?? '').slice(PREFIX.length).split('$').map(fromBase64)
      : [];
    const made = tagOf(password, salt ?? new Uint8Array(16));
    return tag !== undefined && equalBytes(made, tag);
  },
  refuse: (password, name) => passwordProblem(password, name) ?? null,
};

const tagOf = (password: string, salt: Uint8Array): Uint8Array =>
  argon2id(utf8(normalise(password) ?? ''), salt, COST);
