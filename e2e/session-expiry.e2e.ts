/** The end of a session: announced, put off, and survived on the page, in one tab and in several. */
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { ADMINISTRATOR, openWelcome, signIn } from './support/people.ts';
import { withShiftedDesk } from './support/shifted-desk.ts';

const MINUTE = 60_000;
const ended = (page: Page) => page.getByRole('dialog', { name: 'Your session has ended' });

async function signInAgain(page: Page, password: string = ADMINISTRATOR.password): Promise<void> {
  await ended(page).getByLabel('Password of anna').fill(password);
  await ended(page).getByRole('button', { name: 'Sign in' }).click();
}
const goTo = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name }).click();

test('five minutes before it idles out it is announced, and staying is one press', async ({ page }) => {
  await withShiftedDesk(page, 26 * MINUTE, async ({ desk, moveOn }) => {
    await page.clock.install();
    await openWelcome(page, desk);
    await moveOn();
    await page.clock.fastForward(26 * MINUTE);
    const dialog = page.getByRole('dialog', { name: 'Are you still there?' });
    await expect(dialog).toContainText(/signed out in 3:|signed out in 4:/);
    await expect(dialog.getByRole('button', { name: 'Stay signed in' })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(dialog).toBeHidden();
    // 52 minutes after sign-in, 26 after staying.
    await moveOn();
    await goTo(page, 'People & services');
    await expect(page.getByRole('heading', { level: 1, name: 'People' })).toBeVisible();
    await expect(page.getByRole('dialog')).toHaveCount(0);
  });
});

test('what was typed outlives the session, and what was asked is done once the person is back', async ({
  page,
  expectHttpError,
}) => {
  expectHttpError('/api/', 401);
  expectHttpError('/api/SignIn', 400);
  await withShiftedDesk(page, 31 * MINUTE, async ({ desk, moveOn }) => {
    await openWelcome(page, desk);
    await page.goto(`${desk.url}/keys/new`);
    await page.getByLabel('Alias').fill('outlives');
    await page.getByLabel('Description').fill('typed before the session ended');
    await moveOn();
    await page.getByRole('button', { name: 'Create key' }).click();
    await expect(ended(page)).toContainText('it is done once you are back');
    await expect(ended(page).getByLabel('Password of anna')).toBeFocused();
    // It must be answered: the page behind is another person's to read until then.
    await page.keyboard.press('Escape');
    await expect(ended(page)).toBeVisible();

    await signInAgain(page, 'four grey herons sit');
    await expect(ended(page).getByLabel('Password of anna')).toHaveAccessibleDescription(/Type it again/);
    await signInAgain(page);
    await expect(page.getByRole('heading', { level: 1, name: 'outlives' })).toBeVisible();
    await expect(page.getByRole('main')).toContainText('typed before the session ended');
  });
});

test('signing in again in one tab frees the others', async ({ page, context, expectHttpError }) => {
  expectHttpError('/api/', 401);
  await withShiftedDesk(page, 31 * MINUTE, async ({ desk, moveOn }) => {
    await openWelcome(page, desk);
    const other = await context.newPage();
    await other.goto(`${desk.url}/keys/new`);
    await other.getByLabel('Alias').fill('kept-in-the-other-tab');
    await moveOn();
    await other.getByRole('button', { name: 'Create key' }).click();
    // Home looks by itself now and then: where it found out first, its dialog stands before the link.
    const link = page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Audit' });
    const asked = await link.click({ timeout: 5_000 }).then(
      () => true,
      () => false,
    );
    await expect(ended(page)).toBeVisible();
    await expect(ended(other)).toBeVisible();
    // A page that could not be loaded is loaded now, and what waits in the other tab is done.
    await signInAgain(page);
    await expect(ended(page)).toBeHidden();
    await expect(ended(other)).toBeHidden();
    await expect(other.getByRole('heading', { level: 1, name: 'kept-in-the-other-tab' })).toBeVisible();
    await expect(page.getByRole('heading', { level: 1, name: asked ? 'Audit' : 'Home' })).toBeVisible();
  });
});

test('somebody else leaves the page, and signs in anew', async ({ page, expectHttpError }) => {
  expectHttpError('/api/', 401);
  await withShiftedDesk(page, 31 * MINUTE, async ({ desk, moveOn }) => {
    await openWelcome(page, desk);
    await moveOn();
    await goTo(page, 'People & services');
    await ended(page).getByRole('button', { name: 'I am not anna' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible();
    await signIn(page);
    await expect(page.getByRole('heading', { level: 1, name: 'People' })).toBeVisible();
  });
});

test('the absolute end cannot be put off: a new session is begun before it, on the page', async ({
  page,
  desk,
}) => {
  await page.clock.install();
  // The desk's answer, with the end of the twelve hours near: everything else is the desk's own.
  await page.route('**/api/GetSession', async (route) => {
    const answer = await route.fetch();
    const body = (await answer.json()) as Record<string, unknown>; // an object, always
    await route.fulfill({ response: answer, json: { ...body, ExpiresAt: Number(body['ServerTime']) + 240 } });
  });
  expect(desk.url).not.toBe('');
  await page.goto('/services');
  const dialog = page.getByRole('dialog', { name: 'Your session is about to end' });
  await expect(dialog).toContainText('twelve hours at most');
  await page.unroute('**/api/GetSession');
  await dialog.getByRole('button', { name: 'Sign in again now' }).click();
  const again = page.getByRole('dialog', { name: 'Sign in again' });
  await again.getByLabel('Password of anna').fill(ADMINISTRATOR.password);
  await again.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByRole('heading', { level: 1, name: 'Services' })).toBeVisible();
});
