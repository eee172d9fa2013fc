/** What the console loads of this host, as one: the demo, opened for this tab. */
import '../no-eval.ts';
import type { OperationalLog } from '../../../service/log.ts';
import { pageTransport } from '../desk/page-transport.ts';
import { openDemo, resetDemo, VISITOR } from './demo.ts';
import { holdDemo } from './one-tab.ts';
import { carrier, NoWorkerError, type Carrier, type Worker } from './way.ts';

const NAME = 'keydesk-demo';
/** The worker begins beside the opening, and is mostly first. Where it is not the console waits for it no longer than this. */
const WAIT_MS = 1_000;

export interface StartedDemo {
  readonly carrier: Carrier;
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

/** MSW's worker in this page's folder, over `desk`. */
async function openWorker(desk: typeof fetch): Promise<Worker> {
  if (!window.isSecureContext) throw new NoWorkerError('insecure');
  if (!('serviceWorker' in navigator)) throw new NoWorkerError('unsupported');
  const { startWorker } = await import('./worker.ts');
  const folder = new URL('./', window.location.href).href;
  return startWorker(new URL(import.meta.env.DEMO_WORKER, folder).href, { folder, desk });
}

/**
 * Null when another tab has the demo. `onLost`: another tab took it over, or the browser took the data away. Rejects with an error whose
 * message is for a person.
 */
export async function startDemo(takeOver: boolean, onLost: () => void): Promise<StartedDemo | null> {
  if (!(await holdDemo(takeOver, onLost))) return null;
  const { promise: desk, resolve: opened } = Promise.withResolvers<typeof fetch>();
  const worker = openWorker(async (input, init) => (await desk)(input, init));
  // Looked at below; the opening may fail first.
  worker.catch(() => {});
  const demo = await openDemo({
    name: NAME,
    version: 'demo',
    endpoint: window.location.origin,
    log,
    now: Date.now(),
    onLost,
  });
  const straight = pageTransport(demo);
  opened(straight);
  const carried = carrier(straight, worker);
  await Promise.race([carried.settled, new Promise((done) => setTimeout(done, WAIT_MS))]);
  return {
    carrier: carried,
    visitor: VISITOR,
    reset: async () => {
      await demo.close();
      await resetDemo(NAME);
    },
  };
}

/** When it could not be opened at all: the next start begins anew. */
export const forgetDemo = (): Promise<void> => resetDemo(NAME);
