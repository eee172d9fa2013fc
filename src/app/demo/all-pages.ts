/** The demo's server may go when the page has come: what its pages are made of is fetched while nobody waits for anything. */
import type { RouteObject } from 'react-router';
import { startWorker } from '../own-worker.ts';
import identityWorker from '../policy/judge/identity-worker.ts?worker&url';
import policyWorker from '../policy/judge/policy-worker.ts?worker&url';
import type { FromWorker } from '../policy/judge/protocol.ts';

/** After the console is shown; its first page has much to do. */
const BEGIN_MS = 1_500;

/** A quiet moment, or what comes nearest where a browser does not tell of them. */
const quiet = (): Promise<void> =>
  new Promise((done) => {
    if (typeof requestIdleCallback === 'function') requestIdleCallback(() => done(), { timeout: 1_000 });
    else setTimeout(done, 50);
  });

type Load = () => Promise<unknown>;

/** The worker, and what it fetches itself as soon as it runs: it says when all of it has come. */
const whole = async (url: string): Promise<void> => {
  const worker = startWorker(url, 'policy');
  await new Promise<void>((done) => {
    worker.addEventListener('error', () => done());
    worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
      if (data.kind === 'whole') done();
    });
  });
  worker.terminate();
};

/** What pages fetch when it is first needed: charts, dialogs, menus. */
const PARTS: readonly Load[] = [
  () => import('../../domain/policy/lint/rule-docs.ts'),
  () => import('../../hosts/browser/desk/in-page.ts'),
  () => import('../../service/operations/policies/lint-text.ts'),
  () => import('../features/grants/revoke-chosen.tsx'),
  () => import('../features/keys/bulk-key-dialog.tsx'),
  () => import('../features/keys/columns-dialog.tsx'),
  () => import('../features/keys/export-dialog.tsx'),
  () => import('../features/keys/filter-dialog.tsx'),
  () => import('../features/keys/save-view-dialog.tsx'),
  () => import('../features/people/policies/elevation-question.tsx'),
  () => import('../features/people/policies/found.tsx'),
  () => import('../features/people/policies/give-dialog.tsx'),
  () => import('../features/people/policies/read-statements.ts'),
  () => import('../features/people/policies/versions-card.tsx'),
  () => import('../features/policy/builder/builder.tsx'),
  () => import('../features/policy/history/history.tsx'),
  () => import('../policy/editor/policy-editor.tsx'),
  () => whole(policyWorker),
  () => whole(identityWorker),
  () => import('../policy/findings/accept-finding.tsx'),
  () => import('../features/policy/saving/save-question.tsx'),
  () => import('../features/policy/templates/template-dialog.tsx'),
  () => import('../features/posture/accept-dialog.tsx'),
  () => import('../features/rotation/rotation-dialog.tsx'),
  () => import('../log-check/desk-log.ts'),
  () => import('../shell/bell-popover.tsx'),
  () => import('../shell/confirm-password-dialog.tsx'),
  () => import('../shell/navigation-sheet.tsx'),
  () => import('../shell/palette/palette.tsx'),
  () => import('../shell/session-ending.tsx'),
  () => import('../shell/shortcut-sheet.tsx'),
  () => import('../shell/sign-in-again.tsx'),
  () => import('../shell/tour/tour-card.tsx'),
  () => import('../shell/zone-dialog.tsx'),
  () => import('../ui/combo-box-list.tsx'),
  () => import('../ui/menu-popover.tsx'),
  () => import('../ui/outcome-timeline.tsx'),
  () => import('../ui/question.tsx'),
  () => import('../ui/tooltip-bubble.tsx'),
];

const loadsOf = (routes: readonly RouteObject[]): Load[] =>
  routes.flatMap(({ lazy, children }) => [
    ...(typeof lazy === 'function' ? [lazy as Load] : []),
    ...loadsOf(children ?? []),
  ]);

/** Every part and every page once, one after the other. One that cannot be had is left to who needs it. */
export async function bringAllPages(
  routes: readonly RouteObject[],
  parts: readonly Load[] = PARTS,
  after = BEGIN_MS,
): Promise<void> {
  await new Promise((done) => setTimeout(done, after));
  /* oxlint-disable no-await-in-loop -- one after the other, so that whoever waits for something else comes first */
  for (const load of [...parts, ...loadsOf(routes)]) {
    await quiet();
    await load().catch(() => undefined);
  }
  /* oxlint-enable no-await-in-loop */
}
