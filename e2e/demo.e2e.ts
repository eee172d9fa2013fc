/** The demo: the console over a desk in the page, from a folder that a plain file server serves; nothing else is ever asked for. */
import { execFile } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test, type Page } from '@playwright/test';
import { removeDirectory, temporaryDirectory } from '../src/hosts/node/testing/desk.ts';
import { expectNoViolations } from './support/accessibility.ts';
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

/** Files below the folder, by their path; nothing else. */
function serve(): Promise<Server> {
  const made = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const file = join(folder, path === FOLDER ? 'index.html' : path.slice(FOLDER.length));
    if (request.method !== 'GET' || !path.startsWith(FOLDER) || !file.startsWith(folder) || !isFile(file)) {
      response.writeHead(404).end();
      return;
    }
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
    if (request.method() !== 'GET' || !request.url().startsWith(address))
      asked.push(`${request.method()} ${request.url()}`);
  });
  await open(page);
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
  watch.verify();
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
