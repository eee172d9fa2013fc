/** What the tests share: a real desk a worker, its administrator signed in once, and a watch over everything that goes wrong. */
import { test as base, expect, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { removeDirectory, startTestDesk, type TestDesk } from '../src/hosts/node/testing/desk.ts';
import { fillDesk, type Believable } from './support/believable.ts';
import { seededDesk, type Seeded } from '../src/hosts/node/testing/seeded/seeded-desk.ts';
import { SCALE } from '../src/testing/runs.ts';
import { ADMINISTRATOR, firstPolicyEnv, openWelcome } from './support/people.ts';
import { Watch } from './support/watch.ts';

export { expect };

type StorageState = Awaited<ReturnType<BrowserContext['storageState']>>;

/** A desk after ninety days with its services at work, and who came to it by the welcome link. */
export interface LongUsed extends Seeded {
  readonly desk: TestDesk;
  readonly signedIn: StorageState;
}

interface WorkerFixtures {
  /** The worker's desk. Tests of one worker share it: each makes what it needs under names of its own. */
  readonly desk: TestDesk;
  /** Cookies of the administrator, who came by the welcome link. A test that ends the session must sign in anew first. */
  readonly administrator: StorageState;
  /** The worker's desk, looking used. */
  readonly filled: Believable;
  /** Identity policy of whoever signs in on the long-used desk. A file chooses it by `test.use`. */
  readonly longUsedBy: 'administrator' | 'auditor';
  /** A desk of 10,000 keys and 1,000,000 events, twice that in a long run. It is made once a machine and copied; a fresh clone waits. */
  readonly longUsed: LongUsed;
}

interface TestFixtures {
  /** A desk of this test alone, with no administrator and no root operator: for what is empty or first. */
  readonly freshDesk: TestDesk;
  /** Fails the test on page errors, CSP reports and unexpected console errors, in every page of `context`. */
  readonly watch: Watch;
  /** Announces an answered 4xx or 5xx, by a part of its URL and its status. */
  readonly expectHttpError: (urlPart: string, status: number) => void;
}

/** An empty setting counts as none: so there is no service on the desk either. */
const NO_ROOT_OPERATOR = { KEYDESK_ROOT_ACCESS_KEY_ID: '', KEYDESK_ROOT_SECRET_ACCESS_KEY: '' };

async function withDesk(use: (desk: TestDesk) => Promise<void>, env?: Record<string, string>): Promise<void> {
  const desk = await startTestDesk(env === undefined ? {} : { env });
  try {
    await use(desk);
  } finally {
    await desk.stop();
    removeDirectory(desk.dataDirectory);
  }
}

async function firstAdministrator(browser: Browser, desk: TestDesk): Promise<StorageState> {
  const context = await browser.newContext();
  const watch = new Watch();
  await watch.attach(context);
  await openWelcome(await context.newPage(), desk);
  watch.verify();
  const state = await context.storageState();
  confirmed.set(state, Date.now());
  await context.close();
  return state;
}

/** When the password of a session was last given, in ms since the epoch. */
const confirmed = new WeakMap<StorageState, number>();
const FRESH_MS = 120_000;

/**
 * What asks for the password again is a test's own matter. The worker's session is older than its five minutes sooner or later, so it
 * is given again before a test, when it is not new; a session that a test has ended stays so.
 */
async function keepPasswordFresh(desk: TestDesk, state: StorageState): Promise<void> {
  const now = Date.now();
  if (now - (confirmed.get(state) ?? 0) < FRESH_MS) return;
  confirmed.set(state, now);
  await fetch(`${desk.url}/api/ConfirmPassword`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      'X-Keydesk': '1',
      Origin: desk.url,
      Cookie: state.cookies.map(({ name, value }) => `${name}=${value}`).join('; '),
    },
    body: JSON.stringify({ Password: ADMINISTRATOR.password }),
  });
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads a fixture's needs from this pattern
  desk: [async ({}, use) => withDesk(use), { scope: 'worker', timeout: 60_000 }],
  administrator: [
    async ({ browser, desk }, use) => use(await firstAdministrator(browser, desk)),
    { scope: 'worker', timeout: 60_000 },
  ],
  filled: [
    async ({ desk, administrator }, use) => {
      expect(administrator.cookies).not.toEqual([]);
      await use(await fillDesk(desk, `arn:aws:iam::000000000000:user/${ADMINISTRATOR.name}`));
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  longUsedBy: ['administrator', { scope: 'worker', option: true }],
  longUsed: [
    async ({ browser, longUsedBy }, use) => {
      const times = Math.min(SCALE, 2);
      const seeded = await seededDesk({ keys: 10_000 * times, events: 1_000_000 * times });
      try {
        const env = longUsedBy === 'administrator' ? {} : firstPolicyEnv(longUsedBy);
        const desk = await startTestDesk({ dataDirectory: seeded.dataDirectory, env });
        try {
          await use({ ...seeded, desk, signedIn: await firstAdministrator(browser, desk) });
        } finally {
          await desk.stop();
        }
      } finally {
        removeDirectory(seeded.dataDirectory);
      }
    },
    { scope: 'worker', timeout: 600_000 },
  ],
  baseURL: async ({ desk }, use) => use(desk.url),
  permissions: ['clipboard-read', 'clipboard-write'],
  storageState: async ({ desk, administrator }, use) => {
    await keepPasswordFresh(desk, administrator);
    await use(administrator);
  },
  freshDesk: async ({ context }, use) =>
    withDesk(async (desk) => {
      await use(desk);
      // What a page asks of a desk that has stopped is an error in its console.
      await Promise.all(context.pages().map((each) => each.goto('about:blank')));
    }, NO_ROOT_OPERATOR),
  watch: [
    async ({ context }, use) => {
      const watch = new Watch();
      await watch.attach(context);
      await use(watch);
      watch.verify();
    },
    { auto: true },
  ],
  expectHttpError: async ({ watch }, use) => use((urlPart, status) => watch.expectHttpError(urlPart, status)),
});

/** For the tests of a day at work: the page is one of the long-used desk, signed in. */
export const dayTest = test.extend({
  baseURL: async ({ longUsed }, use) => use(longUsed.desk.url),
  storageState: async ({ longUsed }, use) => use(longUsed.signedIn),
});

/** For `test.use`: nobody is signed in. */
export const SIGNED_OUT = { cookies: [], origins: [] };

/** The toast region's newest words, for what an act must have said. */
export const toast = (page: Page, words: string | RegExp) =>
  page.getByRole('status').filter({ hasText: words });

/** Presses a copy button, and gives what is on the clipboard then. */
export async function copied(page: Page, button: string | RegExp): Promise<string> {
  const named = page.getByRole('button', { name: button }).first();
  await page.evaluate(() => navigator.clipboard.writeText(''));
  await named.click();
  const read = () => page.evaluate(() => navigator.clipboard.readText());
  await expect.poll(read).not.toBe('');
  return read();
}
