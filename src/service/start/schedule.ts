import type { Scheduler } from '../scheduler/scheduler.ts';
import { every } from './background.ts';

const TICK_MS = 60_000;

export interface Schedule {
  /** No more ticks; resolves when the one under way has ended. */
  stop(): Promise<void>;
}

/** Ticks at once, for what came due while the desk was down, then every minute; never two at a time. */
export function startSchedule(scheduler: Scheduler, onError: (error: unknown) => void): Schedule {
  let under: Promise<void> | null = null;
  const tick = (): void => {
    under ??= scheduler
      .tick()
      .catch(onError)
      .finally(() => (under = null));
  };
  tick();
  const timer = every(tick, TICK_MS);
  return {
    async stop() {
      clearInterval(timer);
      await under;
    },
  };
}
