/** Work that ends by itself, as a stream of its progress: each step is a message, and so is the result. */
import type { Change } from '../domain/state/entities.ts';
import type { Pairs } from '../domain/audit/event.ts';
import { ServiceError } from './errors.ts';
import type { MessageSource } from './operation.ts';

export interface Job<S, R, M> {
  readonly run: AsyncGenerator<S, R>;
  /** `position` counts messages from 0. */
  readonly stepMessage: (step: S, position: number) => M;
  readonly lastMessage: (result: R, position: number) => M;
  /** For the event at its end. */
  readonly recorded: (result: R) => { readonly parameters?: Pairs; readonly changes?: readonly Change[] };
  /** What is said when nobody waited for the end. */
  readonly givenUp: string;
}

/** Runs as its messages are taken. One that is not taken to its end is ended where it is, and booked as failed. */
export function jobSource<S, R, M>(job: Job<S, R, M>): MessageSource<M> {
  let position = 0;
  let last: M | null = null;
  let result: { readonly value: R } | null = null;
  let failure: { readonly error: unknown } | null = null;
  return {
    next: async () => {
      if (failure !== null) throw failure.error;
      try {
        const step = await job.run.next();
        if (step.done !== true) return (last = job.stepMessage(step.value, position++));
        result = { value: step.value };
        return (last = job.lastMessage(step.value, position++));
      } catch (error) {
        failure = { error };
        throw error;
      }
    },
    // Never reached: `next` waits for the work.
    idle: () => {
      if (last === null) throw new ServiceError('ConflictException', job.givenUp);
      return last;
    },
    ended: () => result !== null,
    stop: async () => {
      // What it holds is let go of; its result is not asked for any more.
      await job.run.return(undefined as R);
    },
    closing: () =>
      result === null
        ? { refusal: new ServiceError('ConflictException', job.givenUp) }
        : job.recorded(result.value),
  };
}
