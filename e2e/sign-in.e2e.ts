/** Coming in and going out. */
import { expect, SIGNED_OUT, test, toast } from './fixtures.ts';
import { ADMINISTRATOR, openWelcome, signIn } from './support/people.ts';
import { createKey } from './support/seed.ts';
import { withShiftedDesk } from './support/shifted-desk.ts';

test.use({ storageState: SIGNED_OUT });
// The worker's desk has its administrator before anybody signs in.
test.beforeEach(({ administrator }) => expect(administrator.cookies).not.toEqual([]));

const homeTitle = { level: 1, name: 'Home' } as const;

test('a wrong password is refused in words that do not say which part was wrong', async ({
  page,
  expectHttpError,
}) => {
  expectHttpError('/api/SignIn', 400);
  await page.goto('/sign-in');
  await signIn(page, 'four grey herons sit');
  const summary = page.getByRole('alert');
  await expect(summary).toBeFocused();
  await expect(summary).toContainText('The name or the password is not right.');
  await expect(page.getByLabel('Name')).toHaveValue(ADMINISTRATOR.name);
  await signIn(page);
  await expect(page.getByRole('heading', homeTitle)).toBeVisible();
});

test('an empty form says what is missing, and leads there', async ({ page }) => {
  await page.goto('/sign-in');
  await page.getByRole('button', { name: 'Sign in' }).click();
  const summary = page.getByRole('alert');
  await expect(summary).toBeFocused();
  await expect(summary).toContainText('Correct 2 fields first:');
  await expect(summary.getByRole('listitem')).toHaveText(['Name', 'Password']);
  await expect(page.getByLabel('Name')).toHaveAccessibleDescription('Give your name.');
  await expect(page.getByLabel('Password')).toHaveAccessibleDescription('Give your password.');
  await summary.getByRole('link', { name: 'Password' }).click();
  await expect(page.getByLabel('Password')).toBeFocused();
});

test('who is not signed in is led to sign-in, and on to where they were going', async ({
  page,
  expectHttpError,
}) => {
  expectHttpError('/api/', 401);
  await page.goto('/audit?outcome=denied');
  await expect(page.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible();
  await signIn(page);
  await expect(page).toHaveURL('/audit?outcome=denied');
  await expect(page.getByRole('heading', { level: 1, name: 'Audit' })).toBeVisible();
});

test('what stands in a fragment comes along, and is sent to nobody on the way', async ({
  page,
  expectHttpError,
}) => {
  expectHttpError('/api/', 401);
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url().replace(/#.*$/, ''))); // what a server sees
  await page.goto('/simulator?action=kms%3ADecrypt#context=tenant%3Dacme');
  await expect(page.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible();
  expect(new URL(page.url()).search).not.toContain('acme');
  await signIn(page);
  await expect(page).toHaveURL('/simulator?action=kms%3ADecrypt#context=tenant%3Dacme');
  await expect(page.getByRole('textbox', { name: 'Value of pair 1' })).toHaveValue('acme');
  expect(asked.filter((url) => url.includes('acme'))).toEqual([]);
});

test('a link cannot lead out of the console after sign-in', async ({ page }) => {
  await page.goto('/sign-in?to=//example.org/');
  await signIn(page);
  await expect(page).toHaveURL('/');
});

test('sign-out ends the session on the server and in the other tab', async ({
  page,
  context,
  desk,
  expectHttpError,
}) => {
  await page.goto('/sign-in');
  await signIn(page);
  await expect(page.getByRole('heading', homeTitle)).toBeVisible();
  const { cookies } = await context.storageState();
  const other = await context.newPage();
  await other.goto('/services');
  await expect(other.getByRole('heading', { level: 1, name: 'Services' })).toBeVisible();

  await page.getByRole('button', { name: 'Signed in as user/anna' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible();
  await expect(other.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible();
  await expect(other).toHaveURL('/sign-in?to=%2Fservices');

  // The old cookie is worth nothing, whoever kept a copy.
  const answer = await fetch(`${desk.url}/api/GetSession`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-keydesk': '1',
      origin: desk.url,
      cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; '),
    },
    body: '{}',
  });
  expect(answer.status).toBe(401);
  expectHttpError('/api/', 401);
  await page.goto('/keys');
  await expect(page.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible();
});

test('what is delicate asks for the password again after five minutes', async ({ page, expectHttpError }) => {
  expectHttpError('/api/CreateService', 403);
  expectHttpError('/api/ConfirmPassword', 400);
  await withShiftedDesk(page, 6 * 60_000, async ({ desk, moveOn }) => {
    await openWelcome(page, desk);
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Keys' }).click();
    await page.getByRole('link', { name: 'Create a service that will use it' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('late-shift');
    await moveOn();
    await page.getByRole('button', { name: 'Create service' }).click();
    const dialog = page.getByRole('dialog', { name: 'Confirm that it is you' });
    await expect(dialog.getByLabel('Your password')).toBeFocused();
    await dialog.getByLabel('Your password').fill('four grey herons sit');
    await dialog.getByRole('button', { name: 'Confirm', exact: true }).click();
    const field = dialog.getByLabel('Your password');
    await expect(field).toHaveAccessibleDescription(/The password is not right\. Type it again\./);
    await expect(field).toBeFocused();
    // It is selected: what is typed now takes its place.
    await page.keyboard.insertText(ADMINISTRATOR.password);
    await dialog.getByRole('button', { name: 'Confirm', exact: true }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByRole('heading', { name: 'The access key of late-shift' })).toBeVisible();
  });
});

test('a changed policy asks for the password too, and is saved once it is right', async ({
  page,
  expectHttpError,
}) => {
  expectHttpError('/api/PutKeyPolicy', 403);
  await withShiftedDesk(page, 6 * 60_000, async ({ desk, moveOn }) => {
    const keyId = await createKey(desk, { alias: 'late-policy' });
    await openWelcome(page, desk);
    await page.goto(`${desk.url}/keys/${keyId}/policy`);
    const editor = page.getByRole('textbox', { name: /^Key policy, JSON/ });
    await expect(editor).toContainText('kms:*');
    await moveOn();
    await editor.click();
    await page.keyboard.press('ControlOrMeta+End');
    await page.keyboard.insertText('\n');
    await page.getByRole('textbox', { name: 'Reason' }).fill('An empty line at the end');
    await page.getByRole('button', { name: 'Save as version 2' }).click();
    const dialog = page.getByRole('dialog', { name: 'Confirm that it is you' });
    await dialog.getByLabel('Your password').fill(ADMINISTRATOR.password);
    await dialog.getByRole('button', { name: 'Confirm', exact: true }).click();
    await expect(toast(page, 'Saved the policy of late-policy')).toBeVisible();
  });
});

test('the welcome link works once, and its token leaves the address bar', async ({
  page,
  freshDesk,
  browser,
  expectHttpError,
}) => {
  await openWelcome(page, freshDesk);
  expect(page.url()).not.toContain('#');
  const later = await browser.newContext();
  const second = await later.newPage();
  await second.goto(freshDesk.welcomeUrl ?? '');
  await expect(second).toHaveURL(`${freshDesk.url}/welcome`);
  await second.getByLabel('Your name').fill('mallory');
  await second.getByLabel('Password').fill('a long enough password');
  await second.getByRole('button', { name: 'Create administrator' }).click();
  await expect(second.getByRole('alert')).toContainText('This welcome link is used');
  await later.close();

  // And whoever tried it is nobody here.
  await page.getByRole('button', { name: 'Signed in as user/anna' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible();
  expectHttpError('/api/SignIn', 400);
  await page.getByLabel('Name').fill('mallory');
  await page.getByLabel('Password').fill('a long enough password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toContainText('The name or the password is not right.');
});
