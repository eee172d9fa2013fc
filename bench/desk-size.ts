/**
 * What the envelope desk weighs, and how soon the demo paints: bytes of its route besides the shell's, gzip, from the build and as
 * Chromium fetches them; and the demo's first contentful paint with the processor slowed to a quarter, from a plain file server.
 */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { chromium, type Browser, type Page } from '@playwright/test';
import { openWelcome } from '../e2e/support/people.ts';
import config from '../playwright.config.ts';
import { FLOWS } from '../src/app/features/desk/flows/flows.ts';
import { paths } from '../src/app/paths.ts';
import { startTestDesk } from '../src/hosts/node/testing/desk.ts';
import { serveFolder } from './static-server.ts';
import { table } from './table.ts';

const ROOT = join(import.meta.dirname, '..');
const DIST = join(ROOT, 'dist');
const ROUTE = 'src/app/features/desk/desk-page.tsx';
const LIMIT_KB = 120;
const SLOWED = 4;
const TIMES = 5;
const FIRST_PAINT_MS = 1_500;

interface Chunk {
  readonly file: string;
  readonly css?: readonly string[];
  readonly isEntry?: boolean;
  readonly imports?: readonly string[];
}

const kilobytes = (files: Iterable<string>): number =>
  [...files].reduce((sum, file) => sum + gzipSync(readFileSync(join(DIST, file)), { level: 9 }).length, 0) /
  1000;
const isCode = (file: string): boolean => /\.(?:js|css)$/.test(file);

/** Files of a chunk and of all that it imports statically. */
function filesOf(
  manifest: Readonly<Record<string, Chunk>>,
  name: string,
  into = new Set<string>(),
): Set<string> {
  const chunk = manifest[name];
  if (chunk === undefined)
    throw new Error(`dist/.vite/manifest.json has no ${name}: bench/desk-size.ts no longer knows the desk.`);
  if (into.has(chunk.file)) return into;
  for (const file of [chunk.file, ...(chunk.css ?? [])]) into.add(file);
  for (const imported of chunk.imports ?? []) filesOf(manifest, imported, into);
  return into;
}

/** Files that a page fetches until it is at rest, by their place in the build. */
async function fetchedBy(page: Page, act: () => Promise<void>): Promise<Set<string>> {
  const fetched = new Set<string>();
  const note = (request: { url(): string }): void => {
    const { pathname } = new URL(request.url());
    if (pathname.startsWith('/assets/')) fetched.add(pathname.slice(1));
  };
  page.on('request', note);
  await act();
  await page.waitForLoadState('networkidle');
  page.off('request', note);
  return fetched;
}

async function sizes(browser: Browser): Promise<string> {
  const manifest = JSON.parse(readFileSync(join(DIST, '.vite/manifest.json'), 'utf8')) as Record<
    string,
    Chunk
  >; // Vite's own format
  const shell = new Set<string>();
  for (const [name, chunk] of Object.entries(manifest))
    if (chunk.isEntry === true) filesOf(manifest, name, shell);
  const route = filesOf(manifest, ROUTE).difference(shell);

  const desk = await startTestDesk();
  try {
    const context = await browser.newContext({ baseURL: desk.url, viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    await openWelcome(page, desk);
    const open = (path: string) => async (): Promise<void> => {
      await page.goto(path);
      await page.getByRole('heading', { level: 1 }).waitFor();
    };
    const settings = await fetchedBy(page, open(paths.settings()));
    const walked = await fetchedBy(page, async () => {
      for (const flow of FLOWS) {
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        await open(paths.desk({ flow: flow.id }))();
        // oxlint-disable-next-line no-await-in-loop -- as above
        await page.locator(`[data-flow="${flow.id}"]`).waitFor();
      }
    });
    const beside = walked.difference(settings);
    const fonts = [...beside].filter((file) => file.endsWith('.woff2'));
    const row = (what: string, files: Iterable<string>): string[] => {
      const all = [...files];
      return [
        what,
        kilobytes(all.filter((file) => file.endsWith('.js'))).toFixed(1),
        kilobytes(all.filter((file) => file.endsWith('.css'))).toFixed(1),
        kilobytes(all.filter(isCode)).toFixed(1),
      ];
    };
    return `${table(
      ['kB gzip', 'script', 'style', 'together'],
      [
        row('the shell', shell),
        row('the desk’s route besides the shell', route),
        row('fetched on /desk, in seven flows, besides /settings', beside),
      ],
    )}\n\nThe goal is ${LIMIT_KB} kB together. ${fonts.length === 0 ? 'No font is fetched for it.' : `Fonts besides: ${fonts.join(', ')}.`}`;
  } finally {
    await desk.stop();
  }
}

interface Visit {
  readonly painted: number;
  readonly there: number;
}

/** Milliseconds from the beginning of the navigation. */
async function visit(page: Page, url: string): Promise<Visit> {
  const slow = await page.context().newCDPSession(page);
  await slow.send('Emulation.setCPUThrottlingRate', { rate: SLOWED });
  await page.goto(url, { waitUntil: 'commit' });
  await page.getByRole('navigation', { name: 'Pages' }).waitFor({ state: 'visible', timeout: 120_000 });
  return page.evaluate(() => ({
    painted: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN,
    there: performance.now(),
  }));
}

const middle = (times: readonly number[]): number =>
  times.toSorted((a, b) => a - b)[times.length >> 1] ?? NaN;

async function demoPaints(browser: Browser, folder: string): Promise<string> {
  const built = join(folder, 'demo');
  await promisify(execFile)(
    process.execPath,
    [
      join(ROOT, 'node_modules/vite/bin/vite.js'),
      'build',
      '--mode',
      'demo',
      '--outDir',
      built,
      '--emptyOutDir',
    ],
    { cwd: ROOT },
  );
  const server = await serveFolder(built);
  const first: Visit[] = [];
  const second: Visit[] = [];
  try {
    for (let time = 0; time < TIMES; time++) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
      for (const visits of [first, second]) {
        // oxlint-disable-next-line no-await-in-loop -- as above
        const page = await context.newPage();
        // oxlint-disable-next-line no-await-in-loop -- as above
        visits.push(await visit(page, server.url));
        // oxlint-disable-next-line no-await-in-loop -- as above
        await page.close();
      }
      // oxlint-disable-next-line no-await-in-loop -- as above
      await context.close();
      process.stderr.write(`${JSON.stringify([first.at(-1), second.at(-1)])}\n`);
    }
  } finally {
    server.close();
  }
  const row = (what: string, visits: readonly Visit[]): string[] => {
    const painted = visits.map((each) => each.painted);
    return [
      what,
      middle(painted).toFixed(0),
      Math.max(...painted).toFixed(0),
      middle(visits.map((each) => each.there)).toFixed(0),
    ];
  };
  return `${table(
    [`the demo at 1/${SLOWED}`, 'first paint p50 ms', 'worst ms', 'the console is there, p50 ms'],
    [row('first visit: a year is made', first), row('second visit', second)],
  )}\n\n${TIMES} visits each, from a plain file server on this machine. The goal is ${FIRST_PAINT_MS} ms until the first paint.`;
}

/** Answers markdown. */
export async function measureDeskSize(folder: string): Promise<string> {
  const browser = await chromium.launch(config.use?.launchOptions);
  try {
    return `${await sizes(browser)}\n\n${await demoPaints(browser, folder)}`;
  } finally {
    await browser.close();
  }
}
