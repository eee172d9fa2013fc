/**
 * The desk between a stream and React: what comes is counted at once, outside of any render, and what is to be drawn changes at most once
 * an animation frame, and where the desk aggregates, four times a second. So 5,000 events a second cost no more renders than five.
 */
import { PLACES } from './mode.ts';
import { Visits, type View, type Visit } from './visits.ts';

/** Numbers that change more often are not read. */
const MANY_MS = 250;

/** What the page is shown. */
export interface Shown {
  readonly view: View;
  /** It is held as it was. */
  readonly isHeld: boolean;
  /** Came in since it is held. */
  readonly waiting: number;
}

/** The page's frames and its clock, ms; a test has its own. */
export interface Frames {
  readonly now: () => number;
  readonly request: (frame: () => void) => number;
  readonly cancel: (id: number) => void;
}

export const OF_THE_PAGE: Frames = {
  now: () => performance.now(),
  request: (frame) => requestAnimationFrame(frame),
  cancel: (id) => cancelAnimationFrame(id),
};

/** Where in the picture something changes; equal strings, equal pictures. */
const lookOf = ({ visits, visitor, waiting, mode, counts }: View): string =>
  `${mode} ${visits} ${visitor?.visit.sequence} ${visitor?.phase} ${waiting.length} ${JSON.stringify(counts)}`;

export class LiveStore {
  readonly #frames: Frames;
  #places: number;
  #visits: Visits;
  #shown: Shown;
  #look = '';
  #drawn = -Infinity;
  #frame: number | null = null;
  readonly #listeners = new Set<() => void>();

  constructor(places = PLACES, frames: Frames = OF_THE_PAGE) {
    this.#frames = frames;
    this.#places = places;
    this.#visits = new Visits(places);
    this.#shown = { view: this.#visits.view(), isHeld: false, waiting: 0 };
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    this.#wake();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0 || this.#frame === null) return;
      this.#frames.cancel(this.#frame);
      this.#frame = null;
    };
  };

  readonly shown = (): Shown => this.#shown;

  /** From here on a quiet second counts as one. */
  begin(): void {
    this.#visits.begin(this.#frames.now());
    this.#wake();
  }

  feed(visits: readonly Visit[]): void {
    if (visits.length === 0) return;
    this.#visits.feed(visits, this.#frames.now());
    this.#wake();
  }

  /** A moment of the log behind the newest refusal that came so far, or `otherwise`. */
  newestRefusal(otherwise: number): number {
    const refused = this.#visits.newestRefusal;
    return refused === null ? otherwise : Math.max(otherwise, refused + 1);
  }

  /** How the visit of that moment of the log ended, if it is a refusal or a failure that the picture shows: at the counter, or counted in. */
  refusalAt(time: number): 'denied' | 'failed' | null {
    const { mode, visitor, lines } = this.#shown.view;
    const seen = mode === 'many' ? lines : visitor?.phase === 'answered' ? [visitor.visit] : [];
    for (const { time: at, outcome } of seen)
      if (at === time && (outcome === 'denied' || outcome === 'failed')) return outcome;
    return null;
  }

  /** So many guests have room from here on. */
  seat(places: number): void {
    this.#places = places;
    this.#visits.seat(places);
    this.#wake();
  }

  /** Everything is forgotten: another search, or another place in the log. */
  reset(): void {
    this.#visits = new Visits(this.#places);
    this.#visits.begin(this.#frames.now());
    this.#look = '';
    this.#show({ view: this.#visits.view(), isHeld: false, waiting: 0 });
    this.#wake();
  }

  /** Holds what is shown, or lets it go on; what comes meanwhile is counted. */
  hold(isHeld: boolean): void {
    this.#look = '';
    this.#show(isHeld ? { ...this.#shown, isHeld } : { view: this.#visits.view(), isHeld, waiting: 0 });
    this.#wake();
  }

  #wake(): void {
    if (this.#listeners.size > 0) this.#frame ??= this.#frames.request(this.#draw);
  }

  readonly #draw = (): void => {
    this.#frame = null;
    const now = this.#frames.now();
    const goesOn = this.#visits.pass(now);
    this.#redraw(now);
    if (goesOn) this.#wake();
  };

  #redraw(now: number): void {
    const { view: old, isHeld } = this.#shown;
    const isSlow = isHeld || old.mode === 'many';
    if (isSlow && now - this.#drawn < MANY_MS) {
      // Nothing may come any more that would wake it.
      this.#wake();
      return;
    }
    const view = this.#visits.view();
    const waiting = isHeld ? view.visits - old.visits : 0;
    const look = isHeld ? String(waiting) : lookOf(view);
    if (look === this.#look) return;
    this.#look = look;
    this.#drawn = now;
    this.#show(isHeld ? { view: old, isHeld, waiting } : { view, isHeld, waiting });
  }

  #show(shown: Shown): void {
    this.#shown = shown;
    for (const listener of this.#listeners) listener();
  }
}
