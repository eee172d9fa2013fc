/** What the console loads of this host, as one: the demo, opened for this tab. */
import '../no-eval.ts';
import type { OperationalLog } from '../../../service/log.ts';
import { pageTransport } from '../desk/page-transport.ts';
import { openDemo, resetDemo, VISITOR } from './demo.ts';
import { holdDemo } from './one-tab.ts';

const NAME = 'keydesk-demo';

export interface StartedDemo {
  readonly fetch: typeof fetch;
  readonly visitor: typeof VISITOR;
  /** Closes the demo and takes everything away. */
  reset(): Promise<void>;
}

/** The browser's console: what an operator would read. Events have no secrets, and neither has this. */
const log: OperationalLog = {
  error: (fields, message) => console.error(message, fields),
  warn: (fields, message) => console.warn(message, fields),
  info: () => {},
};

/**
 * Null when another tab has the demo. `onLost`: another tab took it over, or the browser took the data away. Rejects with an error whose
 * message is for a person.
 */
export async function startDemo(takeOver: boolean, onLost: () => void): Promise<StartedDemo | null> {
  if (!(await holdDemo(takeOver, onLost))) return null;
  const demo = await openDemo({
    name: NAME,
    version: 'demo',
    endpoint: window.location.origin,
    log,
    now: Date.now(),
    onLost,
  });
  return {
    fetch: pageTransport(demo),
    visitor: VISITOR,
    reset: async () => {
      await demo.close();
      await resetDemo(NAME);
    },
  };
}

/** When it could not be opened at all: the next start begins anew. */
export const forgetDemo = (): Promise<void> => resetDemo(NAME);
