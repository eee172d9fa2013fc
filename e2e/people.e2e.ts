/** People: invited by a link that is seen once, given policies, reset; sessions seen and ended; one's own password changed. */
import type { Browser, Page } from '@playwright/test';
import type { TestDesk } from '../src/hosts/node/testing/desk.ts';
import { copied, expect, SIGNED_OUT, test, toast } from './fixtures.ts';
import { openWelcome } from './support/people.ts';
import { createPerson } from './support/seed.ts';
import { Watch } from './support/watch.ts';

const PASSWORD = 'seven red lamps glow';
const NEXT = 'eleven blue doors open';

/** Another person's browser. What goes wrong there fails the test too. */
async function elsewhere(browser: Browser, desk: TestDesk, use: (page: Page, watch: Watch) => Promise<void>) {
  const context = await browser.newContext({ baseURL: desk.url, storageState: SIGNED_OUT });
  const watch = new Watch();
  await watch.attach(context);
  try {
    await use(await context.newPage(), watch);
    watch.verify();
  } finally {
    await context.close();
  }
}

const signInAs = async (page: Page, name: string, password: string): Promise<void> => {
  await page.goto('/sign-in');
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
};
const title = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true });

test('a person is invited by a link that is shown once, comes, and is an auditor', async ({
  page,
  desk,
  browser,
}) => {
  await page.goto('/people');
  await page.getByRole('link', { name: 'Invite person' }).click();
  await page.getByRole('button', { name: 'Make the link' }).click();
  await expect(page.getByRole('alert')).toBeFocused();
  await page.getByRole('textbox', { name: 'Name' }).fill('dora');
  await page.getByRole('checkbox', { name: 'Auditor' }).check();
  await expect(page.getByRole('complementary')).toContainText('Search the audit log, export it');
  await page.reload();
  await expect(page.getByRole('textbox', { name: 'Name' })).toHaveValue('dora');
  await expect(page.getByRole('checkbox', { name: 'Auditor' })).toBeChecked();
  await page.getByRole('button', { name: 'Make the link' }).click();
  await expect(page.getByRole('heading', { name: 'The link for dora' })).toBeFocused();
  const link = await copied(page, 'Copy link');
  expect(link).toContain('/invitation#token=');
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Audit' }).click();
  const question = page.getByRole('dialog', { name: 'Is the link sent?' });
  await question.getByRole('button', { name: 'Stay here' }).click();
  await page.getByRole('button', { name: 'Done, I sent it' }).click();
  await expect(title(page, 'dora')).toBeVisible();
  await expect(page.getByRole('main')).toContainText('Invited');
  const token = /token=([^&]+)/.exec(link)?.[1] ?? '';
  const kept = await page.evaluate(() =>
    JSON.stringify([Object.entries(sessionStorage), Object.entries(localStorage), history.state]),
  );
  expect(token).toHaveLength(32);
  expect(kept + (await page.content())).not.toContain(token);

  await elsewhere(browser, desk, async (theirs, watch) => {
    await theirs.goto(link);
    await expect(title(theirs, 'Invitation')).toBeVisible();
    expect(theirs.url()).not.toContain(token);
    await expect(theirs.getByLabel('Your name here')).toHaveValue('dora');
    await theirs.getByLabel('Password').fill('dora is dora is');
    await theirs.getByRole('button', { name: 'Set password and sign in' }).click();
    await expect(theirs.getByRole('alert')).toContainText('Correct 1 field first: Password');
    await expect(theirs.getByLabel('Password')).toHaveAccessibleDescription(/Leave your name out of it/);
    await theirs.getByLabel('Password').fill(PASSWORD);
    await theirs.getByRole('button', { name: 'Set password and sign in' }).click();
    await expect(title(theirs, 'Home')).toBeVisible();
    // What an auditor may not do says so.
    await theirs.goto('/people');
    await expect(theirs.getByRole('button', { name: 'Invite person' })).toHaveAccessibleDescription(
      /None of your policies allows keydesk:InviteUser/,
    );
    // Once.
    watch.expectHttpError('/api/RedeemInvitation', 400);
    await theirs.goto('about:blank');
    await theirs.goto(link);
    await theirs.getByLabel('Password').fill(PASSWORD);
    await theirs.getByRole('button', { name: 'Set password and sign in' }).click();
    await expect(theirs.getByRole('alert')).toContainText('Ask an administrator of this desk for a new link');
  });
  await page.goto('/people?q=dora');
  await expect(page.getByRole('row').filter({ hasText: 'dora' })).toContainText('Active');
});

test('somebody without any role comes in, and sees their account', async ({ desk, browser }) => {
  await createPerson(desk, 'klaus', [], PASSWORD);
  await elsewhere(browser, desk, async (theirs) => {
    await signInAs(theirs, 'klaus', PASSWORD);
    await expect(theirs.getByRole('main')).toContainText('is for those who look after this desk');
    await expect(theirs.getByRole('button', { name: /^Alerts/ })).toBeHidden();
    await theirs.getByRole('button', { name: 'Signed in as user/klaus' }).click();
    await theirs.getByRole('menuitem', { name: 'Your account' }).click();
    await expect(title(theirs, 'Your account')).toBeVisible();
    await expect(theirs.getByRole('main')).toContainText('none, key policies only');
  });
});

test('an invitation is withdrawn, and its person with it', async ({ page, desk }) => {
  const made = await desk.call('Keydesk.InviteUser', { Name: 'emil' });
  await page.goto(`/people/${String(made.body['PrincipalId'])}`);
  await page.getByRole('button', { name: 'Withdraw invitation' }).click();
  await expect(toast(page, 'The link for emil was withdrawn')).toBeVisible();
  await expect(page).toHaveURL('/people');
  await expect(page.getByRole('table', { name: 'People' })).not.toContainText('emil');
});

test('identity policies are changed with a sentence beforehand; a new one counts at once', async ({
  page,
  desk,
  browser,
}) => {
  const { principalId } = await createPerson(desk, 'fritz', ['auditor'], PASSWORD);
  await elsewhere(browser, desk, async (theirs, watch) => {
    await signInAs(theirs, 'fritz', PASSWORD);
    await expect(title(theirs, 'Home')).toBeVisible();
    await theirs.goto('/people');
    await expect(title(theirs, 'People')).toBeVisible();
    await page.goto(`/people/${principalId}`);
    const save = page.getByRole('button', { name: 'Save identity policies' });
    await expect(save).toHaveAccessibleDescription('Nothing is changed');
    await page.getByRole('checkbox', { name: 'Auditor' }).uncheck();
    await page.getByRole('checkbox', { name: 'Key user' }).check();
    await expect(
      page.getByText('fritz gets Key user, loses Auditor, from the next request on.'),
    ).toBeVisible();
    await save.click();
    await expect(toast(page, 'fritz gets Key user, loses Auditor')).toBeVisible();
    await expect(save).toHaveAccessibleDescription('Nothing is changed');
    await expect(page.getByRole('checkbox', { name: 'Key user' })).toBeChecked();
    watch.expectHttpError('/api/ListUsers', 400);
    await theirs.reload();
    await expect(theirs.getByRole('main')).toContainText('is not authorized to perform: keydesk:ListUsers');
  });
});

test('a reset ends their sessions and gives a new link', async ({ page, desk, browser }) => {
  const { principalId } = await createPerson(desk, 'greta', ['key-user'], PASSWORD);
  await elsewhere(browser, desk, async (theirs, watch) => {
    await signInAs(theirs, 'greta', PASSWORD);
    await expect(theirs.getByRole('navigation', { name: 'Pages' })).toBeVisible();
    await page.goto(`/people/${principalId}`);
    await page.getByRole('button', { name: 'Reset password of greta…' }).click();
    await page.getByRole('button', { name: 'Reset password of greta', exact: true }).click();
    await expect(page.getByRole('heading', { name: 'The link for greta' })).toBeFocused();
    const link = await copied(page, 'Copy link');
    await page.getByRole('button', { name: 'Done, I sent it' }).click();
    await expect(page.getByRole('heading', { name: 'Invitation link' })).toBeVisible();
    watch.expectHttpError('/api/', 401);
    await theirs.goto('/account');
    await expect(title(theirs, 'Sign in')).toBeVisible();
    await theirs.goto(link);
    await theirs.getByLabel('Password').fill(NEXT);
    await theirs.getByRole('button', { name: 'Set password and sign in' }).click();
    await expect(title(theirs, 'Home')).toBeVisible();
    await theirs.goto('/account');
    await expect(title(theirs, 'Your account')).toBeVisible();
  });
});

test('the last administrator cannot be reset, lose the role, or leave', async ({ page, filled }) => {
  expect(filled.personId).not.toBe('');
  await page.goto('/people?q=anna');
  await page.getByRole('link', { name: 'anna', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Reset password of anna…' })).toHaveAttribute(
    'aria-disabled',
    'true',
  );
  await page.getByRole('link', { name: 'Remove anna…' }).click();
  await expect(page.getByRole('button', { name: 'Delete anna…' })).toHaveAttribute('aria-disabled', 'true');
});

test('my sessions: this one is told apart, one is ended, then all others; a password change ends the rest', async ({
  page,
  desk,
  browser,
}) => {
  await createPerson(desk, 'hugo', ['key-user'], PASSWORD);
  await elsewhere(browser, desk, async (first, watch) => {
    await signInAs(first, 'hugo', PASSWORD);
    await expect(first.getByRole('navigation', { name: 'Pages' })).toBeVisible();
    await elsewhere(browser, desk, async (second, watchSecond) => {
      await signInAs(second, 'hugo', PASSWORD);
      await second.getByRole('button', { name: 'Signed in as user/hugo' }).click();
      await second.getByRole('menuitem', { name: 'Your account' }).click();
      const table = second.getByRole('table', { name: 'Open sessions' });
      // The one by the invitation, and two by password.
      await expect(table.getByRole('row')).toHaveCount(4);
      const mine = table.getByRole('row').filter({ hasText: 'this one' });
      await expect(mine).toContainText('Chrome on Linux');
      await expect(mine.getByRole('button')).toHaveAccessibleDescription(/sign out instead/);
      await table.getByRole('row').nth(3).getByRole('button').click();
      await expect(table.getByRole('row')).toHaveCount(3);

      watchSecond.expectHttpError('/api/ChangePassword', 400);
      await second.getByLabel('Old password').fill('not my password at all');
      await second.getByLabel('New password').fill(NEXT);
      await second.getByRole('button', { name: 'Change password' }).click();
      await expect(second.getByRole('alert')).toContainText('The old password is not right');
      await expect(second.getByLabel('New password')).toHaveValue(NEXT);
      await second.getByLabel('Old password').fill(PASSWORD);
      await second.getByRole('button', { name: 'Change password' }).click();
      await expect(toast(second, 'Your password is changed. One other session ended')).toBeVisible();
      await expect(table.getByRole('row')).toHaveCount(2);
      await expect(second.getByLabel('Old password')).toHaveValue('');
    });
    watch.expectHttpError('/api/', 401);
    await first.goto('/account');
    await expect(title(first, 'Sign in')).toBeVisible();
    await signInAs(first, 'hugo', NEXT);
    await expect(title(first, 'Home')).toBeVisible();
    await first.goto('/account');
    await first.getByRole('button', { name: 'End all others' }).click();
    await expect(toast(first, 'One session was ended')).toBeVisible();
  });
  await page.goto('/people/sessions');
  await expect(page.getByRole('row').filter({ hasText: 'hugo' })).toHaveCount(1);
  await page.getByRole('button', { name: /^End the session of hugo/ }).click();
  await expect(page.getByRole('row').filter({ hasText: 'hugo' })).toHaveCount(0);
});

test.describe('a session that is ended in mid-form', () => {
  test.use({ storageState: SIGNED_OUT });

  test('keeps the draft, and sign-in leads back to it', async ({ page, freshDesk, expectHttpError }) => {
    await openWelcome(page, freshDesk);
    await page.goto(`${freshDesk.url}/people/invite`);
    await page.getByRole('textbox', { name: 'Name' }).fill('ida');
    await page.getByRole('checkbox', { name: 'Key user' }).check();
    const reset = await freshDesk.cli('user', 'reset', 'anna', '--json');
    const { link } = JSON.parse(reset.stdout) as { link: string }; // our own program's answer
    const other = await page.context().newPage();
    await other.goto(link);
    await other.getByLabel('Password').fill(NEXT);
    await other.getByRole('button', { name: 'Set password and sign in' }).click();
    await expect(title(other, 'Home')).toBeVisible();
    // Both tabs have the new session's cookie: end it, so that the form meets a session that is gone.
    await other.getByRole('button', { name: 'Signed in as user/anna' }).click();
    await other.getByRole('menuitem', { name: 'Sign out' }).click();
    await expect(title(page, 'Sign in')).toBeVisible();
    expectHttpError('/api/', 401);
    await page.goto(`${freshDesk.url}/people/invite`);
    await page.getByLabel('Name').fill('anna');
    await page.getByLabel('Password').fill(NEXT);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(title(page, 'Invite person')).toBeVisible();
    await expect(page.getByRole('textbox', { name: 'Name' })).toHaveValue('ida');
    await expect(page.getByRole('checkbox', { name: 'Key user' })).toBeChecked();
  });
});
