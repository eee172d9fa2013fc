/** Plays a window of the log into the desk: clock and source together, frame by frame. React sees its state ten times a second at most. */
import type { Frames, LiveStore } from './live-store.ts';
import { OF_THE_PAGE } from './live-store.ts';
import { paused, playFrom, step, type ReplayClock, type Speed, type Step } from './replay.ts';
import { firstRefusal, ReplaySource, type Range, type SearchLog } from './replay-source.ts';

const STATE_MS = 100;
/** So long a skipped silence stays said, ms. */
const SAID_MS = 5_000;
/** Nobody did anything for so long: a tab that is left open does not ask for ever, which would keep its session from ending. */
const LEFT_MS = 30 * 60_000;
/** So much of the log is played before a refusal that was jumped to, in real ms. */
const BEFORE_MS = 800;
/** Those who came before the refusal are served until it is seen; no longer than this, in real ms. */
const SERVED_MS = 8_000;

export interface Playing {
  /** ms of the log. */
  readonly position: number;
  readonly isPlaying: boolean;
  /** It stopped by itself: nobody did anything for half an hour. */
  readonly isLeft: boolean;
  /** It waits for the log. */
  readonly isLoading: boolean;
  readonly isAtEnd: boolean;
  /** Of the last silence that was left out, ms of the log; null when that was a while ago. */
  readonly skipped: number | null;
  /** Why the log could not be read. */
  readonly error: unknown;
  /** The last jump found no refusal and no failure behind here. */
  readonly hasNoRefusal: boolean;
  /** It stands where the last jump led to: at a refusal, or a failure. */
  readonly stopped: 'denied' | 'failed' | null;
}

/** Where a jump leads to, ms of the log. */
interface Goal {
  readonly time: number;
  /** The real moment when the clock stopped there; null on the way. */
  readonly reached: number | null;
}

export class ReplayPlayer {
  readonly #store: LiveStore;
  readonly #search: SearchLog;
  readonly #window: Range;
  readonly #frames: Frames;
  #clock: ReplayClock;
  #source: ReplaySource;
  #stopped = new AbortController();
  #isLoading = false;
  #isAtEnd = false;
  #isLeft = false;
  /** When somebody did something last. */
  #touched = -Infinity;
  #skipped: { readonly ms: number; readonly at: number } | null = null;
  #error: unknown = null;
  #hasNoRefusal = false;
  #goal: Goal | null = null;
  #frame: number | null = null;
  #told = -Infinity;
  #playing: Playing;
  readonly #listeners = new Set<() => void>();

  constructor(
    store: LiveStore,
    search: SearchLog,
    { window, at, speed }: { readonly window: Range; readonly at: number; readonly speed: Speed },
    frames: Frames = OF_THE_PAGE,
  ) {
    this.#store = store;
    this.#search = (asked) => search({ ...asked, signal: this.#stopped.signal });
    this.#window = window;
    this.#frames = frames;
    this.#clock = { position: at, at: null, speed };
    this.#source = new ReplaySource(this.#search, { since: at, until: window.until });
    this.#playing = this.#state();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  readonly playing = (): Playing => this.#playing;

  get position(): number {
    return this.#clock.position;
  }

  play(): void {
    if (this.#isAtEnd) this.seek(this.#window.since);
    this.#error = null;
    this.#isLeft = false;
    this.#hasNoRefusal = false;
    this.#goal = null;
    this.#touched = this.#frames.now();
    this.#store.hold(false);
    this.#clock = playFrom(this.#clock.position, this.#clock.speed, this.#frames.now());
    this.#tell();
    this.#wake();
  }

  /** The picture stays as it is. */
  pause(): void {
    this.#goal = null;
    this.#hold();
  }

  #hold(): void {
    this.#clock = paused(this.#clock);
    this.#store.hold(true);
    this.#tell();
  }

  speed(speed: Speed): void {
    this.#touched = this.#frames.now();
    this.#clock = { ...this.#clock, speed };
    this.#tell();
  }

  /** To another place of the window: counts begin anew there. */
  seek(position: number): void {
    const { since, until } = this.#window;
    const to = Math.min(until, Math.max(since, position));
    const isPlaying = this.#clock.at !== null;
    this.#touched = this.#frames.now();
    this.#clock = { ...this.#clock, position: to, at: isPlaying ? this.#frames.now() : null };
    this.#source = new ReplaySource(this.#search, { since: to, until });
    // What the old one is still loading comes to nothing.
    this.#isLoading = false;
    this.#isAtEnd = false;
    this.#hasNoRefusal = false;
    this.#goal = null;
    this.#skipped = null;
    this.#store.reset();
    this.#tell();
    this.#wake();
  }

  /** To the next refusal or failure: plays up to it, and stops when it is seen. */
  async toRefusal(): Promise<void> {
    const source = this.#source;
    this.#hasNoRefusal = false;
    try {
      // Just behind the one that is shown now.
      const from = this.#store.newestRefusal(this.#clock.position);
      const found = await firstRefusal(this.#search, { since: from, until: this.#window.until });
      if (this.#source !== source || this.#listeners.size === 0) return;
      if (found === null) {
        this.#hasNoRefusal = true;
        this.#tell();
        return;
      }
      const lead = this.#clock.speed === Infinity ? 0 : BEFORE_MS * this.#clock.speed;
      this.seek(Math.max(from, found - lead));
      this.play();
      this.#goal = { time: found, reached: null };
    } catch (error) {
      if (this.#source !== source) return;
      this.#error = error;
      this.#tell();
    }
  }

  /** Nothing goes on, and nothing is asked any more; it may be played again. */
  stop(): void {
    this.#stopped.abort();
    this.#stopped = new AbortController();
    this.#isLoading = false;
    this.#source = new ReplaySource(this.#search, {
      since: this.#clock.position,
      until: this.#window.until,
    });
    this.#clock = paused(this.#clock);
    if (this.#frame !== null) this.#frames.cancel(this.#frame);
    this.#frame = null;
  }

  #wake(): void {
    if (this.#clock.at !== null || this.#isArriving) this.#frame ??= this.#frames.request(this.#play);
  }

  /** The clock stopped at the goal, and who is refused there is not seen yet. */
  get #isArriving(): boolean {
    return this.#goal !== null && this.#goal.reached !== null && !this.#store.shown().isHeld;
  }

  readonly #play = (): void => {
    this.#frame = null;
    const now = this.#frames.now();
    const source = this.#source;
    if (this.#isArriving) {
      this.#arrive(now);
      this.#wake();
      return;
    }
    const goal = this.#goal;
    const { clock, skipped, isAtEnd, isAtGoal } = this.#step(now);
    this.#clock = clock;
    if (skipped > 0) {
      // One silence may be left out in parts, as it becomes known.
      const before = this.#skipped !== null && now - this.#skipped.at < 500 ? this.#skipped.ms : 0;
      this.#skipped = { ms: before + skipped, at: now };
    }
    this.#store.begin();
    this.#store.feed(source.take(clock.position));
    if (source.isHungry && !this.#isLoading) void this.#load();
    if (isAtEnd) {
      this.#isAtEnd = true;
      this.#clock = paused(this.#clock);
    }
    if (isAtGoal && goal !== null) {
      // Before who waits in front of it was served, it is not to be seen: time stands, the picture does not.
      this.#goal = { ...goal, reached: now };
      this.#clock = paused(this.#clock);
    }
    if (!isAtEnd && !isAtGoal && now - this.#touched > LEFT_MS) {
      this.#isLeft = true;
      this.pause();
    }
    if (isAtEnd || isAtGoal || now - this.#told >= STATE_MS) this.#tell();
    this.#wake();
  };

  /** One frame on: to the goal of a jump at most, which is no end of the window. */
  #step(now: number): Step & { readonly isAtGoal: boolean } {
    const { next, horizon } = this.#source;
    const goal = this.#goal;
    const until = goal === null ? this.#window.until : goal.time + 1;
    const made = step(this.#clock, now, { next, horizon, until });
    return goal === null ? { ...made, isAtGoal: false } : { ...made, isAtEnd: false, isAtGoal: made.isAtEnd };
  }

  /** Holds the picture as soon as the refusal is seen in it. */
  #arrive(now: number): void {
    const { time, reached } = this.#goal ?? { time: 0, reached: null };
    if (this.#store.refusalAt(time) !== null || now - (reached ?? now) > SERVED_MS) this.#hold();
  }

  async #load(): Promise<void> {
    const source = this.#source;
    this.#isLoading = true;
    try {
      await source.load();
    } catch (error) {
      if (source !== this.#source) return;
      this.#error = error;
      this.pause();
    } finally {
      if (source === this.#source) {
        this.#isLoading = false;
        this.#wake();
      }
    }
  }

  #state(): Playing {
    const now = this.#frames.now();
    return {
      position: this.#clock.position,
      isPlaying: this.#clock.at !== null,
      isLoading: this.#isLoading && this.#source.ready === 0,
      isAtEnd: this.#isAtEnd,
      isLeft: this.#isLeft,
      skipped: this.#skipped !== null && now - this.#skipped.at < SAID_MS ? this.#skipped.ms : null,
      error: this.#error,
      hasNoRefusal: this.#hasNoRefusal,
      stopped:
        this.#goal === null || this.#goal.reached === null ? null : this.#store.refusalAt(this.#goal.time),
    };
  }

  #tell(): void {
    this.#told = this.#frames.now();
    this.#playing = this.#state();
    for (const listener of this.#listeners) listener();
  }
}
