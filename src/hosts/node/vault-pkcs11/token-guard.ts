/**
 * Every call on the token goes through here: on this thread or in another, by the module's pace; a lost token is noticed, told apart from
 * bad data, and climbed back to; a call that failed meanwhile is made once more.
 */
import type { Gone, Rung } from '../../../domain/health/ladder.ts';
import { VaultError, type MaybePromise, type VaultHealth } from '../../../domain/ports/vault.ts';
import { Climber, sentence } from './climber.ts';
import type { TokenPlace, TokenProof } from './connection.ts';
import { failureOf, judge, PinRefusedError, type Failure } from './errors.ts';
import type { ModuleSide } from './module-side.ts';
import type { Method } from './module-thread.ts';
import { MOST_THREADS, ModuleThreads } from './module-threads.ts';
import { OtherTokenError } from './module.ts';
import type { Pace } from './pace.ts';

export interface TokenGuardOptions {
  readonly tokenLabel: string;
  readonly tokenSerial: string;
  readonly modulePath: string;
  readonly handleCacheSize: number;
  readonly side: ModuleSide;
  readonly place: TokenPlace;
  readonly owner: Uint8Array;
  readonly proof: TokenProof;
  readonly pace: Pace;
  readonly pin: PinSource;
  /** Before the module is started anew: puts what it needs on disk, and answers what is not there. */
  readonly prepare: () => Gone | null;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** ms until a call in another thread is given up, and the token taken for lost. */
  readonly callDeadlineMs?: number;
}

/** The PIN for climbs. What the token refused once is never tried again by this process. */
export interface PinSource {
  /** As it is written now. Throws when it cannot be read. */
  read(): string;
  wasRefused(pin: string): boolean;
  noteRefusal(pin: string): void;
}

/** How long a call waits for the climb under way before it is refused. */
const WAIT_MS = 2_000;
const CALL_DEADLINE_MS = 10_000;
const CLOSE_MS = 5_000;

interface Call<M extends Method> {
  /** Begins the sentence of an error. */
  readonly what: string;
  /** Whether the call authenticates what went in. */
  readonly opens: boolean;
  readonly method: M;
  readonly args: Parameters<ModuleSide[M]>;
  /** The first attempt, or the one after a climb or on another session, which is the last. */
  readonly attempt: 1 | 2;
}
type Result<M extends Method> = MaybePromise<ReturnType<ModuleSide[M]>>;

export class TokenGuard {
  readonly #options: TokenGuardOptions;
  readonly #threads: ModuleThreads;
  readonly #climber: Climber;
  readonly #listeners = new Set<(health: VaultHealth) => void>();
  /** Another object after each climb. */
  #place: TokenPlace;
  /** The session that holds the login; null when it died with the module. */
  #owner: Uint8Array | null;
  #probing: Promise<VaultHealth> | null = null;
  #latencyMs = 0;
  #closedAt: number | null = null;

  constructor(options: TokenGuardOptions) {
    const { modulePath, handleCacheSize, pace, now } = options;
    this.#options = options;
    this.#place = options.place;
    this.#owner = options.owner;
    const share = Math.ceil(handleCacheSize / MOST_THREADS);
    this.#threads = new ModuleThreads({ modulePath, handleCacheSize: share }, (ms) => pace.note(ms, now));
    this.#climber = new Climber({
      now,
      inFlight: () => this.#threads.inFlight,
      drained: () => this.#threads.drained(),
      restart: () => this.#restart(),
      enter: (reached) => this.#enter(reached),
      pinRefused: () => this.#pinRefused(),
      gone: options.prepare,
      onChange: () => this.#tell(),
    });
  }

  get closed(): boolean {
    return this.#closedAt !== null;
  }

  /** Unwrapped versions held, on this thread and in others. */
  get cached(): number {
    return this.#options.side.cached + this.#threads.cached;
  }

  /** As it was found last. */
  health(): VaultHealth {
    if (this.#closedAt !== null)
      return { state: 'lost', since: this.#closedAt, reason: 'The vault is closed.', ladder: null };
    const { lost } = this.#climber;
    if (lost !== null) return { state: 'lost', since: lost.since, reason: lost.reason, ladder: lost };
    const { lastRecovery } = this.#climber.ladder;
    return {
      state: 'ready',
      latencyMs: this.#latencyMs,
      slowSince: this.#options.pace.slowSince,
      lastRecovery,
    };
  }

  /** Hears of each change between ready and lost, at once. Returns what ends it. */
  watch(listener: (health: VaultHealth) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Asks a token object. A lost token is not asked: its climber does that. One probe at a time. */
  probe(): MaybePromise<VaultHealth> {
    if (this.closed || this.#climber.lost !== null) return this.health();
    if (this.#probing !== null) return this.#probing;
    const place = this.#place;
    const began = performance.now();
    const found = settle(
      () => this.#run('ask', [this.#options.proof]),
      () => {
        this.#latencyMs = performance.now() - began;
        return this.health();
      },
      (error) => {
        if (place === this.#place) this.#lose(error);
        return this.health();
      },
    );
    if (found instanceof Promise) this.#probing = found.finally(() => (this.#probing = null));
    return found;
  }

  /**
   * Runs a call on the token; whatever it throws becomes a VaultError. A token known to be lost is not asked: cached handles would go
   * on working in some modules, and a desk that does half of its work is worse than one that says why it does none. During a climb the
   * call waits for its end, between two it is refused at once.
   */
  call<M extends Method>(
    what: string,
    opens: boolean,
    method: M,
    ...args: Parameters<ModuleSide[M]>
  ): Result<M> {
    const call: Call<M> = { what, opens, method, args, attempt: 1 };
    if (this.#closedAt === null && this.#climber.lost === null) return this.#attempt(call);
    return this.#afterClimb(call, null);
  }

  /** Drops a version's handle, wherever it is kept. */
  forget(id: string): MaybePromise<void> {
    if (this.closed || this.#climber.lost !== null) return; // they die with the connection
    this.#options.side.forget(id);
    if (this.#threads.count > 0) return this.#threads.tell('forget', [id]);
  }

  /** After this every call is refused. Waits for what is in flight; one that never ends is left to the end of the process. */
  async close(): Promise<void> {
    if (this.closed) return;
    this.#closedAt = this.#climber.lost?.since ?? this.#options.now();
    await this.#climber.stop(CLOSE_MS);
    const drained = await within(CLOSE_MS, this.#threads.drained());
    if (drained) {
      await this.#threads.close();
      // Finalizing closes sessions, destroys what they made and logs out; it may fail on a lost token.
      try {
        this.#options.side.finalize();
      } catch {
        // It is gone already.
      }
    }
  }

  #attempt<M extends Method>(call: Call<M>): Result<M> {
    const place = this.#place;
    return settle(
      () => this.#run(call.method, call.args),
      (value) => value,
      (error) => this.#failed(call, place, error),
    );
  }

  /** On this thread, or in another with a deadline. */
  #run<M extends Method>(method: M, args: Parameters<ModuleSide[M]>): Result<M> {
    const { side, pace, now } = this.#options;
    if (pace.threads) return this.#inThread(method, args);
    if (side.place !== this.#place) side.attach(this.#place);
    const began = performance.now();
    try {
      const work = side[method] as (...given: typeof args) => ReturnType<ModuleSide[M]>; // as the name says
      return work.apply(side, args);
    } finally {
      pace.note(performance.now() - began, now);
    }
  }

  async #inThread<M extends Method>(
    method: M,
    args: Parameters<ModuleSide[M]>,
  ): Promise<ReturnType<ModuleSide[M]>> {
    const { callDeadlineMs = CALL_DEADLINE_MS } = this.#options;
    const answer = this.#threads.ask(this.#place, method, args);
    if (!(await within(callDeadlineMs, answer)))
      throw new VaultError('UNAVAILABLE', `it has not answered for ${callDeadlineMs / 1_000} seconds`);
    return answer;
  }

  #failed<M extends Method>(call: Call<M>, place: TokenPlace, thrown: unknown): Result<M> {
    if (thrown instanceof VaultError) {
      if (thrown.code === 'UNAVAILABLE' && place === this.#place) this.#lose(thrown);
      if (thrown.code === 'UNAVAILABLE') return this.#afterClimb(call, null);
      throw thrown;
    }
    const failure = failureOf(thrown, call.what, call.opens);
    if (failure.opens && failure.meaning === 'data') throw new VaultError('INVALID_CIPHERTEXT');
    // The token was lost, and perhaps came back, while the call ran: its answer says nothing.
    if (place !== this.#place || this.#climber.lost !== null) return this.#afterClimb(call, failure);
    return settle(
      () => this.#run('askAll', [this.#options.proof]),
      () => {
        if (place !== this.#place) return this.#afterClimb(call, failure);
        if (failure.again && call.attempt === 1) return this.#attempt({ ...call, attempt: 2 });
        throw judge(failure, true);
      },
      (error) => {
        if (place === this.#place) this.#lose(error);
        return this.#afterClimb(call, failure);
      },
    );
  }

  /** Once more when the climb under way arrives; else refused. */
  async #afterClimb<M extends Method>(
    call: Call<M>,
    failure: Failure | null,
  ): Promise<ReturnType<ModuleSide[M]>> {
    if (call.attempt === 1 && this.#worthWaiting()) await this.#climber.settled(WAIT_MS);
    if (call.attempt === 1 && !this.closed && this.#climber.lost === null)
      return this.#attempt({ ...call, attempt: 2 });
    this.#climber.refuse();
    const health = this.health();
    if (health.state === 'lost')
      throw new VaultError('UNAVAILABLE', `The token cannot be reached. ${health.reason}`);
    throw judge(failure ?? failureOf(null, call.what, call.opens), false);
  }

  /** A climb that has stood on one rung for long is not waited for. */
  #worthWaiting(): boolean {
    const { lost } = this.#climber;
    return !this.closed && lost !== null && lost.climbing && this.#options.now() - lost.rungSince < WAIT_MS;
  }

  #lose(error: unknown): void {
    if (this.closed) return;
    this.#climber.lose(sentence(error));
  }

  #tell(): void {
    const health = this.health();
    for (const listener of this.#listeners) listener(health);
  }

  #pinRefused(): boolean {
    const { pin } = this.#options;
    return pin.wasRefused(pin.read());
  }

  async #restart(): Promise<void> {
    // From now on the numbers of sessions and handles are others': none of the old ones may be closed or destroyed any more.
    this.#owner = null;
    this.#options.side.attach(null);
    await this.#threads.tell('attach', [null]);
    this.#options.prepare();
    await this.#step('restart');
  }

  /** Rungs `token` to `identity`. What was opened on the way is closed when it fails. */
  async #enter(reached: (rung: Rung) => void): Promise<void> {
    const { tokenLabel, tokenSerial, pin, proof } = this.#options;
    await this.#leave();
    reached('token');
    const slot = await this.#step('findToken', tokenLabel, tokenSerial);
    reached('login');
    const given = pin.read();
    if (pin.wasRefused(given)) throw new PinRefusedError(tokenLabel, null);
    try {
      this.#owner = await this.#step('logIn', slot, tokenLabel, given);
    } catch (error) {
      if (error instanceof PinRefusedError) pin.noteRefusal(given);
      throw error;
    }
    try {
      reached('keys');
      const place = await this.#step('findKeys', slot, tokenLabel);
      reached('identity');
      await this.#askAll(place, proof);
      this.#place = place;
    } catch (error) {
      await this.#leave();
      throw error;
    }
  }

  /**
   * Closes every session, and with the last one logs out: before others are opened, because a module may give a new session the number
   * of one that it dropped.
   */
  async #leave(): Promise<void> {
    this.#options.side.leave();
    await this.#threads.tell('leave', []);
    const owner = this.#owner;
    this.#owner = null;
    if (owner !== null) await this.#step('closeSession', owner).catch(() => undefined); // it may be gone
  }

  async #askAll(place: TokenPlace, proof: TokenProof): Promise<void> {
    const { pace, side } = this.#options;
    try {
      if (pace.threads) await this.#threads.ask(place, 'askAll', [proof]);
      else {
        side.attach(place);
        side.askAll(proof);
      }
    } catch (error) {
      if (error instanceof VaultError)
        throw new OtherTokenError(
          `The token “${this.#options.tokenLabel}” that is there is another: ${error.message}.`,
        );
      throw error;
    }
  }

  /** A step of a climb: where the module is asked now, without a deadline. */
  async #step<M extends Method>(
    method: M,
    ...args: Parameters<ModuleSide[M]>
  ): Promise<ReturnType<ModuleSide[M]>> {
    const { pace, side } = this.#options;
    if (pace.threads) return this.#threads.ask(null, method, args);
    const work = side[method] as (...given: typeof args) => ReturnType<ModuleSide[M]>; // as the name says
    return work.apply(side, args);
  }
}

/** `work`, and what follows it, without a promise where it makes none. */
function settle<A, B>(
  work: () => MaybePromise<A>,
  then: (value: A) => MaybePromise<B>,
  failed: (error: unknown) => MaybePromise<B>,
): MaybePromise<B> {
  let value: MaybePromise<A>;
  try {
    value = work();
  } catch (error) {
    return failed(error);
  }
  return value instanceof Promise ? value.then(then, failed) : then(value);
}

/** Whether `work` has ended within `ms`. What it rejects with is the caller's to await. */
async function within(ms: number, work: Promise<unknown>): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const ended = work.then(
    () => true,
    () => true,
  );
  const late = new Promise<false>((done) => (timer = setTimeout(() => done(false), ms)));
  const inTime = await Promise.race([ended, late]);
  clearTimeout(timer);
  return inTime;
}
