/**
 * The way back of a lost token (design.md, "The token can vanish"): a new session and login first, for a token that only dropped us;
 * else what is in flight is drained, the module finalized and initialised, and token, login and keys are found anew. It has arrived only
 * when the token answers what none but this desk's own can. One climb at a time, with a wait between two.
 */
import {
  arrive,
  beginClimb,
  fall,
  lose,
  ON_TOP,
  reach,
  refuse,
  waitAfter,
  type Gone,
  type Hold,
  type Ladder,
  type Lost,
  type Rung,
} from '../../../domain/health/ladder.ts';
import { inWords, PinRefusedError, VaultStartError } from './errors.ts';
import { OtherTokenError } from './module.ts';

export interface ClimbTools {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** How many calls the module has not answered yet. */
  readonly inFlight: () => number;
  readonly drained: () => Promise<void>;
  /** Finalizes and initialises. */
  readonly restart: () => Promise<void>;
  /**
   * Finds token, login and keys, says each rung before it is tried, checks that it is the same token, and moves the vault's calls there.
   * Rejects with what stopped it; nothing has moved then.
   */
  readonly enter: (reached: (rung: Rung) => void) => Promise<void>;
  /** Whether the PIN, as it is to be read now, was refused before. */
  readonly pinRefused: () => boolean;
  /** What of the token is not on disk: a module gives no reason for that. */
  readonly gone: () => Gone | null;
  /** The token was just lost, or is back. Called before anybody who waits. */
  readonly onChange: (ladder: Ladder) => void;
}

export class Climber {
  readonly #tools: ClimbTools;
  #ladder: Ladder = ON_TOP;
  #climbing: Promise<void> | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #stopped = false;

  constructor(tools: ClimbTools) {
    this.#tools = tools;
  }

  get ladder(): Ladder {
    return this.#ladder;
  }

  get lost(): Lost | null {
    return this.#ladder.lost;
  }

  /** The token does not answer; `reason` is a sentence. The first climb begins at once. */
  lose(reason: string): void {
    if (this.#stopped || this.#ladder.lost !== null) return;
    this.#ladder = lose(this.#ladder, this.#tools.now(), reason);
    this.#tools.onChange(this.#ladder);
    this.#climb();
  }

  /** A call is refused. */
  refuse(): void {
    if (this.#ladder.lost !== null) this.#ladder = refuse(this.#ladder);
  }

  /** Resolves when the climb under way has ended, at once when there is none; after `ms` in any case. */
  async settled(ms: number): Promise<void> {
    if (this.#climbing === null) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    await Promise.race([this.#climbing, new Promise((done) => (timer = setTimeout(done, ms)))]);
    clearTimeout(timer);
  }

  /** No more climbs; one under way is waited for, for `ms` at most. */
  async stop(ms: number): Promise<void> {
    this.#stopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.settled(ms);
  }

  #climb(): void {
    this.#timer = null;
    this.#climbing = this.#run().finally(() => {
      this.#climbing = null;
      if (this.lost === null || this.#stopped) return;
      this.#timer = setTimeout(() => this.#climb(), waitAfter(this.lost.climbs));
      this.#timer.unref();
    });
  }

  async #run(): Promise<void> {
    const { now, onChange, pinRefused } = this.#tools;
    const reached = (rung: Rung): void => {
      this.#ladder = reach(this.#ladder, now(), rung);
    };
    this.#ladder = beginClimb(this.#ladder, now());
    try {
      // Nobody has written another PIN yet: there is nothing to climb for.
      if (this.lost?.hold === 'pin-refused' && pinRefused()) {
        reached('login');
        this.#ladder = fall(this.#ladder, now(), this.lost.reason, 'pin-refused');
        return;
      }
      await this.#ascend(reached);
      this.#ladder = arrive(this.#ladder, now());
      onChange(this.#ladder);
    } catch (error) {
      const gone = this.#tools.gone();
      const reason = gone === null ? sentence(error) : GONE_WORDS[gone];
      this.#ladder = fall(this.#ladder, now(), reason, holdOf(error), gone);
    }
  }

  async #ascend(reached: (rung: Rung) => void): Promise<void> {
    const { inFlight, drained, restart, enter } = this.#tools;
    // A module that has not answered would not answer this either.
    if (inFlight() === 0) {
      try {
        await enter(() => undefined);
        return;
      } catch (error) {
        // A PIN is tried once. What else stopped it, the module may not know better until it is started anew.
        if (error instanceof PinRefusedError) {
          reached('login');
          throw error;
        }
      }
    }
    reached('drain');
    await drained();
    reached('module');
    await restart();
    await enter(reached);
  }
}

const GONE_WORDS: Readonly<Record<Gone, string>> = {
  'data-directory': 'The data directory was moved or deleted.',
  tokens: 'The folder of the token, hsm/tokens in the data directory, was moved or deleted.',
};

const holdOf = (error: unknown): Hold | null =>
  error instanceof PinRefusedError ? 'pin-refused' : error instanceof OtherTokenError ? 'other-token' : null;

/** What stopped a call or a climb, for people. */
export function sentence(error: unknown): string {
  if (
    error instanceof VaultStartError ||
    error instanceof PinRefusedError ||
    error instanceof OtherTokenError
  )
    return error.message;
  const words = inWords(error);
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}
