/**
 * What a browser keeps of every kind of secret that a person meets: nothing. Not in the page, its address, its history or its form fields, not in
 * any storage, not where a script of the page could read a cookie. On the service's side: src/hosts/node/recovery/secrets.test.ts.
 */
import type { Page, Response } from '@playwright/test';
import { expect, SIGNED_OUT, test } from './fixtures.ts';
import { standsAt } from './support/desk-walk.ts';
import { ADMINISTRATOR, openWelcome, signIn } from './support/people.ts';

test.use({ storageState: SIGNED_OUT });

/** All that this page, or another script of its origin, could find later. */
const keptBy = (page: Page): Promise<string> =>
  page.evaluate(async () => {
    const found: unknown[] = [
      document.documentElement.outerHTML,
      [...document.querySelectorAll('input, textarea')].map((field) => (field as HTMLInputElement).value),
      Object.entries(localStorage),
      Object.entries(sessionStorage),
      document.cookie,
      location.href,
      history.state,
      window.name,
      performance.getEntries().map(({ name }) => name),
    ];
    for (const { name } of await indexedDB.databases()) {
      const database = await new Promise<IDBDatabase>((done, fail) => {
        const opening = indexedDB.open(name ?? '');
        opening.addEventListener('success', () => done(opening.result));
        opening.addEventListener('error', () => fail(new Error(`${name} does not open`)));
      });
      for (const store of database.objectStoreNames)
        // oxlint-disable-next-line no-await-in-loop -- a page has few
        found.push(
          await new Promise((done) => {
            const reading = database.transaction(store).objectStore(store).getAll();
            reading.addEventListener('success', () => done(reading.result));
          }),
        );
      database.close();
    }
    for (const cache of await caches.keys())
      // oxlint-disable-next-line no-await-in-loop -- a page has none
      found.push((await (await caches.open(cache)).keys()).map(({ url }) => url));
    return JSON.stringify(found);
  });

test('a browser keeps no secret that it was shown or given', async ({ page, context, freshDesk }) => {
  test.setTimeout(120_000);
  const secrets = new Map<string, string>();
  const keep = (name: string, secret: string | undefined): void => {
    expect(secret?.length ?? 0, name).toBeGreaterThan(8);
    secrets.set(name, secret ?? '');
  };
  const tokenOf = (link: string | null): string | undefined => /token=([^&]+)/.exec(link ?? '')?.[1];
  /** Members of answers that are secrets, as they pass by. */
  const answered = async (response: Response): Promise<void> => {
    const name = /\/api\/(\w+)$/.exec(response.url())?.[1];
    if (name === undefined || !response.ok() || name === 'TailAuditEvents') return;
    const body = (await response.json().catch(() => ({}))) as Record<string, unknown>; // objects, all of them
    if (typeof body['Plaintext'] === 'string') keep(`plaintext of ${name}`, body['Plaintext']);
    if (typeof body['SecretAccessKey'] === 'string') keep(`secret of ${name}`, body['SecretAccessKey']);
    if (typeof body['Link'] === 'string') keep(`link of ${name}`, tokenOf(body['Link']));
  };
  const answers: Promise<void>[] = [];
  page.on('response', (response) => answers.push(answered(response)));

  keep('welcome token', tokenOf(freshDesk.welcomeUrl));
  keep('password', ADMINISTRATOR.password);
  await openWelcome(page, freshDesk);

  await page.goto(`${freshDesk.url}/services/new`);
  await page.getByRole('textbox', { name: 'Name' }).fill('keeps-nothing');
  await page.getByRole('button', { name: 'Create service' }).click();
  await page.getByRole('button', { name: 'I stored it' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'keeps-nothing', exact: true })).toBeVisible();

  await page.goto(`${freshDesk.url}/people/invite`);
  await page.getByRole('textbox', { name: 'Name' }).fill('dora');
  await page.getByRole('button', { name: 'Make the link' }).click();
  await page.getByRole('button', { name: 'Done, I sent it' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'dora' })).toBeVisible();

  await page.goto(`${freshDesk.url}/desk?flow=check-in&step=2`);
  await standsAt(page, 'check-in', 1);
  await page.locator('h1').focus();
  await page.keyboard.press('ArrowRight');
  await standsAt(page, 'check-in', 2);

  const cookies = await context.cookies();
  const ours = { httpOnly: true, sameSite: 'Strict' };
  expect(cookies).toMatchObject([ours, ours]);
  for (const { name, value } of cookies)
    keep(name.startsWith('keydesk-device') ? 'mark of the device' : 'session token', value);
  // Elsewhere in the console, by its own links and after a reload.
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Audit' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Audit' })).toBeVisible();
  await Promise.all(answers);
  const held = [...secrets.keys()];
  for (const kind of [
    'welcome',
    'password',
    'session',
    'secret of CreateService',
    'link of InviteUser',
    'plaintext',
  ])
    expect(
      held.some((name) => name.startsWith(kind)),
      kind,
    ).toBe(true);
  const found = async (): Promise<readonly string[]> => {
    const kept = await keptBy(page);
    expect(kept).toContain(freshDesk.url);
    return [...secrets].filter(([, secret]) => kept.includes(secret)).map(([name]) => name);
  };
  expect(await found()).toEqual([]);
  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: 'Audit' })).toBeVisible();
  expect(await found()).toEqual([]);
  // The source of a page, as the desk gives it.
  const source = await (await page.request.get(`${freshDesk.url}/audit`)).text();
  expect([...secrets].filter(([, secret]) => source.includes(secret))).toEqual([]);

  await page.getByRole('button', { name: `Signed in as user/${ADMINISTRATOR.name}` }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible();
  // It opens nothing: it is what a guess from here is counted by.
  expect((await context.cookies()).map(({ name }) => name.replace(/\d+$/, 'PORT'))).toEqual([
    'keydesk-device-PORT',
  ]);
  expect(await found()).toEqual([]);
  await signIn(page);
  await expect(page.getByRole('heading', { level: 1 })).not.toHaveText('Sign in');
  expect(await found()).toEqual([]);
});
