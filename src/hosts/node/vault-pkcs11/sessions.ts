/** Sessions for operations that have a state (PKCS#11 v2.40 §5.6): one operation at a time on each. */
import type { Handle, PKCS11 } from 'pkcs11js';
import { READ_ONLY } from './module.ts';

/**
 * Lends sessions, which are opened when first needed. One whose work threw is closed and never lent again: it may still be in the
 * middle of its operation, and would answer CKR_OPERATION_ACTIVE to the next (open and close cost 2.6 µs).
 * Handles that must live long belong on another session: what a session makes dies with it.
 */
export class SessionPool {
  readonly #pkcs11: PKCS11;
  readonly #slot: Handle;
  readonly #idle: Handle[] = [];

  constructor(module: PKCS11, slot: Handle) {
    this.#pkcs11 = module;
    this.#slot = slot;
  }

  /** Runs `work` on a session of its own. Whatever it throws is thrown on. */
  use<T>(work: (session: Handle) => T): T {
    const session = this.#idle.pop() ?? this.#pkcs11.C_OpenSession(this.#slot, READ_ONLY);
    let result: T;
    try {
      result = work(session);
    } catch (error) {
      this.#discard(session);
      throw error;
    }
    this.#idle.push(session);
    return result;
  }

  /** Closes what is idle. */
  close(): void {
    for (const session of this.#idle.splice(0)) this.#discard(session);
  }

  #discard(session: Handle): void {
    try {
      this.#pkcs11.C_CloseSession(session);
    } catch {
      // The token is gone, and the session with it.
    }
  }
}
