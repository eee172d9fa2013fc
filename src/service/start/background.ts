/** Timers that do not keep a process alive. A browser's are numbers, and keep nothing. */
const released = <T>(timer: T): T => {
  if (typeof timer === 'object' && timer !== null && 'unref' in timer)
    (timer as { readonly unref: () => void }).unref(); // Node's
  return timer;
};

export type Timer = ReturnType<typeof setTimeout>;
export const later = (work: () => void, ms: number): Timer => released(setTimeout(work, ms));
export const every = (work: () => void, ms: number): Timer => released(setInterval(work, ms));
