/** AES-256-GCM in the HSM, synchronous, without a buffer made per call but the result. */
import pkcs11 from 'pkcs11js';
import type { Handle, PKCS11 } from 'pkcs11js';
import type { SessionPool } from './sessions.ts';

export const NONCE_BYTES = 12;
export const TAG_BYTES = 16;

/** Enough for a 4,096-byte plaintext and its tag; longer ones get a buffer of their own. */
const SCRATCH_BYTES = 8_192;
/** SoftHSM wants more room for a plaintext than it has bytes: a buffer of exactly its length answers CKR_BUFFER_TOO_SMALL. */
const SLACK_BYTES = 64;
/** V8 keeps the bytes of a typed array up to this size in its heap, and moves them out, at a cost, when native code asks for them. */
const ON_HEAP_BYTES = 64;

/** pkcs11js takes any Uint8Array where its types say Buffer (napi_is_buffer); wrapping each would cost a tenth of the call. */
export const asBuffer = (bytes: Uint8Array): Buffer => bytes as Buffer;

export class Gcm {
  readonly #pkcs11: PKCS11;
  readonly #sessions: SessionPool;
  readonly #scratch = Buffer.alloc(SCRATCH_BYTES);
  readonly #nonce = Buffer.alloc(NONCE_BYTES).subarray(); // a view's bytes are outside the heap, whatever their number
  readonly #small = Buffer.alloc(ON_HEAP_BYTES).subarray();
  /**
   * Length 0, but with an address: an empty buffer of its own is handed over as NULL, which is CKR_ARGUMENTS_BAD and leaves the session
   * in the middle of its operation.
   */
  readonly #empty: Buffer = Buffer.alloc(16).subarray(0, 0);
  readonly #parameter = {
    type: pkcs11.CK_PARAMS_AES_GCM_v240,
    iv: this.#empty,
    ivBits: 8 * NONCE_BYTES,
    aad: this.#empty,
    tagBits: 8 * TAG_BYTES,
  };
  readonly #mechanism = { mechanism: pkcs11.CKM_AES_GCM, parameter: this.#parameter };

  constructor(module: PKCS11, sessions: SessionPool) {
    this.#pkcs11 = module;
    this.#sessions = sessions;
  }

  /** Ciphertext ‖ tag, a fresh buffer. The caller has checked that the nonce has 12 bytes: SoftHSM takes any length, even 0. */
  encrypt(key: Handle, plaintext: Uint8Array, nonce: Uint8Array, aad: Uint8Array): Uint8Array {
    const out = this.#room(plaintext.length + TAG_BYTES);
    const input = this.#native(plaintext);
    try {
      return this.#run(nonce, aad, (session) => {
        this.#pkcs11.C_EncryptInit(session, this.#mechanism, key);
        return this.#pkcs11.C_Encrypt(session, input, out);
      });
    } finally {
      this.#small.fill(0);
    }
  }

  /** The plaintext, a fresh buffer. The caller has checked the nonce, and that there is at least a tag. */
  decrypt(key: Handle, ciphertext: Uint8Array, nonce: Uint8Array, aad: Uint8Array): Uint8Array {
    const out = this.#room(ciphertext.length);
    try {
      return this.#run(nonce, aad, (session) => {
        this.#pkcs11.C_DecryptInit(session, this.#mechanism, key);
        return this.#pkcs11.C_Decrypt(session, asBuffer(ciphertext), out);
      });
    } finally {
      out.fill(0, 0, ciphertext.length + SLACK_BYTES); // the plaintext, also one whose tag did not fit
    }
  }

  #room(length: number): Buffer {
    return length + SLACK_BYTES <= SCRATCH_BYTES ? this.#scratch : Buffer.alloc(length + SLACK_BYTES);
  }

  /** The bytes where native code reaches them as they are. */
  #native(bytes: Uint8Array): Buffer {
    if (bytes.length === 0) return this.#empty;
    if (bytes.length > ON_HEAP_BYTES) return asBuffer(bytes);
    this.#small.set(bytes);
    return this.#small.subarray(0, bytes.length);
  }

  #run(nonce: Uint8Array, aad: Uint8Array, work: (session: Handle) => Buffer): Uint8Array {
    this.#nonce.set(nonce);
    this.#parameter.iv = this.#nonce;
    this.#parameter.aad = aad.length === 0 ? this.#empty : asBuffer(aad);
    try {
      return new Uint8Array(this.#sessions.use(work));
    } finally {
      this.#parameter.iv = this.#parameter.aad = this.#empty;
    }
  }
}
