/** One tab at a time has the demo: two would write over one another. */

const LOCK = 'keydesk-demo';

/** Holds the demo for as long as the page lives; false when another tab has it. `onTaken`: another tab took it over. */
export function holdDemo(takeOver: boolean, onTaken: () => void): Promise<boolean> {
  return new Promise((held, failed) => {
    navigator.locks
      .request(LOCK, takeOver ? { steal: true } : { ifAvailable: true }, (lock) => {
        held(lock !== null);
        // Never let go of: the page's end does.
        return lock === null ? undefined : new Promise<never>(() => {});
      })
      .catch((error: unknown) => {
        if (error instanceof DOMException && error.name === 'AbortError') onTaken();
        else failed(error instanceof Error ? error : new Error('the lock of the demo failed'));
      });
  });
}
