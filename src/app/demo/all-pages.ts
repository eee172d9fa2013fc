/** The demo's server may go when the page has come: what its pages are made of is fetched while nobody waits for anything. */
import type { RouteObject } from 'react-router';

/** After the console is shown; its first page has much to do. */
const BEGIN_MS = 1_500;

/** A quiet moment, or what comes nearest where a browser does not tell of them. */
const quiet = (): Promise<void> =>
  new Promise((done) => {
    if (typeof requestIdleCallback === 'function') requestIdleCallback(() => done(), { timeout: 1_000 });
    else setTimeout(done, 50);
  });

type Load = () => Promise<unknown>;

const loadsOf = (routes: readonly RouteObject[]): Load[] =>
  routes.flatMap(({ lazy, children }) => [
    ...(typeof lazy === 'function' ? [lazy as Load] : []),
    ...loadsOf(children ?? []),
  ]);

/** Every page once, one after the other. One that cannot be had is left to who goes there. */
export async function bringAllPages(routes: readonly RouteObject[], after = BEGIN_MS): Promise<void> {
  await new Promise((done) => setTimeout(done, after));
  /* oxlint-disable no-await-in-loop -- one after the other, so that whoever waits for something else comes first */
  for (const load of loadsOf(routes)) {
    await quiet();
    await load().catch(() => undefined);
  }
  /* oxlint-enable no-await-in-loop */
}
