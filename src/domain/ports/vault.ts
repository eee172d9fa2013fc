import type { Lost, Recovery } from '../health/ladder.ts';
import type { KeySpec, Algorithm } from '../keys/key-specs.ts';

/** A value, or a promise of it: fast HSM calls are synchronous, slow ones and WebCrypto are not. */
export type MaybePromise<T> = T | Promise<T>;

/** What a vault in the page calls itself: no HSM, and a console that shows it must not say so. */
export const BROWSER_MODULE = 'WebCrypto of this browser';

/** Where the material of a key version lives (design.md, "Keys, and where they live"). */
export type Residency = 'WRAPPED' | 'RESIDENT';

/**
 * What the store keeps of a key version's material. For WRAPPED `bytes` is the wrapped key (never usable without the vault's
 * root key); for RESIDENT it is the vault's own object id. Neither is secret in the clear, neither is ever sent to a client.
 */
export interface KeyMaterial {
  readonly residency: Residency;
  readonly spec: KeySpec;
  readonly bytes: Uint8Array;
  /** SPKI DER, for asymmetric specs only. */
  readonly publicKey?: Uint8Array;
}

/** A key version as the vault sees it. `id` is unique for ever (`<key uuid>/<version>`), so that handles can be cached by it. */
export interface VersionRef {
  readonly id: string;
  readonly material: KeyMaterial;
}

export type SpecSupport =
  { readonly supported: true } | { readonly supported: false; readonly reason: string };

export interface Mechanism {
  readonly name: string;
  readonly minBits: number;
  readonly maxBits: number;
}

/** What the resident keys are for; each desk has one of each. */
export const RESIDENT_ROLES = ['root', 'derivation', 'credential', 'log'] as const;
export type ResidentRole = (typeof RESIDENT_ROLES)[number];

/** A key that never leaves the vault, as the vault itself describes it. Names and yes-or-no facts, never secrets. */
export interface ResidentKey {
  readonly role: ResidentRole;
  readonly label: string;
  readonly objectClass: 'secret key' | 'private key';
  /** `AES-256`, `Ed25519`. */
  readonly keyType: string;
  /** First bytes of a digest over the public key, or the key's check value, in hex; '' where the vault shows none. */
  readonly fingerprint: string;
  /** What the vault answers about it (`CKA_NEVER_EXTRACTABLE`); null where it has no such attribute. */
  readonly attributes: readonly { readonly name: string; readonly value: boolean | null }[];
}

/** Something that the vault keeps for good: a resident key, or what somebody else put there. Names only. */
export interface VaultObject {
  readonly label: string;
  readonly objectClass: 'secret key' | 'private key' | 'public key' | 'other';
  /** Hex. A RESIDENT version is found by it: its material's bytes. */
  readonly id: string;
  /** Null: none of the resident keys. */
  readonly role: ResidentRole | null;
}

/** What a key spec asks of the vault. */
export interface SpecNeeds {
  readonly spec: KeySpec;
  readonly support: SpecSupport;
  /** Names of mechanisms; empty where no standard has one. */
  readonly mechanisms: readonly string[];
}

/** What is known of the module behind the vault; shown on the Vault page and in errors. Works while the token is lost. */
export interface VaultDescription {
  readonly kind: 'pkcs11' | 'webcrypto';
  /** Manufacturer, model and library version, e.g. `SoftHSM v2 2.6`. */
  readonly module: string;
  /** File name of the library, without its folder. */
  readonly library: string;
  readonly manufacturer: string;
  readonly firmware: string;
  /** The slot as the module numbers it. */
  readonly slot: string;
  /** Whether the module says that a device stands behind the slot (CKF_HW_SLOT). Its word, not a proof. */
  readonly hardware: boolean;
  readonly tokenLabel: string;
  readonly tokenSerial: string;
  readonly mechanisms: readonly Mechanism[];
  /** What every desk needs of a vault, whatever keys it manages. */
  readonly needed: readonly string[];
  /** Every key spec, in the order of the table. */
  readonly specs: readonly SpecNeeds[];
  readonly residentKeys: readonly ResidentKey[];
  /** Unwrapped key versions that the vault holds open now, and the most that it keeps while nobody uses them. */
  readonly handles: { readonly cached: number; readonly limit: number };
  /** The result of the leak probe made at start (`refused` is the good one). */
  readonly leakProbe: 'refused' | 'leaked' | 'not-possible-here';
}

export type VaultHealth =
  | {
      readonly state: 'ready';
      readonly latencyMs: number;
      /** ms since the epoch: since when its calls take so long that they are made beside the others; null when they do not. */
      readonly slowSince: number | null;
      readonly lastRecovery: Recovery | null;
    }
  | {
      readonly state: 'lost';
      readonly since: number;
      readonly reason: string;
      /** Where it stands on its way back; null when there is none (a vault that was closed). */
      readonly ladder: Lost | null;
    };

/**
 * - `INVALID_CIPHERTEXT`: the tag, the wrapped blob or the additional data does not fit. Never says which.
 * - `UNAVAILABLE`: the token cannot be reached; nothing was done, also not after the one climb that the call waited for. The caller may
 *   try again later. Never said as anything else: a lost token is not a bad ciphertext.
 * - `UNSUPPORTED`: this vault cannot do this spec or algorithm (as `supports` says).
 * - `INTERNAL`: anything else; `message` names the CKR code, never data.
 */
export type VaultErrorCode = 'INVALID_CIPHERTEXT' | 'UNAVAILABLE' | 'UNSUPPORTED' | 'INTERNAL';

export class VaultError extends Error {
  readonly code: VaultErrorCode;
  constructor(code: VaultErrorCode, message: string = code) {
    super(message);
    this.name = 'VaultError';
    this.code = code;
  }
}

/**
 * The HSM, as the rest of Keydesk sees it. Plain keys never cross this interface: material goes in and comes out wrapped or as
 * an object id. Every method throws (or rejects with) VaultError only. Inputs are never kept or changed; results are fresh
 * buffers of the caller's own. `bytes` lengths are octets.
 */
export interface Vault {
  /** Known from the token's mechanism list, not assumed. Synchronous and cheap. */
  supports(spec: KeySpec): SpecSupport;
  describe(): VaultDescription;
  /** Uses a token object, so that a lost token is noticed. The vault finds the way back by itself; this only asks and tells. */
  probe(): MaybePromise<VaultHealth>;
  /**
   * `listener` hears when the vault is lost and when it is back, once each, before any call that waited for it goes on. What is returned
   * ends that.
   */
  watch(listener: (health: VaultHealth) => void): () => void;

  /** New material inside the HSM. For WRAPPED nothing stays in the token. */
  generateKey(spec: KeySpec): MaybePromise<KeyMaterial>;
  /** Destroys a RESIDENT object (idempotent) and drops cached handles of this version; for WRAPPED only the latter. */
  destroyKey(version: VersionRef): MaybePromise<void>;

  /**
   * AES-256-GCM with the given 12-byte nonce and additional data; answers ciphertext ‖ 16-byte tag.
   * For other algorithms (RSAES_OAEP_*) nonce and aad are empty.
   */
  encrypt(
    version: VersionRef,
    algorithm: Algorithm,
    input: { readonly plaintext: Uint8Array; readonly nonce: Uint8Array; readonly aad: Uint8Array },
  ): MaybePromise<Uint8Array>;
  decrypt(
    version: VersionRef,
    algorithm: Algorithm,
    input: { readonly ciphertext: Uint8Array; readonly nonce: Uint8Array; readonly aad: Uint8Array },
  ): MaybePromise<Uint8Array>;
  /** Signature over a message or digest; raw r‖s becomes DER inside. */
  sign(
    version: VersionRef,
    algorithm: Algorithm,
    message: Uint8Array,
    form: 'RAW' | 'DIGEST',
  ): MaybePromise<Uint8Array>;
  mac(version: VersionRef, algorithm: Algorithm, message: Uint8Array): MaybePromise<Uint8Array>;
  /** ECDH: raw x-coordinate, padded to the field size. */
  agree(version: VersionRef, peerPublicKey: Uint8Array): MaybePromise<Uint8Array>;

  /**
   * Whether the version's material still opens: tried anew, past every handle that is held, and let go of. Spends no nonce. Throws
   * UNAVAILABLE when the vault cannot be asked.
   */
  opens(version: VersionRef): MaybePromise<boolean>;
  /** All that the vault keeps for good, its own resident keys too. */
  objects(): MaybePromise<readonly VaultObject[]>;

  /** From the HSM's generator. */
  random(length: number): MaybePromise<Uint8Array>;

  /** Seals a secret under the credential key; `aad` binds it to its owner. Opening with another `aad` is INVALID_CIPHERTEXT. */
  seal(secret: Uint8Array, aad: Uint8Array): MaybePromise<Uint8Array>;
  open(sealed: Uint8Array, aad: Uint8Array): MaybePromise<Uint8Array>;

  /** 32 bytes derived from the resident derivation key for `purpose`: the same at every start. Held in memory by the caller. */
  deriveKey(purpose: string): MaybePromise<Uint8Array>;

  /** Ed25519 over the bytes, by the log-signing key: 64 bytes. */
  signLog(message: Uint8Array): MaybePromise<Uint8Array>;
  /** Raw 32-byte Ed25519 public key of the log. Known since start, so it works while the token is lost. */
  logPublicKey(): Uint8Array;

  /** Waits for calls in flight, logs out and finalizes. */
  close(): MaybePromise<void>;
}
