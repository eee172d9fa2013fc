/**
 * Grant tokens: `1 ‖ grant id (32) ‖ nonce (16) ‖ MAC (32)` in base64. The MAC (HMAC-SHA-256 under a key that the vault derives for
 * this alone, over a label, the desk's id and what comes before it) says that this desk made the token for this grant. Nothing of it is
 * stored: CreateGrant asked again answers a new token for the same grant, so that rows of digests would grow without end, and a token
 * gives nothing that its grant does not give.
 */
import { concat, fromBase64, fromHex, toBase64, toHex, utf8 } from '../bytes.ts';
import type { Mac } from '../state/row-mac.ts';

/** What the vault derives that key for: part of what is permanent. */
export const GRANT_TOKENS = 'keydesk grant tokens v1';

const LABEL = utf8('keydesk grant token v1\n');
const VERSION = 1;
const ID_SIZE = 32;
export const NONCE_SIZE = 16;
const SIGNED_SIZE = 1 + ID_SIZE + NONCE_SIZE;
const SIZE = SIGNED_SIZE + 32;

const macOf = (mac: Mac, deskId: Uint8Array, signed: Uint8Array): Uint8Array =>
  mac(concat(LABEL, deskId, signed));

/** `grantId`: 64 hex digits. `nonce`: NONCE_SIZE random octets. */
export function makeGrantToken(mac: Mac, deskId: Uint8Array, grantId: string, nonce: Uint8Array): string {
  const signed = concat(Uint8Array.of(VERSION), fromHex(grantId), nonce);
  return toBase64(concat(signed, macOf(mac, deskId, signed)));
}

/** The grant that a token says it is of, whoever made it; null where it has not the form of one. For the log, not for decisions. */
export function claimedGrant(token: string): string | null {
  const bytes = fromBase64(token);
  if (bytes === undefined || bytes.length !== SIZE || bytes[0] !== VERSION) return null;
  return toHex(bytes.subarray(1, 1 + ID_SIZE));
}

/** The grant of a token that this desk made; null for any other text. The token is the caller's: compared in constant time. */
export function grantOfToken(mac: Mac, deskId: Uint8Array, token: string): string | null {
  const id = claimedGrant(token);
  if (id === null) return null;
  const bytes = fromBase64(token)!; // claimedGrant read it
  const wanted = macOf(mac, deskId, bytes.subarray(0, SIGNED_SIZE));
  let difference = 0;
  for (let i = 0; i < wanted.length; i++) difference |= wanted[i]! ^ bytes[SIGNED_SIZE + i]!;
  return difference === 0 ? id : null;
}
