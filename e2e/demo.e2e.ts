/**
 * The demo: the console over a desk in the page, from a folder that a plain file server serves; nothing else is ever asked of it. Requests
 * come to the desk by MSW's service worker, and straight where there is none.
 */
import { execFile } from 'node:child_process';
import { globSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { removeDirectory, temporaryDirectory } from '../src/hosts/node/testing/desk.ts';
import { expectNoViolations } from './support/accessibility.ts';
import { FLOW_IDS, nextFlow, standsAt, walkFlow } from './support/desk-walk.ts';
import { settled } from './support/pages.ts';
import { Watch } from './support/watch.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FOLDER = '/some/folder/';
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

let folder: string;
let server: Server;
let address: string;
/** What reached the server and is no file of the folder. */
const strays: string[] = [];
/** Files that it was asked for since a test began. */
const served = new Set<string>();

/** Files below the folder, by their path; nothing else. */
function serve(): Promise<Server> {
  const made = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const file = join(folder, path === FOLDER ? 'index.html' : path.slice(FOLDER.length));
    if (request.method !== 'GET' || !path.startsWith(FOLDER) || !file.startsWith(folder) || !isFile(file)) {
      strays.push(`${request.method} ${path}`);
      response.writeHead(404).end();
      return;
    }
    served.add(file.slice(folder.length + 1));
    response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' });
    response.end(readFileSync(file));
  });
  return new Promise((done) => made.listen(0, '127.0.0.1', () => done(made)));
}
function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

test.beforeAll(async () => {
  folder = temporaryDirectory();
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
  await promisify(execFile)(
    process.execPath,
    [vite, 'build', '--mode', 'demo', '--outDir', folder, '--emptyOutDir'],
    { cwd: ROOT },
  );
  server = await serve();
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}${FOLDER}`; // it listens on a port
});
test.beforeEach(() => served.clear());
test.afterEach(() => {
  expect(strays.splice(0), 'asked of the server').toEqual([]);
});
test.afterAll(() => {
  server.close();
  removeDirectory(folder);
});

const go = (page: Page, to: string): Promise<void> =>
  page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: to, exact: true }).click();
const open = async (page: Page): Promise<void> => {
  // It was here before: the first time the demo opens on the envelope desk.
  await page.addInitScript(() => localStorage.setItem('keydesk-landed', '1'));
  await page.goto(address);
  // The first time a year is made.
  await expect(page.getByRole('heading', { level: 1, name: 'Home' })).toBeVisible({ timeout: 60_000 });
};

test('the whole console works in the page, keeps what was done, and forgets it when asked', async ({
  page,
  context,
}) => {
  test.setTimeout(180_000);
  const watch = new Watch();
  await watch.attach(context);
  const asked: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(address)) asked.push(`${request.method()} ${request.url()}`);
  });
  const answers = answersOf(page);
  await open(page);
  // The worker was ready before the desk: not even the first page goes another way.
  expect(answers.worker).toContain('api/DescribeHome');
  await expect(page.getByText('Demo.')).toBeVisible();
  await expect(page.getByRole('main')).toContainText('Verified');
  for (const [to, words] of [
    ['Keys', '12 in all'],
    ['Rotation', 'The year ahead'],
    ['Audit', '19,7'],
    ['People & services', 'mara.lindqvist'],
    ['Vault', 'A script in this page'],
    ['Settings', 'Settings'],
  ] as const) {
    await go(page, to);
    await expect(page.getByRole('main')).toContainText(words);
    await settled(page);
    await expectNoViolations(page);
  }

  await go(page, 'Keys');
  await page.getByRole('link', { name: 'Create key' }).click();
  await page.getByRole('textbox', { name: 'Alias' }).fill('made-in-a-page');
  await page.getByRole('button', { name: 'Create key' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'made-in-a-page' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: 'made-in-a-page' })).toBeVisible();
  await go(page, 'Keys');
  await expect(page.getByRole('main')).toContainText('13 in all');

  await page.getByRole('button', { name: 'Signed in as user/anna' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  const [, name = '', password = ''] =
    /you are (\w+), by “(.+)”/.exec((await page.getByText('In the demo you are').textContent()) ?? '') ?? [];
  await page.getByRole('textbox', { name: 'Name' }).fill(name);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await go(page, 'Keys');
  await expect(page.getByRole('main')).toContainText('13 in all');

  await page.getByRole('button', { name: 'Reset…' }).click();
  await page.getByRole('button', { name: 'Throw away what I did' }).click();
  await expect(page.getByRole('main')).toContainText('12 in all', { timeout: 60_000 });
  expect(asked).toEqual([]);
  expect(answers.server).toEqual([]);
  watch.verify();
});

/** Answers of the desk, by who gave them: the service worker, or (which must not be) the server. */
function answersOf(page: Page): { readonly worker: string[]; readonly server: string[] } {
  const answers = { worker: [] as string[], server: [] as string[] };
  page.on('response', (response) => {
    const path = response.url().slice(address.length);
    if (!/^(api\/|log\/|healthz)/.test(path)) return;
    answers[response.fromServiceWorker() ? 'worker' : 'server'].push(path);
  });
  return answers;
}
const requestsLine = (page: Page) =>
  page.getByRole('main').getByText('Requests', { exact: true }).locator('xpath=following-sibling::dd[1]');

/** Makes a key and looks at the log, with nothing left but the page. */
async function worksWithoutNetwork(page: Page, context: BrowserContext): Promise<void> {
  // The rest of the console comes by itself, while nobody asks for anything.
  const code = globSync('assets/*.{js,css}', { cwd: folder });
  expect(code.length).toBeGreaterThan(100);
  await expect.poll(() => code.filter((file) => !served.has(file)), { timeout: 60_000 }).toEqual([]);
  await page.waitForLoadState('networkidle');
  await context.setOffline(true);
  await go(page, 'Keys');
  await page.getByRole('link', { name: 'Create key' }).click();
  await page.getByRole('textbox', { name: 'Alias' }).fill('made-offline');
  await page.getByRole('button', { name: 'Create key' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'made-offline' })).toBeVisible();
  await go(page, 'Audit');
  await expect(page.getByRole('main')).toContainText('made-offline');
  await context.setOffline(false);
}

test('requests go by MSW’s service worker, also offline, and by the new one where an older is left', async ({
  page,
  context,
}) => {
  test.setTimeout(120_000);
  const watch = new Watch();
  await watch.attach(context);
  // An older build's, which would break everything, has this folder.
  writeFileSync(
    join(folder, 'older-worker.js'),
    `addEventListener('fetch', (event) => {
      if (/\\/(api|log|healthz)\\b/.test(event.request.url)) event.respondWith(new Response('older', { status: 500 }));
    });`,
  );
  await page.goto(`${address}scheme.js`);
  await page.evaluate(async () => {
    await navigator.serviceWorker.register('./older-worker.js');
    await navigator.serviceWorker.ready;
  });
  const answers = answersOf(page);
  await open(page);
  const script = (): Promise<string> =>
    page.evaluate(() => navigator.serviceWorker.controller?.scriptURL ?? '');
  expect(await script()).toMatch(/\/some\/folder\/demo-worker\.js\?v=[0-9a-f]{12}$/);
  await worksWithoutNetwork(page, context);
  expect(answers.worker).toEqual(expect.arrayContaining(['api/CreateKey', 'log/checkpoint']));
  await go(page, 'Settings');
  await expect(requestsLine(page)).toContainText('a service worker (MSW) takes each one');

  // A forced reload goes past a worker; the page asks to be taken in again.
  const browser = await context.newCDPSession(page);
  await browser.send('Page.reload', { ignoreCache: true });
  await expect(requestsLine(page)).toContainText('a service worker (MSW) takes each one');
  answers.worker.splice(0);
  await go(page, 'Home');
  await expect.poll(() => answers.worker).toContain('api/DescribeHome');
  expect(answers.server).toEqual([]);
  watch.verify();
});

test('a stream comes through the worker as it is written, and ends at the desk when it is put down', async ({
  page,
  context,
}) => {
  const watch = new Watch();
  await watch.attach(context);
  await open(page);
  const answers = answersOf(page);
  // As the console asks, but without its own way of taking a request back: what the worker itself passes on is seen.
  const seen = await page.evaluate(async () => {
    const post = (operation: string, body: object, signal?: AbortSignal): Promise<Response> =>
      fetch(`api/${operation}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-keydesk': '1' },
        body: JSON.stringify(body),
        ...(signal === undefined ? {} : { signal }),
      });
    const stopped = new AbortController();
    const tail = await post('TailAuditEvents', {}, stopped.signal);
    if (tail.body === null) throw new Error('no stream came');
    const reader = tail.body.pipeThrough(new TextDecoderStream()).getReader();
    await post('CreateKey', { Description: 'seen in the stream' });
    let text = '';
    while (!text.includes('CreateKey')) text += (await reader.read()).value ?? '';
    stopped.abort();
    const end = await reader.read().then(
      () => 'went on',
      (error: unknown) => (error instanceof Error ? error.name : ''),
    );
    // The desk books the end of a stream: it has heard that nobody reads any more.
    let closed = false;
    for (let tries = 0; tries < 50 && !closed; tries++) {
      const found = await post('SearchAuditEvents', { Operation: 'TailAuditEvents' });
      closed = (await found.text()).includes('["stream","closed"]');
      if (!closed) await new Promise((done) => setTimeout(done, 100));
    }
    const unknown = await fetch('api/GetSession', { method: 'POST', credentials: 'omit', body: '{}' });
    const other = await fetch('api/GetSession');
    return {
      type: tail.headers.get('content-type'),
      end,
      closed,
      unknown: unknown.status,
      other: other.status,
    };
  });
  expect(seen).toEqual({
    type: 'text/event-stream',
    end: 'AbortError',
    closed: true,
    unknown: 401,
    other: 404,
  });
  expect(answers.worker).toContain('api/TailAuditEvents');
  expect(answers.server).toEqual([]);
  watch.expectHttpError('api/GetSession', 401);
  watch.expectHttpError('api/GetSession', 404);
  watch.verify();
});

test('at first it opens on the envelope desk, whose every step is walked there by keyboard, without a network', async ({
  page,
  context,
}) => {
  test.setTimeout(180_000);
  await page.goto(address);
  await expect(page.getByRole('heading', { level: 1, name: 'Envelope desk' })).toBeVisible({
    timeout: 60_000,
  });
  const first = FLOW_IDS[0] ?? '';
  await standsAt(page, first, 0);
  await context.setOffline(true);
  for (const flow of FLOW_IDS) {
    // oxlint-disable-next-line no-await-in-loop -- one walk after the other
    await walkFlow(page, flow);
    // oxlint-disable-next-line no-await-in-loop -- likewise
    if (flow !== FLOW_IDS.at(-1)) await nextFlow(page);
  }
  await context.setOffline(false);
  // The second time the address leads to Home.
  await page.goto('about:blank');
  await page.goto(address);
  await expect(page.getByRole('heading', { level: 1, name: 'Home' })).toBeVisible({ timeout: 60_000 });
});

test.describe('without service workers', () => {
  test.use({ serviceWorkers: 'block' });

  test('the same console goes straight to the desk, also offline', async ({ page, context }) => {
    test.setTimeout(120_000);
    const watch = new Watch();
    await watch.attach(context);
    const answers = answersOf(page);
    await open(page);
    await worksWithoutNetwork(page, context);
    await go(page, 'Settings');
    await expect(requestsLine(page)).toContainText('handed straight to the desk');
    await page.reload();
    await expect(requestsLine(page)).toContainText('handed straight to the desk');
    expect(answers).toEqual({ worker: [], server: [] });
    watch.verify();
  });
});

test('opened as a file it says how it is started', async ({ page }) => {
  await page.goto(`file://${join(folder, 'index.html')}`);
  await expect(page.getByRole('heading', { name: 'The demo has not started' })).toBeVisible();
  await expect(page.getByText('python3 -m http.server')).toBeVisible();
  await expectNoViolations(page);
});

test('the worker is the installed package’s, and the service’s console has nothing of it', () => {
  const installed = fileURLToPath(import.meta.resolve('msw/mockServiceWorker.js'));
  expect(readFileSync(join(folder, 'mockServiceWorker.js')).equals(readFileSync(installed))).toBe(true);
  const withMsw = (built: string): string[] =>
    globSync('**/*.{js,html}', { cwd: built }).filter((file) =>
      /MOCK_ACTIVATE|not-started|handed straight to the desk in it/.test(
        readFileSync(join(built, file), 'utf8'),
      ),
    );
  expect(withMsw(folder).length).toBeGreaterThan(2);
  expect(globSync('assets/*.js', { cwd: join(ROOT, 'dist') }).length).toBeGreaterThan(20);
  expect(withMsw(join(ROOT, 'dist'))).toEqual([]);
});

test('one tab has it at a time; another may take it over', async ({ page, context }) => {
  test.setTimeout(120_000);
  await open(page);
  const second = await context.newPage();
  await second.goto(address);
  await expect(second.getByRole('heading', { level: 1 })).toHaveText('The demo is open in another tab');
  await expectNoViolations(second);
  await second.getByRole('button', { name: 'Take it over here' }).click();
  await expect(second.getByRole('heading', { level: 1, name: 'Home' })).toBeVisible();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('The demo is open in another tab');
});
