/**
 * The Vault over a PKCS#11 module. AES, HMAC and Ed25519 are fast enough on a software token to be synchronous (facts.md); a module that
 * takes longer is asked in threads (`pace.ts`).
 */
import { basename } from 'node:path';
import pkcs11 from 'pkcs11js';
import type { Handle } from 'pkcs11js';
import type { Gone } from '../../../domain/health/ladder.ts';
import { utf8 } from '../../../domain/bytes.ts';
import { specRow, type Algorithm, type KeySpec } from '../../../domain/keys/key-specs.ts';
import {
  VaultError,
  type KeyMaterial,
  type MaybePromise,
  type SpecSupport,
  type Vault,
  type VaultDescription,
  type VaultHealth,
  type VaultObject,
  type VersionRef,
} from '../../../domain/ports/vault.ts';
import { inWords, VaultStartError } from './errors.ts';
import { NONCE_BYTES, TAG_BYTES } from './gcm.ts';
import { DEFAULT_HANDLES } from './handles.ts';
import { mechanismName, missing, NEEDED, specNeeds, specSupport } from './mechanisms.ts';
import { loadModule, logIn, type Token } from './module.ts';
import { ModuleSide } from './module-side.ts';
import { Pace } from './pace.ts';
import { PinMemory } from './pin-memory.ts';
import { findResidentKeys, makeResidentKeys } from './resident-keys.ts';
import { unpackSealed } from './sealing.ts';
import { TokenGuard } from './token-guard.ts';
import { WRAPPED_AES_256_BYTES } from './wrapping.ts';

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
  /** The PIN as it is written now, for the login after a loss: it may have been changed on the token. `pin` unless told. */
  readonly readPin?: () => string;
  /** The token refused this PIN while the vault was open. */
  readonly onPinRefused?: (pin: string) => void;
  /** Puts what the module needs on disk before it is started anew, and answers what of the token is not there. */
  readonly prepare?: () => Gone | null;
  /** ms until a call that the module does not answer is given up (`TokenGuardOptions`). */
  readonly callDeadlineMs?: number;
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
    return await Promise.resolve(assemble(token, options));
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

const NO_RESIDENT = 'This release has no key versions that are resident in the token.';

/** pkcs11js gives a CK_ULONG as its bytes, in the machine's order: little-endian wherever Node runs PKCS#11. */
const slotText = (slot: Handle): string =>
  slot.length === 8 ? slot.readBigUInt64LE().toString() : String(slot.readUInt32LE());

function assemble(token: Token, options: Pkcs11VaultOptions): Vault {
  const { modulePath, handleCacheSize = DEFAULT_HANDLES, now = Date.now, callDeadlineMs } = options;
  const { slot, label } = token;
  const { described, logPublicKey, ...handles } = findResidentKeys(token);
  const place = { slot, ...handles };
  const side = new ModuleSide(token.pkcs11, handleCacheSize);
  side.attach(place);
  const refused = new PinMemory();
  const guard = new TokenGuard({
    tokenLabel: label,
    tokenSerial: token.serial,
    modulePath,
    handleCacheSize,
    side,
    place,
    owner: token.owner,
    proof: side.prove(logPublicKey),
    pace: new Pace(token.hardware),
    prepare: options.prepare ?? (() => null),
    pin: {
      read: options.readPin ?? (() => options.pin),
      wasRefused: (pin) => refused.has(pin),
      noteRefusal: (pin) => {
        refused.note(pin);
        options.onPinRefused?.(pin);
      },
    },
    now,
    ...(callDeadlineMs === undefined ? {} : { callDeadlineMs }),
  });
  return new Pkcs11Vault(token.mechanismTypes, guard, logPublicKey, handleCacheSize, {
    kind: 'pkcs11',
    module: token.module,
    library: basename(modulePath),
    manufacturer: token.manufacturer,
    firmware: token.firmware,
    slot: slotText(slot),
    hardware: token.hardware,
    tokenLabel: label,
    tokenSerial: token.serial,
    mechanisms: token.mechanisms,
    needed: NEEDED.map(mechanismName),
    specs: specNeeds(label, token.mechanismTypes),
    residentKeys: described,
    leakProbe: side.probeLeak(),
  });
}

type Described = Omit<VaultDescription, 'handles'>;

class Pkcs11Vault implements Vault {
  readonly #mechanisms: ReadonlySet<number>;
  readonly #guard: TokenGuard;
  readonly #logPublicKey: Uint8Array;
  readonly #handleLimit: number;
  readonly #description: Described;

  constructor(
    mechanisms: ReadonlySet<number>,
    guard: TokenGuard,
    logPublicKey: Uint8Array,
    handleLimit: number,
    description: Described,
  ) {
    this.#mechanisms = mechanisms;
    this.#guard = guard;
    this.#logPublicKey = logPublicKey;
    this.#handleLimit = handleLimit;
    this.#description = description;
  }

  supports(spec: KeySpec): SpecSupport {
    return specSupport(spec, this.#description.tokenLabel, this.#mechanisms);
  }

  describe(): VaultDescription {
    return {
      ...this.#description,
      handles: { cached: this.#guard.cached, limit: this.#handleLimit },
    };
  }

  probe(): MaybePromise<VaultHealth> {
    return this.#guard.probe();
  }

  watch(listener: (health: VaultHealth) => void): () => void {
    return this.#guard.watch(listener);
  }

  generateKey(spec: KeySpec): MaybePromise<KeyMaterial> {
    const support = this.supports(spec);
    if (!support.supported) throw new VaultError('UNSUPPORTED', support.reason);
    const material = (bytes: Uint8Array): KeyMaterial => ({ residency: 'WRAPPED', spec, bytes });
    const bytes = this.#guard.call('Generating a key', false, 'generate');
    return bytes instanceof Promise ? bytes.then(material) : material(bytes);
  }

  destroyKey(version: VersionRef): MaybePromise<void> {
    if (version.material.residency !== 'WRAPPED') throw new VaultError('UNSUPPORTED', NO_RESIDENT);
    return this.#guard.forget(version.id);
  }

  encrypt(
    version: VersionRef,
    algorithm: Algorithm,
    input: { readonly plaintext: Uint8Array; readonly nonce: Uint8Array; readonly aad: Uint8Array },
  ): MaybePromise<Uint8Array> {
    this.#checkSymmetric(version, algorithm);
    if (input.nonce.length !== NONCE_BYTES)
      throw new VaultError('INTERNAL', `A nonce has ${NONCE_BYTES} bytes, not ${input.nonce.length}.`);
    const { plaintext, nonce, aad } = input;
    return this.#guard.call(
      'Encrypting',
      false,
      'encrypt',
      version.id,
      version.material.bytes,
      plaintext,
      nonce,
      aad,
    );
  }

  decrypt(
    version: VersionRef,
    algorithm: Algorithm,
    input: { readonly ciphertext: Uint8Array; readonly nonce: Uint8Array; readonly aad: Uint8Array },
  ): MaybePromise<Uint8Array> {
    this.#checkSymmetric(version, algorithm);
    if (input.nonce.length !== NONCE_BYTES || input.ciphertext.length < TAG_BYTES)
      throw new VaultError('INVALID_CIPHERTEXT');
    const { ciphertext, nonce, aad } = input;
    return this.#guard.call(
      'Decrypting',
      true,
      'decrypt',
      version.id,
      version.material.bytes,
      ciphertext,
      nonce,
      aad,
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

  opens({ material: { bytes, residency, spec } }: VersionRef): MaybePromise<boolean> {
    if (residency !== 'WRAPPED' || !this.supports(spec).supported || bytes.length !== WRAPPED_AES_256_BYTES)
      return false;
    const closed = (error: unknown): boolean => {
      if (error instanceof VaultError && error.code === 'INVALID_CIPHERTEXT') return false;
      throw error;
    };
    try {
      const opened = this.#guard.call('Unwrapping a key version', true, 'opens', bytes);
      return opened instanceof Promise ? opened.then(() => true, closed) : true;
    } catch (error) {
      return closed(error);
    }
  }

  objects(): MaybePromise<readonly VaultObject[]> {
    return this.#guard.call('Listing the objects of the token', false, 'objects');
  }

  random(length: number): MaybePromise<Uint8Array> {
    if (!Number.isSafeInteger(length) || length < 0)
      throw new VaultError('INTERNAL', 'A length is an integer of at least 0.');
    return length === 0
      ? new Uint8Array()
      : this.#guard.call('Generating random bytes', false, 'random', length);
  }

  seal(secret: Uint8Array, aad: Uint8Array): MaybePromise<Uint8Array> {
    return this.#guard.call('Sealing', false, 'seal', secret, aad);
  }

  open(sealed: Uint8Array, aad: Uint8Array): MaybePromise<Uint8Array> {
    unpackSealed(sealed); // what is no sealed secret is no question for the token
    return this.#guard.call('Opening', true, 'open', sealed, aad);
  }

  /** HMAC-SHA-256 of the purpose's UTF-8, computed in the HSM. */
  deriveKey(purpose: string): MaybePromise<Uint8Array> {
    if (purpose === '' || !purpose.isWellFormed())
      throw new VaultError('INTERNAL', 'A purpose is a well-formed text that is not empty.');
    return this.#guard.call('Deriving a key', false, 'hmac', utf8(purpose));
  }

  signLog(message: Uint8Array): MaybePromise<Uint8Array> {
    return this.#guard.call('Signing', false, 'signLog', message);
  }

  logPublicKey(): Uint8Array {
    return this.#logPublicKey.slice();
  }

  close(): Promise<void> {
    return this.#guard.close();
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
