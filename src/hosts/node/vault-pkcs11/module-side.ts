/**
 * Everything that is asked of the module, as plain calls with plain data: run where it stands (fast software tokens), or in a thread
 * beside the event loop (`module-thread.ts`). The module's state is the process's, so a handle found by one side serves the other.
 */
import type { PKCS11 } from 'pkcs11js';
import { Connection, type TokenPlace, type TokenProof } from './connection.ts';
import { ckr } from './errors.ts';
import { asBuffer } from './gcm.ts';
import { findTokenAgain, openLogin, startModule } from './module.ts';
import { findResidentKeys } from './resident-keys.ts';

/** CKR_CRYPTOKI_NOT_INITIALIZED: a climb before this one has finalized, and could not initialise again. */
const NOT_INITIALIZED = 0x190;

export class ModuleSide {
  readonly #module: PKCS11;
  readonly #handleCacheSize: number;
  #connection: Connection | null = null;
  #place: TokenPlace | null = null;

  constructor(module: PKCS11, handleCacheSize: number) {
    this.#module = module;
    this.#handleCacheSize = handleCacheSize;
  }

  get cached(): number {
    return this.#connection?.cached ?? 0;
  }

  /** Where calls go; null when they would go nowhere. */
  get place(): TokenPlace | null {
    return this.#place;
  }

  /** From now on calls go to this place; null when the module was finalized, and with it all that stood there. */
  attach(place: TokenPlace | null): void {
    this.#connection = place === null ? null : new Connection(this.#module, place, this.#handleCacheSize);
    this.#place = place;
  }

  /** Gives back the sessions of the present connection: the token was there all the time, and another connection takes over. */
  leave(): void {
    this.#connection?.close();
    this.attach(null);
  }

  generate() {
    return this.#there.generate();
  }
  encrypt(id: string, wrapped: Uint8Array, plaintext: Uint8Array, nonce: Uint8Array, aad: Uint8Array) {
    return this.#there.encrypt(id, wrapped, plaintext, nonce, aad);
  }
  decrypt(id: string, wrapped: Uint8Array, ciphertext: Uint8Array, nonce: Uint8Array, aad: Uint8Array) {
    return this.#there.decrypt(id, wrapped, ciphertext, nonce, aad);
  }
  random(length: number) {
    return this.#there.random(length);
  }
  seal(secret: Uint8Array, aad: Uint8Array) {
    return this.#there.seal(secret, aad);
  }
  open(sealed: Uint8Array, aad: Uint8Array) {
    return this.#there.open(sealed, aad);
  }
  hmac(message: Uint8Array) {
    return this.#there.hmac(message);
  }
  signLog(message: Uint8Array) {
    return this.#there.signLog(message);
  }
  forget(id: string) {
    this.#connection?.forget(id);
  }
  ask(proof: TokenProof) {
    this.#there.ask(proof);
  }
  askAll(proof: TokenProof) {
    this.#there.askAll(proof);
  }
  prove(logPublicKey: Uint8Array) {
    return this.#there.prove(logPublicKey);
  }
  opens(wrapped: Uint8Array) {
    return this.#there.opens(wrapped);
  }
  objects() {
    return this.#there.objects();
  }
  probeLeak() {
    return this.#there.probeLeak();
  }

  /** Rung `module`: only when no call is in flight anywhere, for what runs then is undefined (PKCS#11 v2.40 §5.4). */
  restart(): void {
    this.attach(null);
    try {
      this.#module.C_Finalize();
    } catch (error) {
      if (ckr(error) !== NOT_INITIALIZED) throw error;
    }
    startModule(this.#module);
  }

  /** Rung `token`: its slot. */
  findToken(label: string, serial: string): Uint8Array {
    return findTokenAgain(this.#module, label, serial);
  }

  /** Rung `login`: the session that holds it. */
  logIn(slot: Uint8Array, label: string, pin: string): Uint8Array {
    return openLogin(this.#module, asBuffer(slot), label, pin);
  }

  /** Rung `keys`: found anew and checked against the attribute table; never made. */
  findKeys(slot: Uint8Array, label: string): TokenPlace {
    const keys = findResidentKeys({ pkcs11: this.#module, slot: asBuffer(slot), label });
    const { root, derivation, credential, log } = keys;
    return { slot, root, derivation, credential, log };
  }

  closeSession(session: Uint8Array): void {
    this.#module.C_CloseSession(asBuffer(session));
  }

  finalize(): void {
    this.attach(null);
    this.#module.C_Finalize();
  }

  get #there(): Connection {
    if (this.#connection === null) throw new Error('No token is attached.');
    return this.#connection;
  }
}
