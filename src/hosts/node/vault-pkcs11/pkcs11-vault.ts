/**
 * The Vault over a PKCS#11 module. AES, HMAC and Ed25519 are fast enough to be synchronous (facts.md), so that no other call can come
 * between the steps of one.
 */
import { basename } from 'node:path';
import pkcs11 from 'pkcs11js';
import type { Handle, PKCS11 } from 'pkcs11js';
import { concat, equalBytes, utf8 } from '../../../domain/bytes.ts';
import { specRow, type Algorithm, type KeySpec } from '../../../domain/keys/key-specs.ts';
import {
  VaultError,
  type KeyMaterial,
  type SpecSupport,
  type Vault,
  type VaultDescription,
  type VaultHealth,
  type VaultObject,
  type VersionRef,
} from '../../../domain/ports/vault.ts';
import { inWords, isStaleHandle, VaultStartError } from './errors.ts';
import { asBuffer, Gcm, NONCE_BYTES, TAG_BYTES } from './gcm.ts';
import { DEFAULT_HANDLES, HandleCache } from './handles.ts';
import { CKM_EDDSA, mechanismName, missing, NEEDED, specNeeds, specSupport } from './mechanisms.ts';
import { loadModule, logIn, type Token } from './module.ts';
import { findResidentKeys, listObjects, makeResidentKeys, type ResidentKeys } from './resident-keys.ts';
import { packSealed, sealedData, unpackSealed } from './sealing.ts';
import { SessionPool } from './sessions.ts';
import { TokenGuard } from './token-guard.ts';
import { newWrappedVersion, probeLeak, unwrapVersion, WRAPPED_AES_256_BYTES } from './wrapping.ts';

export interface Pkcs11VaultOptions {
  readonly modulePath: string;
  readonly tokenLabel: string;
  readonly pin: string;
  /** Whether this desk starts for the first time (its store is empty): only then resident keys are made. */
  readonly initialise: boolean;
  /** Unwrapped handles kept in the HSM, 20,000 unless told. */
  readonly handleCacheSize?: number;
  /** Milliseconds since the epoch, for `since` of a lost token. */
  readonly now?: () => number;
}

/**
 * Loads the module, logs in, finds (at a first start: makes) the resident keys and tries the leak. One vault of a module at a time in a
 * process. Throws PinRefusedError or VaultStartError; the module is finalized then, so that it can be tried again.
 */
export async function openPkcs11Vault(options: Pkcs11VaultOptions): Promise<Vault> {
  const module = loadModule(options.modulePath);
  try {
    const token = logIn(module, options.tokenLabel, options.pin);
    const lacks = missing(token.mechanismTypes, NEEDED);
    if (lacks.length > 0)
      throw new VaultStartError(
        'MECHANISM',
        `The token “${token.label}” cannot do ${lacks.join(', ')}, which every desk needs.`,
      );
    if (options.initialise) makeResidentKeys(token);
    const keys = findResidentKeys(token);
    return new Pkcs11Vault(token, keys, options);
  } catch (error) {
    module.C_Finalize();
    if (error instanceof pkcs11.Pkcs11Error)
      throw new VaultStartError(
        'TOKEN',
        `The token “${options.tokenLabel}” cannot be used: ${inWords(error)}.`,
      );
    throw error;
  }
}

const HMAC = { mechanism: pkcs11.CKM_SHA256_HMAC };
const EDDSA = { mechanism: CKM_EDDSA };
/** No UTF-8 text begins with 0xff, so no purpose ever derives what the probe computes. */
const PROBE_MESSAGE = concat(Uint8Array.of(0xff), utf8('keydesk probe'));
const NO_RESIDENT = 'This release has no key versions that are resident in the token.';

/** pkcs11js gives a CK_ULONG as its bytes, in the machine's order: little-endian wherever Node runs PKCS#11. */
const slotText = (slot: Handle): string =>
  slot.length === 8 ? slot.readBigUInt64LE().toString() : String(slot.readUInt32LE());

class Pkcs11Vault implements Vault {
  readonly #pkcs11: PKCS11;
  readonly #token: Token;
  readonly #keys: ResidentKeys;
  readonly #sessions: SessionPool;
  readonly #handles: HandleCache;
  readonly #gcm: Gcm;
  readonly #description: Omit<VaultDescription, 'handles'>;
  readonly #probeAnswer: Uint8Array;
  readonly #guard: TokenGuard;
  /** With an address even when nothing of it is used (`Gcm`). */
  readonly #empty = Buffer.alloc(16).subarray(0, 0);
  /** For small random bytes: native code fills it without V8 having to move a typed array out of its heap. */
  readonly #scratch = Buffer.alloc(1024).subarray();

  constructor(token: Token, keys: ResidentKeys, options: Pkcs11VaultOptions) {
    const { modulePath, handleCacheSize = DEFAULT_HANDLES, now = Date.now } = options;
    this.#pkcs11 = token.pkcs11;
    this.#token = token;
    this.#keys = keys;
    this.#sessions = new SessionPool(token.pkcs11, token.slot);
    this.#handles = new HandleCache(handleCacheSize, (handle) => this.#destroyObject(handle));
    this.#gcm = new Gcm(token.pkcs11, this.#sessions);
    this.#probeAnswer = this.#sign(HMAC, keys.derivation, PROBE_MESSAGE, 32);
    this.#guard = new TokenGuard({ tokenLabel: token.label, askToken: () => this.#askToken(), now });
    this.#description = {
      kind: 'pkcs11',
      module: token.module,
      library: basename(modulePath),
      manufacturer: token.manufacturer,
      firmware: token.firmware,
      slot: slotText(token.slot),
      hardware: token.hardware,
      tokenLabel: token.label,
      tokenSerial: token.serial,
      mechanisms: token.mechanisms,
      needed: NEEDED.map(mechanismName),
      specs: specNeeds(token.label, token.mechanismTypes),
      residentKeys: keys.described,
      leakProbe: this.#sessions.use((session) => probeLeak(token.pkcs11, session, keys.root)),
    };
  }

  supports(spec: KeySpec): SpecSupport {
    return specSupport(spec, this.#token.label, this.#token.mechanismTypes);
  }

  describe(): VaultDescription {
    return {
      ...this.#description,
      handles: { cached: this.#handles.size, limit: this.#handles.limit },
    };
  }

  probe(): VaultHealth {
    return this.#guard.probe();
  }

  generateKey(spec: KeySpec): KeyMaterial {
    const support = this.supports(spec);
    if (!support.supported) throw new VaultError('UNSUPPORTED', support.reason);
    const bytes = this.#guard.call('Generating a key', false, () =>
      this.#sessions.use((session) => newWrappedVersion(this.#pkcs11, session, this.#keys.root)),
    );
    return { residency: 'WRAPPED', spec, bytes };
  }

  destroyKey(version: VersionRef): void {
    if (version.material.residency !== 'WRAPPED') throw new VaultError('UNSUPPORTED', NO_RESIDENT);
    if (!this.#guard.closed) this.#handles.forget(version.id);
  }

  encrypt(
    version: VersionRef,
    algorithm: Algorithm,
    input: { readonly plaintext: Uint8Array; readonly nonce: Uint8Array; readonly aad: Uint8Array },
  ): Uint8Array {
    this.#checkSymmetric(version, algorithm);
    if (input.nonce.length !== NONCE_BYTES)
      throw new VaultError('INTERNAL', `A nonce has ${NONCE_BYTES} bytes, not ${input.nonce.length}.`);
    return this.#withVersion('Encrypting', false, version, (key) =>
      this.#gcm.encrypt(key, input.plaintext, input.nonce, input.aad),
    );
  }

  decrypt(
    version: VersionRef,
    algorithm: Algorithm,
    input: { readonly ciphertext: Uint8Array; readonly nonce: Uint8Array; readonly aad: Uint8Array },
  ): Uint8Array {
    this.#checkSymmetric(version, algorithm);
    if (input.nonce.length !== NONCE_BYTES || input.ciphertext.length < TAG_BYTES)
      throw new VaultError('INVALID_CIPHERTEXT');
    return this.#withVersion('Decrypting', true, version, (key) =>
      this.#gcm.decrypt(key, input.ciphertext, input.nonce, input.aad),
    );
  }

  sign(version: VersionRef, algorithm: Algorithm): Uint8Array {
    throw this.#unsupported(version, algorithm);
  }

  mac(version: VersionRef, algorithm: Algorithm): Uint8Array {
    throw this.#unsupported(version, algorithm);
  }

  agree(version: VersionRef): Uint8Array {
    throw this.#unsupported(version, 'ECDH');
  }

  opens({ material: { bytes, residency, spec } }: VersionRef): boolean {
    if (residency !== 'WRAPPED' || !this.supports(spec).supported || bytes.length !== WRAPPED_AES_256_BYTES)
      return false;
    try {
      this.#guard.call('Unwrapping a key version', true, () =>
        this.#sessions.use((session) => {
          const key = unwrapVersion(this.#pkcs11, session, this.#keys.root, bytes);
          this.#pkcs11.C_DestroyObject(session, key);
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof VaultError && error.code === 'INVALID_CIPHERTEXT') return false;
      throw error;
    }
  }

  objects(): readonly VaultObject[] {
    return this.#guard.call('Listing the objects of the token', false, () =>
      this.#sessions.use((session) => listObjects(this.#token, session)),
    );
  }

  random(length: number): Uint8Array {
    if (!Number.isSafeInteger(length) || length < 0)
      throw new VaultError('INTERNAL', 'A length is an integer of at least 0.');
    if (length === 0) return new Uint8Array(); // SoftHSM: CKR_ARGUMENTS_BAD
    const room = length <= this.#scratch.length ? this.#scratch.subarray(0, length) : Buffer.alloc(length);
    this.#guard.call('Generating random bytes', false, () =>
      this.#sessions.use((session) => this.#pkcs11.C_GenerateRandom(session, room)),
    );
    const out = new Uint8Array(room);
    room.fill(0);
    return out;
  }

  seal(secret: Uint8Array, aad: Uint8Array): Uint8Array {
    const nonce = this.random(NONCE_BYTES);
    const data = sealedData(aad);
    return packSealed(
      nonce,
      this.#guard.call('Sealing', false, () => this.#gcm.encrypt(this.#keys.credential, secret, nonce, data)),
    );
  }

  open(sealed: Uint8Array, aad: Uint8Array): Uint8Array {
    const { nonce, ciphertext } = unpackSealed(sealed);
    const data = sealedData(aad);
    return this.#guard.call('Opening', true, () =>
      this.#gcm.decrypt(this.#keys.credential, ciphertext, nonce, data),
    );
  }

  /** HMAC-SHA-256 of the purpose's UTF-8, computed in the HSM. */
  deriveKey(purpose: string): Uint8Array {
    if (purpose === '' || !purpose.isWellFormed())
      throw new VaultError('INTERNAL', 'A purpose is a well-formed text that is not empty.');
    return this.#guard.call('Deriving a key', false, () =>
      this.#sign(HMAC, this.#keys.derivation, utf8(purpose), 32),
    );
  }

  signLog(message: Uint8Array): Uint8Array {
    return this.#guard.call('Signing', false, () => this.#sign(EDDSA, this.#keys.log, message, 64));
  }

  logPublicKey(): Uint8Array {
    return this.#keys.logPublicKey.slice();
  }

  close(): void {
    if (this.#guard.closed) return;
    this.#guard.close();
    // Closing sessions destroys what they made, closing the last logs out, and finalizing frees the rest; each may fail on a lost token.
    for (const step of [
      () => this.#sessions.close(),
      () => this.#pkcs11.C_Logout(this.#token.owner),
      () => this.#pkcs11.C_CloseSession(this.#token.owner),
      () => this.#pkcs11.C_Finalize(),
    ]) {
      try {
        step();
      } catch {
        // The token is gone; the next step matters all the same.
      }
    }
  }

  #askToken(): void {
    // Cached handles live on the owner session: without it the vault is not whole, whatever else answers.
    this.#pkcs11.C_GetSessionInfo(this.#token.owner);
    const answer = this.#sign(HMAC, this.#keys.derivation, PROBE_MESSAGE, 32);
    // Another token in the same place would answer, with another key.
    if (!equalBytes(answer, this.#probeAnswer))
      throw new VaultError(
        'UNAVAILABLE',
        'the derivation key is not the one that this desk was started with',
      );
  }

  #withVersion<T>(what: string, opens: boolean, version: VersionRef, work: (key: Handle) => T): T {
    return this.#guard.call(what, opens, () => {
      const loan = this.#loan(version);
      try {
        return work(loan.handle);
      } catch (error) {
        if (isStaleHandle(error)) this.#handles.forget(version.id);
        throw error;
      } finally {
        this.#handles.release(loan);
      }
    });
  }

  #loan({ id, material: { bytes } }: VersionRef): { readonly handle: Handle } {
    return this.#handles.acquire(id, bytes, () => {
      // A blob of another length would unwrap to a key of another size.
      if (bytes.length !== WRAPPED_AES_256_BYTES) throw new VaultError('INVALID_CIPHERTEXT');
      return this.#guard.call('Unwrapping a key version', true, () =>
        unwrapVersion(this.#pkcs11, this.#token.owner, this.#keys.root, bytes),
      );
    });
  }

  #sign(mechanism: typeof HMAC, key: Handle, message: Uint8Array, length: number): Uint8Array {
    return this.#sessions.use((session) => {
      this.#pkcs11.C_SignInit(session, mechanism, key);
      const input = message.length === 0 ? this.#empty : asBuffer(message);
      return new Uint8Array(this.#pkcs11.C_Sign(session, input, Buffer.alloc(length)));
    });
  }

  /** A session object that nobody holds: if the token cannot be reached, it dies with the owner session. */
  #destroyObject(handle: Handle): void {
    try {
      this.#pkcs11.C_DestroyObject(this.#token.owner, handle);
    } catch {
      // As above.
    }
  }

  #checkSymmetric(version: VersionRef, algorithm: Algorithm): void {
    const { spec, residency } = version.material;
    if (!this.supports(spec).supported || residency !== 'WRAPPED' || algorithm !== 'SYMMETRIC_DEFAULT')
      throw this.#unsupported(version, algorithm);
  }

  #unsupported({ material: { spec, residency } }: VersionRef, algorithm: Algorithm): VaultError {
    const support = this.supports(spec);
    if (!support.supported) return new VaultError('UNSUPPORTED', support.reason);
    if (residency !== 'WRAPPED') return new VaultError('UNSUPPORTED', NO_RESIDENT);
    return new VaultError('UNSUPPORTED', `A key of spec ${specRow(spec).label} cannot do ${algorithm}.`);
  }
}
