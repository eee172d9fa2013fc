/**
 * The state of a walk, pure. Where a person wants to stand is one thing, how far the walk has really come another: acts are done one
 * after the other until it has come there. A step that was reached stays as it was: going back sets it, plays nothing and asks nobody.
 */
import type { FlowId } from '../scene/picture.ts';
import type { CallMade, Moment } from './moment.ts';

export interface Walk {
  readonly flow: FlowId;
  /** How many steps the flow has. */
  readonly steps: number;
  /** Where the person wants to stand. */
  readonly target: number;
  /** Where a person stood who went one step forward; null: they came another way. See `movesFrom`. */
  readonly from: number | null;
  /** What was true at each step reached. */
  readonly moments: readonly Moment[];
  /** Why it cannot go on: the act of the step after the last moment was refused. */
  readonly stopped: Stopped | null;
  readonly playing: boolean;
  /** Counts beginnings: what an act of an earlier one answers is dropped. */
  readonly run: number;
}

export interface Stopped {
  /** The step that was not reached. */
  readonly at: number;
  readonly message: string;
  /** Of the refusal, or of the failure to be answered; null when the page itself failed. */
  readonly code: string | null;
  /** The call that was refused; null when the page itself failed. */
  readonly call: CallMade | null;
}

export type WalkEvent =
  | { readonly kind: 'went'; readonly flow: FlowId; readonly steps: number; readonly to: number }
  | { readonly kind: 'did'; readonly run: number; readonly at: number; readonly moment: Moment }
  | { readonly kind: 'failed'; readonly run: number; readonly stopped: Stopped }
  | { readonly kind: 'tried-again' }
  | { readonly kind: 'began-anew' }
  | { readonly kind: 'played' | 'paused' };

export const begin = (flow: FlowId, steps: number, to: number, run = 0): Walk => ({
  flow,
  steps,
  target: clampStep(to, steps),
  from: null,
  moments: [],
  stopped: null,
  playing: false,
  run,
});

/** A step that there is, for whatever an address says. */
export const clampStep = (step: number, steps: number): number =>
  Number.isInteger(step) ? Math.max(0, Math.min(step, steps - 1)) : 0;

/** The step that is shown: never one that was not reached. Null before the first one. */
export const shown = (walk: Walk): number | null =>
  walk.moments.length === 0 ? null : Math.min(walk.target, walk.moments.length - 1);

/** The step that the picture moves from; null: it is set. Only one step forward moves. */
export function movesFrom(walk: Walk): number | null {
  const at = shown(walk);
  return at !== null && walk.from === at - 1 ? walk.from : null;
}

/** The step whose act is to be done now; null: the walk stands, or is stopped. */
export const wanted = (walk: Walk): number | null =>
  walk.stopped === null && walk.target >= walk.moments.length ? walk.moments.length : null;

export const isLast = (walk: Walk): boolean => walk.target === walk.steps - 1;

/** Throws never; an event that no longer matters changes nothing. */
export function walked(walk: Walk, event: WalkEvent): Walk {
  switch (event.kind) {
    case 'went': {
      if (event.flow !== walk.flow)
        return { ...begin(event.flow, event.steps, event.to, walk.run + 1), playing: walk.playing };
      const to = clampStep(event.to, walk.steps);
      if (to === walk.target) return walk;
      const was = shown(walk);
      // A stop stays until its step is tried again: to go back is always possible.
      return {
        ...walk,
        target: to,
        from: was !== null && to === was + 1 ? was : null,
        playing: walk.playing && to > walk.target,
      };
    }
    case 'did': {
      // Who went back meanwhile finds the step done when they come again: an act is never done twice.
      if (event.run !== walk.run || event.at !== walk.moments.length) return walk;
      return { ...walk, moments: [...walk.moments, event.moment] };
    }
    case 'failed':
      return event.run !== walk.run || event.stopped.at !== walk.moments.length
        ? walk
        : { ...walk, stopped: event.stopped, playing: false };
    case 'tried-again':
      return walk.stopped === null ? walk : { ...walk, stopped: null };
    case 'began-anew':
      return begin(walk.flow, walk.steps, 0, walk.run + 1);
    case 'played':
      return walk.stopped === null ? { ...walk, playing: true } : walk;
    case 'paused':
      return walk.playing ? { ...walk, playing: false } : walk;
  }
}
