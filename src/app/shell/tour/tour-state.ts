/** Where a person is on the tour of the console: kept by the browser, for this person. */
import { personalStore } from '../../query/personal-store.ts';

export type TourPhase =
  /** Never asked. */
  | 'new'
  /** Asked, and not now. */
  | 'declined'
  /** The card is shown. */
  | 'running'
  /** Begun, and left at its stop. */
  | 'left'
  | 'done';

export interface TourState {
  readonly phase: TourPhase;
  /** The id of the stop that they are at. Whether there is one of it, only the list of stops knows. */
  readonly stop: string | null;
}

const PHASES: readonly TourPhase[] = ['new', 'declined', 'running', 'left', 'done'];
const UNTOUCHED: TourState = { phase: 'new', stop: null };

/** What was kept, as far as it can be believed. */
export function parseTour(kept: unknown): TourState {
  if (typeof kept !== 'object' || kept === null || !('phase' in kept)) return UNTOUCHED;
  const phase = PHASES.find((each) => each === kept.phase);
  if (phase === undefined) return UNTOUCHED;
  const stop = 'stop' in kept && typeof kept.stop === 'string' && kept.stop.length <= 32 ? kept.stop : null;
  return { phase, stop };
}

const store = personalStore('tour', parseTour);
export const useTour = store.use;

/** A change of stop leads to its page; a page that is loaded anew while the tour runs stays where it is. */
let due = false;
export const isDue = (): boolean => due;
export function takeDue(): boolean {
  const was = due;
  due = false;
  return was;
}

/** From the kept stop on; from the first one where none is, or the tour was done. */
export function beginTour(): void {
  const { phase, stop } = store.get();
  due = true;
  store.set({ phase: 'running', stop: phase === 'left' ? stop : null });
}
export function goToStop(stop: string): void {
  due = true;
  store.set({ phase: 'running', stop });
}
export const leaveTour = (stop: string): void => store.set({ phase: 'left', stop });
export const endTour = (): void => store.set({ phase: 'done', stop: null });
export const declineTour = (): void => store.set({ phase: 'declined', stop: null });

/** What the menu and the palette call it; null while it runs. */
export function tourLabel({ phase }: TourState): string | null {
  if (phase === 'running') return null;
  return phase === 'left'
    ? 'Go on with the tour'
    : phase === 'done'
      ? 'Take the tour again'
      : 'Take the tour';
}
