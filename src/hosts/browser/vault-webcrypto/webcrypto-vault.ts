/**
 * The Vault on a browser's WebCrypto. It keeps the promise that matters here: key material is made in it, leaves it wrapped only, and
 * its resident keys cannot be read. What it cannot be is a boundary: a script in the page may use the keys. So it is the demo's.
 */
import { concat, equalBytes, utf8 } from '../../../domain/bytes.ts';
import { KEY_SPEC_NAMES, KEY_SPECS, type Algorithm, type KeySpec } from '../../../domain/keys/key-specs.ts';
import {
  BROWSER_MODULE,
  VaultError,
  type KeyMaterial,
  type Mechanism,
  type ResidentKey,
  type SpecNeeds,
  type SpecSupport,
  type Vault,
  type VaultDescription,
  type VaultHealth,
  type VaultObject,
  type VersionRef,
} from '../../../domain/ports/vault.ts';
import { describeResidentKeys, makeResidentKeys, type KeyShelf, type ResidentKeys } from './resident-keys.ts';

type Bytes = Uint8Array<ArrayBuffer>;

const NONCE_BYTES = 12;
const TAG_BITS = 128;
/** RFC 3394 of 32 bytes. */
const WRAPPED_BYTES = 40;
/** Most that `getRandomValues` gives at once. */
const RANDOM_BYTES = 65_536;
const MOST_RANDOM = 16 * 1024 * 1024;

const MECHANISMS: readonly Mechanism[] = [
  { name: 'AES-GCM', minBits: 128, maxBits: 256 },
  { name: 'AES-KW', minBits: 128, maxBits: 256 },
  { name: 'Ed25519', minBits: 256, maxBits: 256 },
  { name: 'HMAC', minBits: 8, maxBits: 4096 },
];

function support(spec: KeySpec): SpecSupport {
  return spec === 'SYMMETRIC_DEFAULT'
    ? { supported: true }
    : {
        supported: false,
        reason: `${KEY_SPECS[spec].label} keys are not managed by this release, which manages symmetric keys only.`,
      };
}

const SPECS: readonly SpecNeeds[] = KEY_SPEC_NAMES.map((spec) => ({
  spec,
  support: support(spec),
  mechanisms: support(spec).supported ? ['AES-GCM', 'AES-KW'] : [],
}));

const unavailable = (): VaultError => new VaultError('UNAVAILABLE', 'The vault is closed.');
const internal = (message: string): VaultError => new VaultError('INTERNAL', message);
const gcm = (nonce: Bytes, additionalData: Bytes) => ({
  name: 'AES-GCM',
  iv: nonce,
  additionalData,
  tagLength: TAG_BITS,
});
/** A copy: a caller may change its bytes while they are waited for. */
const own = (bytes: Uint8Array): Bytes => new Uint8Array(bytes);
const fresh = (buffer: ArrayBuffer): Uint8Array => new Uint8Array(buffer);

interface Held {
  readonly wrapped: Uint8Array;
  readonly key: Promise<CryptoKey>;
}

class WebCryptoVault implements Vault {
  readonly #keys: ResidentKeys;
  readonly #publicKey: Bytes;
  readonly #resident: readonly ResidentKey[];
  readonly #leakProbe: VaultDescription['leakProbe'];
  readonly #limit: number;
  readonly #now: () => number;
  /** Unwrapped versions by id, oldest use first. */
  readonly #held = new Map<string, Held>();
  #closedAt: number | null = null;

  constructor(
    keys: ResidentKeys,
    known: {
      readonly publicKey: Bytes;
      readonly resident: readonly ResidentKey[];
      readonly leakProbe: VaultDescription['leakProbe'];
    },
    { handles, now }: { readonly handles: number; readonly now: () => number },
  ) {
    this.#keys = keys;
    this.#publicKey = known.publicKey;
    this.#resident = known.resident;
    this.#leakProbe = known.leakProbe;
    this.#limit = handles;
    this.#now = now;
  }

  supports(spec: KeySpec): SpecSupport {
    return support(spec);
  }

  describe(): VaultDescription {
    return {
      kind: 'webcrypto',
      module: BROWSER_MODULE,
      library: 'WebCrypto',
      manufacturer: 'this browser',
      firmware: '',
      slot: '',
      hardware: false,
      tokenLabel: 'this browser',
      tokenSerial: '',
      mechanisms: MECHANISMS,
      needed: MECHANISMS.map(({ name }) => name),
      specs: SPECS,
      residentKeys: this.#resident,
      handles: { cached: this.#held.size, limit: this.#limit },
      leakProbe: this.#leakProbe,
    };
  }

  /** Nothing takes a key away from the page while it is open. */
  watch(): () => void {
    return () => undefined;
  }

  async probe(): Promise<VaultHealth> {
    if (this.#closedAt !== null)
      return { state: 'lost', since: this.#closedAt, reason: 'The vault is closed.', ladder: null };
    const began = this.#now();
    await this.deriveKey('keydesk probe');
    return {
      state: 'ready',
      latencyMs: Math.max(0, this.#now() - began),
      slowSince: null,
      lastRecovery: null,
    };
  }

  async generateKey(spec: KeySpec): Promise<KeyMaterial> {
    this.#check(spec);
    // Extractable, since only then it can be wrapped; it is let go of with this call.
    const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, [
      'encrypt',
      'decrypt',
    ]);
    const bytes = fresh(await crypto.subtle.wrapKey('raw', key, this.#keys.root, 'AES-KW'));
    return { residency: 'WRAPPED', spec, bytes };
  }

  destroyKey({ id }: VersionRef): void {
    this.#held.delete(id);
  }

  async encrypt(
    version: VersionRef,
    algorithm: Algorithm,
    input: { readonly plaintext: Uint8Array; readonly nonce: Uint8Array; readonly aad: Uint8Array },
  ): Promise<Uint8Array> {
    this.#check(version.material.spec, algorithm);
    if (input.nonce.length !== NONCE_BYTES) throw internal('The nonce has not 96 bits.');
    const [plaintext, how] = [own(input.plaintext), gcm(own(input.nonce), own(input.aad))];
    return fresh(await crypto.subtle.encrypt(how, await this.#keyOf(version), plaintext));
  }

  async decrypt(
    version: VersionRef,
    algorithm: Algorithm,
    input: { readonly ciphertext: Uint8Array; readonly nonce: Uint8Array; readonly aad: Uint8Array },
  ): Promise<Uint8Array> {
    this.#check(version.material.spec, algorithm);
    if (input.nonce.length !== NONCE_BYTES) throw new VaultError('INVALID_CIPHERTEXT');
    const [ciphertext, how] = [own(input.ciphertext), gcm(own(input.nonce), own(input.aad))];
    const key = await this.#keyOf(version);
    return fresh(await opening(crypto.subtle.decrypt(how, key, ciphertext)));
  }

  sign(version: VersionRef): Promise<Uint8Array> {
    return this.#refuse(version);
  }
  mac(version: VersionRef): Promise<Uint8Array> {
    return this.#refuse(version);
  }
  agree(version: VersionRef): Promise<Uint8Array> {
    return this.#refuse(version);
  }

  random(length: number): Uint8Array {
    this.#open();
    if (!Number.isInteger(length) || length < 0 || length > MOST_RANDOM)
      throw internal(`A length of ${length} cannot be made.`);
    const bytes = new Uint8Array(length);
    for (let at = 0; at < length; at += RANDOM_BYTES)
      crypto.getRandomValues(bytes.subarray(at, at + RANDOM_BYTES));
    return bytes;
  }

  async seal(secret: Uint8Array, aad: Uint8Array): Promise<Uint8Array> {
    this.#open();
    const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
    const sealed = await crypto.subtle.encrypt(gcm(nonce, own(aad)), this.#keys.credential, own(secret));
    return concat(nonce, fresh(sealed));
  }

  async open(sealed: Uint8Array, aad: Uint8Array): Promise<Uint8Array> {
    this.#open();
    if (sealed.length < NONCE_BYTES + TAG_BITS / 8) throw new VaultError('INVALID_CIPHERTEXT');
    const how = gcm(own(sealed.subarray(0, NONCE_BYTES)), own(aad));
    const ciphertext = own(sealed.subarray(NONCE_BYTES));
    return fresh(await opening(crypto.subtle.decrypt(how, this.#keys.credential, ciphertext)));
  }

  async deriveKey(purpose: string): Promise<Uint8Array> {
    this.#open();
    if (purpose === '' || !purpose.isWellFormed()) throw internal('A key is derived for a purpose.');
    return fresh(await crypto.subtle.sign('HMAC', this.#keys.derivation, own(utf8(purpose))));
  }

  async signLog(message: Uint8Array): Promise<Uint8Array> {
    this.#open();
    return fresh(await crypto.subtle.sign('Ed25519', this.#keys.log.privateKey, own(message)));
  }

  logPublicKey(): Uint8Array {
    return this.#publicKey.slice();
  }

  close(): void {
    this.#closedAt ??= this.#now();
    this.#held.clear();
  }

  #open(): void {
    if (this.#closedAt !== null) throw unavailable();
  }

  /** Is this for a symmetric key, and does it ask for what one can do? */
  #check(spec: KeySpec, algorithm: Algorithm = 'SYMMETRIC_DEFAULT'): void {
    this.#open();
    const given = support(spec);
    if (!given.supported) throw new VaultError('UNSUPPORTED', given.reason);
    if (algorithm !== 'SYMMETRIC_DEFAULT')
      throw new VaultError('UNSUPPORTED', `A symmetric key cannot do ${algorithm}.`);
  }

  async #refuse({ material }: VersionRef): Promise<never> {
    this.#check(material.spec);
    throw new VaultError('UNSUPPORTED', 'A symmetric key encrypts and decrypts, and does nothing else.');
  }

  async opens({ material: { bytes, residency, spec } }: VersionRef): Promise<boolean> {
    this.#open();
    if (residency !== 'WRAPPED' || !support(spec).supported || bytes.length !== WRAPPED_BYTES) return false;
    try {
      await crypto.subtle.unwrapKey('raw', own(bytes), this.#keys.root, 'AES-KW', 'AES-GCM', false, [
        'decrypt',
      ]);
      return true;
    } catch {
      return false;
    }
  }

  objects(): readonly VaultObject[] {
    this.#open();
    return this.describe().residentKeys.map(({ label, objectClass, role }) => ({
      label,
      objectClass,
      id: '',
      role,
    }));
  }

  /** The unwrapped key of a version: another blob under the same id never meets it. */
  async #keyOf({ id, material }: VersionRef): Promise<CryptoKey> {
    const known = this.#held.get(id);
    if (known !== undefined && equalBytes(known.wrapped, material.bytes)) {
      this.#held.delete(id);
      this.#held.set(id, known);
      return known.key;
    }
    if (material.bytes.length !== WRAPPED_BYTES) throw new VaultError('INVALID_CIPHERTEXT');
    const wrapped = own(material.bytes);
    const key = opening(
      crypto.subtle.unwrapKey('raw', wrapped, this.#keys.root, 'AES-KW', 'AES-GCM', false, [
        'encrypt',
        'decrypt',
      ]),
    );
    const held: Held = { wrapped, key };
    this.#held.set(id, held);
    for (const oldest of this.#held.keys()) {
      if (this.#held.size <= this.#limit) break;
      this.#held.delete(oldest);
    }
    try {
      return await key;
    } catch (error) {
      if (this.#held.get(id) === held) this.#held.delete(id);
      throw error;
    }
  }
}

/** What does not open never says why. */
async function opening<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch {
    throw new VaultError('INVALID_CIPHERTEXT');
  }
}

/** Can the root key be read? */
async function probeLeak({ root }: ResidentKeys): Promise<VaultDescription['leakProbe']> {
  try {
    await crypto.subtle.exportKey('raw', root);
    return 'leaked';
  } catch {
    return 'refused';
  }
}

/** With the keys of the shelf, or new ones that are put on it. Throws NoWebCryptoError. `now`: ms, for latency. */
export async function openWebCryptoVault(
  shelf: KeyShelf,
  { handles = 1000, now = () => performance.now() }: { handles?: number; now?: () => number } = {},
): Promise<Vault> {
  let keys = await shelf.load();
  if (keys === null) {
    keys = await makeResidentKeys();
    await shelf.save(keys);
  }
  const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', keys.log.publicKey));
  const resident = await describeResidentKeys(keys, publicKey);
  const leakProbe = await probeLeak(keys);
  return new WebCryptoVault(keys, { publicKey, resident, leakProbe }, { handles, now });
}
