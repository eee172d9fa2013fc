/** Every call on the token goes through here: a lost token is noticed, remembered and told apart from bad data. */
import { VaultError, type VaultHealth } from '../../../domain/ports/vault.ts';
import { inWords, toVaultError } from './errors.ts';

export interface TokenGuardOptions {
  readonly tokenLabel: string;
  /** Uses a *token* object (session objects go on working without the token), and throws if it is not there. */
  readonly askToken: () => void;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export class TokenGuard {
  readonly #options: TokenGuardOptions;
  #lost: { readonly since: number; readonly reason: string } | undefined;
  #closed = false;

  constructor(options: TokenGuardOptions) {
    this.#options = options;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** After this every call is refused. */
  close(): void {
    this.#lost = { since: this.#lost?.since ?? this.#options.now(), reason: 'The vault is closed.' };
    this.#closed = true;
  }

  /** Asks the token, and remembers what it found: the only way back from lost. */
  probe(): VaultHealth {
    if (!this.#closed) {
      const start = performance.now();
      try {
        this.#options.askToken();
        this.#lost = undefined;
      } catch (error) {
        this.#lose(`The token “${this.#options.tokenLabel}” cannot be reached: ${inWords(error)}.`);
      }
      if (this.#lost === undefined) return { state: 'ready', latencyMs: performance.now() - start };
    }
    return { state: 'lost', ...this.#lost! }; // closed, or just lost
  }

  /**
   * Runs a call on the token; whatever it throws becomes a VaultError. A token known to be lost is not asked: cached handles would go
   * on working in some modules, and a desk that does half of its work is worse than one that says why it does none.
   * `what` begins the sentence of an error; `opens` says whether the call authenticates what went in (`toVaultError`).
   */
  call<T>(what: string, opens: boolean, work: () => T): T {
    if (this.#lost !== undefined) throw new VaultError('UNAVAILABLE', this.#lost.reason);
    try {
      return work();
    } catch (error) {
      const translated = toVaultError(error, what, opens, () => this.probe().state === 'ready');
      if (translated.code === 'UNAVAILABLE') this.#lose(translated.message);
      throw translated;
    }
  }

  #lose(reason: string): void {
    this.#lost ??= { since: this.#options.now(), reason };
  }
}
