/** What a module says (CKR_*), in the port's words. Messages name the code, never data. */
import pkcs11 from 'pkcs11js';
import { VaultError } from '../../../domain/ports/vault.ts';

/**
 * - `gone`: the token certainly cannot be reached.
 * - `data`: what went in does not fit (said by modules that say it).
 * - `unclear`: SoftHSM answers CKR_GENERAL_ERROR to a tampered ciphertext, a wrong AAD, a tampered wrapped key *and* a lost token.
 * - `other`: asked wrongly, or the module failed. Probed like the unclear ones, but never taken for bad data.
 */
export type Meaning = 'gone' | 'data' | 'unclear' | 'other';

const CODES: Readonly<Record<number, readonly [name: string, words: string, meaning: Meaning]>> = {
  0x02: ['CKR_HOST_MEMORY', 'the module ran out of memory', 'other'],
  0x05: ['CKR_GENERAL_ERROR', 'the module failed without a reason', 'unclear'],
  0x06: ['CKR_FUNCTION_FAILED', 'the call could not be carried out', 'unclear'],
  0x07: ['CKR_ARGUMENTS_BAD', 'the module does not accept the arguments', 'other'],
  0x10: ['CKR_ATTRIBUTE_READ_ONLY', 'an attribute cannot be set', 'other'],
  0x11: ['CKR_ATTRIBUTE_SENSITIVE', 'an attribute may not be read', 'other'],
  0x12: ['CKR_ATTRIBUTE_TYPE_INVALID', 'the module does not know an attribute', 'other'],
  0x13: ['CKR_ATTRIBUTE_VALUE_INVALID', 'the module refuses the value of an attribute', 'other'],
  0x20: ['CKR_DATA_INVALID', 'the data do not fit', 'data'],
  0x21: ['CKR_DATA_LEN_RANGE', 'the data have a wrong length', 'data'],
  0x30: ['CKR_DEVICE_ERROR', 'the token or slot has a problem', 'other'],
  0x31: ['CKR_DEVICE_MEMORY', 'the token is full', 'other'],
  0x32: ['CKR_DEVICE_REMOVED', 'the token was removed', 'gone'],
  0x40: ['CKR_ENCRYPTED_DATA_INVALID', 'the ciphertext does not fit', 'data'],
  0x41: ['CKR_ENCRYPTED_DATA_LEN_RANGE', 'the ciphertext has a wrong length', 'data'],
  0x42: ['CKR_AEAD_DECRYPT_FAILED', 'the authentication tag does not fit', 'data'],
  0x60: ['CKR_KEY_HANDLE_INVALID', 'the key is no longer there', 'other'],
  0x62: ['CKR_KEY_SIZE_RANGE', 'the key has a wrong size', 'other'],
  0x63: ['CKR_KEY_TYPE_INCONSISTENT', 'the key is of another type', 'other'],
  0x68: ['CKR_KEY_FUNCTION_NOT_PERMITTED', 'the key may not be used for this', 'other'],
  0x69: ['CKR_KEY_NOT_WRAPPABLE', 'the key cannot be wrapped', 'other'],
  0x6a: ['CKR_KEY_UNEXTRACTABLE', 'the key may not leave the token', 'other'],
  0x70: ['CKR_MECHANISM_INVALID', 'the module cannot do this mechanism', 'other'],
  0x71: ['CKR_MECHANISM_PARAM_INVALID', 'the module refuses the parameters of the mechanism', 'other'],
  0x82: ['CKR_OBJECT_HANDLE_INVALID', 'the object is no longer there', 'other'],
  0x90: ['CKR_OPERATION_ACTIVE', 'the session was left in the middle of another operation', 'other'],
  0xa0: ['CKR_PIN_INCORRECT', 'the PIN is wrong', 'other'],
  0xa1: ['CKR_PIN_INVALID', 'the PIN has characters that the token does not take', 'other'],
  0xa2: ['CKR_PIN_LEN_RANGE', 'the PIN is too short or too long for the token', 'other'],
  0xa3: ['CKR_PIN_EXPIRED', 'the PIN has expired', 'other'],
  0xa4: ['CKR_PIN_LOCKED', 'the PIN is locked after too many wrong ones', 'other'],
  0xb0: ['CKR_SESSION_CLOSED', 'the session was closed under us', 'gone'],
  0xb1: ['CKR_SESSION_COUNT', 'the token has no free session', 'other'],
  0xb3: ['CKR_SESSION_HANDLE_INVALID', 'the session is no longer there', 'other'],
  0xd0: ['CKR_TEMPLATE_INCOMPLETE', 'the module misses an attribute', 'other'],
  0xd1: ['CKR_TEMPLATE_INCONSISTENT', 'the module refuses the attributes together', 'other'],
  0xe0: ['CKR_TOKEN_NOT_PRESENT', 'no token is in the slot', 'gone'],
  0xe1: ['CKR_TOKEN_NOT_RECOGNIZED', 'the module does not recognise the token', 'gone'],
  0xe2: ['CKR_TOKEN_WRITE_PROTECTED', 'the token cannot be written', 'other'],
  0xf0: ['CKR_UNWRAPPING_KEY_HANDLE_INVALID', 'the root wrapping key is no longer there', 'other'],
  0x101: ['CKR_USER_NOT_LOGGED_IN', 'the token has logged this desk out', 'gone'],
  0x102: ['CKR_USER_PIN_NOT_INITIALIZED', 'the token has no user PIN yet', 'other'],
  0x110: ['CKR_WRAPPED_KEY_INVALID', 'the wrapped key does not fit', 'data'],
  0x112: ['CKR_WRAPPED_KEY_LEN_RANGE', 'the wrapped key has a wrong length', 'data'],
  0x113: ['CKR_WRAPPING_KEY_HANDLE_INVALID', 'the root wrapping key is no longer there', 'other'],
  0x190: ['CKR_CRYPTOKI_NOT_INITIALIZED', 'the module is no longer initialised', 'gone'],
  0x191: ['CKR_CRYPTOKI_ALREADY_INITIALIZED', 'the module is already in use by this process', 'other'],
};

const HANDLE_INVALID: ReadonlySet<number> = new Set([
  pkcs11.CKR_KEY_HANDLE_INVALID,
  pkcs11.CKR_OBJECT_HANDLE_INVALID,
]);
const PIN_REFUSED: ReadonlySet<number> = new Set([0xa0, 0xa1, 0xa2, 0xa3, 0xa4]);

/** The CKR_* number that a pkcs11js call threw; undefined for any other error. */
export const ckr = (error: unknown): number | undefined =>
  error instanceof pkcs11.Pkcs11Error ? error.code : undefined;

/** Does the error say that a key's handle is stale? Then it must not be used again. */
export const isStaleHandle = (error: unknown): boolean => HANDLE_INVALID.has(ckr(error) ?? 0);
export const isPinRefused = (error: unknown): boolean => PIN_REFUSED.has(ckr(error) ?? 0);

/** `the PIN is locked after too many wrong ones (CKR_PIN_LOCKED)`. */
export function inWords(error: unknown): string {
  if (error instanceof VaultError) return error.message;
  const code = ckr(error);
  // Not a CKR: pkcs11js's own complaint about a call. Its text may quote arguments, so only its kind is told.
  if (code === undefined)
    return `the PKCS#11 binding failed (${error instanceof Error ? error.name : typeof error})`;
  const known = CODES[code];
  return known === undefined
    ? `the module answered CKR 0x${code.toString(16).padStart(8, '0')}`
    : `${known[1]} (${known[0]})`;
}

/** A step inside of a call failed that authenticates what went in while the call itself may not, or the other way round. */
export class InStep extends Error {
  readonly what: string;
  readonly opens: boolean;
  readonly error: unknown;
  /** As in `failureOf`. */
  constructor(what: string, opens: boolean, error: unknown) {
    super(what);
    this.name = 'InStep';
    this.what = what;
    this.opens = opens;
    this.error = error;
  }
}

/** What a failed call says by itself, before the token is probed. */
export interface Failure {
  readonly meaning: Meaning;
  /** Whether the call authenticates what went in (decrypt, unwrap): only then an unclear answer can mean tampered data. */
  readonly opens: boolean;
  /** A session or handle is stale, or the token says that it was gone: the same call may go through on a new session. */
  readonly again: boolean;
  /** E.g. `Decrypting failed: the module failed without a reason (CKR_GENERAL_ERROR).` */
  readonly sentence: string;
}

const STALE: ReadonlySet<number> = new Set([
  ...HANDLE_INVALID,
  pkcs11.CKR_SESSION_HANDLE_INVALID,
  pkcs11.CKR_UNWRAPPING_KEY_HANDLE_INVALID,
  pkcs11.CKR_WRAPPING_KEY_HANDLE_INVALID,
  pkcs11.CKR_OPERATION_ACTIVE,
]);

/** @param what begins the sentence, e.g. `Decrypting`. */
export function failureOf(thrown: unknown, what: string, opens: boolean): Failure {
  if (thrown instanceof InStep) return failureOf(thrown.error, thrown.what, thrown.opens);
  const code = ckr(thrown) ?? 0;
  const meaning = CODES[code]?.[2] ?? 'other';
  return {
    meaning,
    opens,
    again: meaning === 'gone' || STALE.has(code),
    sentence: `${what} failed: ${inWords(thrown)}.`,
  };
}

/**
 * What the caller is told, once it is known whether the token answers. A wrong verdict would be worst where the token was lost and the
 * caller heard that its ciphertext is bad: so an unclear answer means bad data only when the whole token answers.
 */
export function judge({ meaning, opens, sentence }: Failure, reachable: boolean): VaultError {
  if (opens && meaning === 'data') return new VaultError('INVALID_CIPHERTEXT');
  if (meaning === 'gone' || !reachable)
    return new VaultError('UNAVAILABLE', `The token cannot be reached. ${sentence}`);
  if (opens && meaning === 'unclear') return new VaultError('INVALID_CIPHERTEXT');
  return new VaultError('INTERNAL', sentence);
}

/**
 * Why a vault could not be opened.
 * - `MODULE`: the library cannot be loaded or initialised.
 * - `TOKEN`: no token, or more than one, has the label; or it has no user PIN.
 * - `MECHANISM`: the token cannot do what every desk needs.
 * - `KEYS_MISSING`: not a first start, and a resident key is not there. Never mended by making a new one: the old one is what opens the desk's keys.
 * - `KEYS_UNFIT`: a resident key is there twice, in half, or with other attributes than the table's.
 * - `PIN`: its file is missing or empty: nothing was tried.
 * - `FILES`: the token's own files (SoftHSM) are incomplete or cannot be made.
 */
export type VaultStartErrorCode =
  | 'MODULE'
  | 'TOKEN'
  | 'MECHANISM'
  | 'KEYS_MISSING'
  | 'KEYS_UNFIT'
  | 'PIN'
  | 'FILES';

export class VaultStartError extends Error {
  readonly code: VaultStartErrorCode;
  constructor(code: VaultStartErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'VaultStartError';
    this.code = code;
  }
}

/** The token refused the PIN. Trying the same one again may lock it: the caller leaves a marker and does not. */
export class PinRefusedError extends Error {
  /** `error` is what the module said; null when the PIN was not tried, because the token refused it before. */
  constructor(tokenLabel: string, error: unknown, advice = '') {
    const why = error === null ? 'at an earlier start, so it was not tried again' : `: ${inWords(error)}`;
    super(`The token “${tokenLabel}” refused the PIN${error === null ? ' ' : ''}${why}.${advice}`);
    this.name = 'PinRefusedError';
  }

  /** The same, said in another thread. */
  static of(message: string): PinRefusedError {
    const error = new PinRefusedError('', null);
    error.message = message;
    return error;
  }
}
