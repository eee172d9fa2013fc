/** MSW in the demo: its service worker takes what the console asks of the desk, and this page answers. Loaded beside the opening. */
import { setupWorker } from 'msw/browser';
import { bothEnds, type CarriedDesk } from './ends.ts';
import { NoWorkerError, type Worker } from './way.ts';

/** A worker that is there already takes this page in within this time. */
const CLAIM_MS = 2_000;

const changed = (): Promise<void> =>
  new Promise((done, failed) => {
    navigator.serviceWorker.addEventListener('controllerchange', () => done(), { once: true });
    setTimeout(() => failed(new NoWorkerError('refused', 'the page was not taken in')), CLAIM_MS);
  });

const isBy = (worker: ServiceWorker | null, script: string): boolean => worker?.scriptURL === script;

/** The worker at `script` carries requests of this page from now on. Rejects with NoWorkerError or what the browser refuses it with. */
export async function startWorker(script: string, carried: CarriedDesk): Promise<Worker> {
  const workers = navigator.serviceWorker;
  const { ask, handlers } = bothEnds(carried);
  // A forced reload goes past the worker that is there; MSW would load the page once more for it.
  const active = (await workers.getRegistration(carried.folder))?.active ?? null;
  if (workers.controller === null && active !== null && isBy(active, script)) {
    const taken = changed();
    active.postMessage('keydesk:claim');
    await taken;
  }
  await setupWorker(...handlers).start({
    serviceWorker: { url: script, options: { scope: carried.folder, updateViaCache: 'none' } },
    onUnhandledFrame: 'bypass',
    quiet: true,
  });
  if (!isBy(workers.controller, script)) await changed();
  const mine = workers.controller;
  if (mine === null || !isBy(mine, script)) throw new NoWorkerError('refused', 'another worker has the page');
  // Another one in its place (a newer build, in another tab) would not know this page.
  return { fetch: ask, isThere: () => workers.controller === mine };
}
