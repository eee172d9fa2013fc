/**
 * The calls on one logged-in token, synchronous, on the thread that it was made on. All that it holds (sessions, handles, unwrapped
 * versions) dies with C_Finalize: after a climb there is a new one.
 */
import { createPublicKey, verify } from 'node:crypto';
import pkcs11 from 'pkcs11js';
import type { Handle, PKCS11 } from 'pkcs11js';
import { concat, equalBytes, utf8 } from '../../../domain/bytes.ts';
import { VaultError, type VaultObject } from '../../../domain/ports/vault.ts';
import { failureOf, InStep, isStaleHandle } from './errors.ts';
import { asBuffer, Gcm, NONCE_BYTES } from './gcm.ts';
import { HandleCache } from './handles.ts';
import { CKM_EDDSA } from './mechanisms.ts';
import { READ_ONLY } from './module.ts';
import { listObjects } from './resident-keys.ts';
import { packSealed, sealedData, unpackSealed } from './sealing.ts';
import { SessionPool } from './sessions.ts';
import { newWrappedVersion, probeLeak, unwrapVersion, WRAPPED_AES_256_BYTES } from './wrapping.ts';

/** Where the resident keys are, as the module numbers them. Plain data: another thread of this process can use it. */
export interface TokenPlace {
  readonly slot: Uint8Array;
  readonly root: Uint8Array;
  readonly derivation: Uint8Array;
  readonly credential: Uint8Array;
  readonly log: Uint8Array;
}

/** What only this desk's own token can answer. Made at start, kept in memory; nothing of it is secret. */
export interface TokenProof {
  readonly hmac: Uint8Array;
  /** A throw-away version, and what it encrypted: opened, both say that the root key is the same. */
  readonly wrapped: Uint8Array;
  readonly ciphertext: Uint8Array;
  readonly sealed: Uint8Array;
  readonly logPublicKey: Uint8Array;
}

const HMAC = { mechanism: pkcs11.CKM_SHA256_HMAC };
const EDDSA = { mechanism: CKM_EDDSA };
/** No UTF-8 text begins with 0xff, so no purpose ever derives what the probe computes. */
const PROBE_MESSAGE = concat(Uint8Array.of(0xff), utf8('keydesk probe'));
const PROBE_NONCE = new Uint8Array(NONCE_BYTES); // of a key that encrypts this once
const EMPTY = new Uint8Array();
/** Objects that are tried again at once: a module that destroys nothing must not hold up every call. */
const LEFT_AT_ONCE = 16;

const differs = (which: string): VaultError =>
  new VaultError('UNAVAILABLE', `the ${which} key is not the one that this desk was started with`);

/** What this desk's own key closed does not open: it is another, or not there. SoftHSM says the same of both. */
function ownOpens<T>(which: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const { meaning } = failureOf(error, which, true);
    throw meaning === 'data' || meaning === 'unclear' ? differs(which) : error;
  }
}

export class Connection {
  readonly #pkcs11: PKCS11;
  readonly #place: TokenPlace;
  readonly #sessions: SessionPool;
  /** Unwrapped versions live as long as this session, which never does a risky operation. */
  readonly #holder: Handle;
  readonly #handles: HandleCache;
  /** Objects that the module did not destroy: tried again with the next use and the next probe. */
  #left: Handle[] = [];
  readonly #gcm: Gcm;
  /** With an address even when nothing of it is used (`Gcm`). */
  readonly #empty = Buffer.alloc(16).subarray(0, 0);
  /** For small random bytes: native code fills it without V8 having to move a typed array out of its heap. */
  readonly #scratch = Buffer.alloc(1024).subarray();

  /** Throws Pkcs11Error when no session can be opened. */
  constructor(module: PKCS11, place: TokenPlace, handleCacheSize: number) {
    this.#pkcs11 = module;
    this.#place = place;
    this.#sessions = new SessionPool(module, asBuffer(place.slot));
    this.#holder = module.C_OpenSession(asBuffer(place.slot), READ_ONLY);
    this.#handles = new HandleCache(handleCacheSize, (handle) => this.#destroyObject(handle));
    this.#gcm = new Gcm(module, this.#sessions);
  }

  /** Unwrapped versions held now. */
  get cached(): number {
    return this.#handles.size;
  }

  /** A new version, wrapped. */
  generate(): Uint8Array {
    return this.#sessions.use((session) => newWrappedVersion(this.#pkcs11, session, this.#root));
  }

  encrypt(id: string, wrapped: Uint8Array, plaintext: Uint8Array, nonce: Uint8Array, aad: Uint8Array) {
    return this.#withVersion(id, wrapped, (key) => this.#gcm.encrypt(key, plaintext, nonce, aad));
  }

  decrypt(id: string, wrapped: Uint8Array, ciphertext: Uint8Array, nonce: Uint8Array, aad: Uint8Array) {
    return this.#withVersion(id, wrapped, (key) => this.#gcm.decrypt(key, ciphertext, nonce, aad));
  }

  /** `length` at least 1: SoftHSM answers CKR_ARGUMENTS_BAD to none. */
  random(length: number): Uint8Array {
    const room = length <= this.#scratch.length ? this.#scratch.subarray(0, length) : Buffer.alloc(length);
    this.#sessions.use((session) => this.#pkcs11.C_GenerateRandom(session, room));
    const out = new Uint8Array(room);
    room.fill(0);
    return out;
  }

  seal(secret: Uint8Array, aad: Uint8Array): Uint8Array {
    const nonce = this.random(NONCE_BYTES);
    return packSealed(nonce, this.#gcm.encrypt(this.#credential, secret, nonce, sealedData(aad)));
  }

  open(sealed: Uint8Array, aad: Uint8Array): Uint8Array {
    const { nonce, ciphertext } = unpackSealed(sealed);
    return this.#gcm.decrypt(this.#credential, ciphertext, nonce, sealedData(aad));
  }

  hmac(message: Uint8Array): Uint8Array {
    return this.#sign(HMAC, asBuffer(this.#place.derivation), message, 32);
  }

  signLog(message: Uint8Array): Uint8Array {
    return this.#sign(EDDSA, asBuffer(this.#place.log), message, 64);
  }

  /** No longer holds this version unwrapped. */
  forget(id: string): void {
    this.#handles.forget(id);
  }

  /** What `ask` and `askAll` compare with later. */
  prove(logPublicKey: Uint8Array): TokenProof {
    const wrapped = this.generate();
    const key = this.#unwrap(wrapped);
    try {
      return {
        hmac: this.hmac(PROBE_MESSAGE),
        wrapped,
        ciphertext: this.#gcm.encrypt(key, PROBE_MESSAGE, PROBE_NONCE, EMPTY),
        sealed: this.seal(PROBE_MESSAGE, EMPTY),
        logPublicKey,
      };
    } finally {
      this.#destroyObject(key);
    }
  }

  /** Unwraps a version past every handle that is held, and lets it go. Throws Pkcs11Error when it does not open. */
  opens(wrapped: Uint8Array): true {
    this.#destroyObject(this.#unwrap(wrapped));
    return true;
  }

  /** Everything that the token keeps. */
  objects(): readonly VaultObject[] {
    return this.#sessions.use((session) => listObjects(this.#pkcs11, session));
  }

  probeLeak(): 'refused' | 'leaked' {
    return this.#sessions.use((session) => probeLeak(this.#pkcs11, session, this.#root));
  }

  /** Uses one *token* object (session objects go on working without the token), and throws if it is not there, or another. */
  ask(proof: TokenProof): void {
    this.#destroyLeft();
    // Cached handles live on the holder session: without it the connection is not whole, whatever else answers.
    this.#pkcs11.C_GetSessionInfo(this.#holder);
    // Another token in the same place would answer, with another key.
    if (!equalBytes(this.hmac(PROBE_MESSAGE), proof.hmac)) throw differs('derivation');
  }

  /**
   * Uses every resident key, and throws if one is not there, or another: an object can be lost alone, when it was used while the token
   * was away for a moment.
   */
  askAll(proof: TokenProof): void {
    this.ask(proof);
    const key = ownOpens('root', () => this.#unwrap(proof.wrapped));
    try {
      if (!equalBytes(this.#gcm.decrypt(key, proof.ciphertext, PROBE_NONCE, EMPTY), PROBE_MESSAGE))
        throw differs('root');
    } finally {
      this.#destroyObject(key);
    }
    if (
      !equalBytes(
        ownOpens('credential', () => this.open(proof.sealed, EMPTY)),
        PROBE_MESSAGE,
      )
    )
      throw differs('credential');
    const signature = this.signLog(PROBE_MESSAGE);
    if (!verify(null, PROBE_MESSAGE, ed25519(proof.logPublicKey), signature)) throw differs('log');
  }

  /** Closes its sessions, as far as the token is there to hear it. */
  close(): void {
    this.#handles.clear();
    this.#sessions.close();
    try {
      this.#pkcs11.C_CloseSession(this.#holder);
    } catch {
      // Gone with the token.
    }
  }

  get #root(): Buffer {
    return asBuffer(this.#place.root);
  }
  get #credential(): Buffer {
    return asBuffer(this.#place.credential);
  }

  #unwrap(wrapped: Uint8Array): Handle {
    return unwrapVersion(this.#pkcs11, this.#holder, this.#root, wrapped);
  }

  #withVersion<T>(id: string, wrapped: Uint8Array, work: (key: Handle) => T): T {
    const loan = this.#handles.acquire(id, wrapped, () => {
      // A blob of another length would unwrap to a key of another size.
      if (wrapped.length !== WRAPPED_AES_256_BYTES) throw new VaultError('INVALID_CIPHERTEXT');
      try {
        return this.#unwrap(wrapped);
      } catch (error) {
        throw new InStep('Unwrapping a key version', true, error);
      }
    });
    try {
      return work(loan.handle);
    } catch (error) {
      if (isStaleHandle(error)) this.#handles.forget(id);
      throw error;
    } finally {
      this.#handles.release(loan);
      this.#destroyLeft();
    }
  }

  #sign(mechanism: typeof HMAC, key: Handle, message: Uint8Array, length: number): Uint8Array {
    return this.#sessions.use((session) => {
      this.#pkcs11.C_SignInit(session, mechanism, key);
      const input = message.length === 0 ? this.#empty : asBuffer(message);
      return new Uint8Array(this.#pkcs11.C_Sign(session, input, Buffer.alloc(length)));
    });
  }

  /** A session object that nobody holds. What the module does not destroy is tried again, and dies with the holder session at the latest. */
  #destroyObject(handle: Handle): void {
    try {
      this.#pkcs11.C_DestroyObject(this.#holder, handle);
    } catch (error) {
      if (!isStaleHandle(error)) this.#left.push(handle);
    }
  }

  #destroyLeft(): void {
    if (this.#left.length === 0) return;
    const some = this.#left.splice(0, LEFT_AT_ONCE);
    for (const handle of some) this.#destroyObject(handle);
  }
}

const ED25519_SPKI = Buffer.from('302a300506032b6570032100', 'hex'); // RFC 8410 §4
const ed25519 = (raw: Uint8Array) =>
  createPublicKey({ key: Buffer.concat([ED25519_SPKI, raw]), format: 'der', type: 'spki' });
