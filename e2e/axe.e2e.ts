/** Accessibility, as far as a machine can see it: what pages open and ask (the pages themselves: every-page.e2e.ts), and what is empty, in both colour schemes. */
import { expect, SIGNED_OUT, test } from './fixtures.ts';
import { expectNoViolations } from './support/accessibility.ts';
import { settled } from './support/pages.ts';
import { openWelcome } from './support/people.ts';
import { createKey } from './support/seed.ts';
import { withShiftedDesk } from './support/shifted-desk.ts';

// axe reads every element of a page many times: on a busy machine that takes its time, and how long is not what is tested.
test.describe.configure({ timeout: 180_000 });

test.describe('a desk in use', () => {
  test('chosen keys, and what is asked before they are changed', async ({ page, filled }) => {
    expect(filled.keyId).not.toBe('');
    await page.goto('/keys');
    await page.getByRole('checkbox', { name: 'Select billing-prod' }).check();
    await settled(page);
    await expectNoViolations(page);
    for (const name of ['Schedule deletion', 'Filter', 'Columns']) {
      /* oxlint-disable no-await-in-loop -- one page, one dialog after the other */
      await page.getByRole('button', { name, exact: true }).click();
      await page.getByRole('dialog').waitFor();
      await expectNoViolations(page, ['[role="dialog"]']);
      await page.keyboard.press('Escape');
      /* oxlint-enable no-await-in-loop */
    }
  });

  test('a form with errors', async ({ page }) => {
    await page.goto('/keys/new');
    await page.getByRole('button', { name: 'Create key' }).click();
    await expect(page.getByRole('alert')).toBeFocused();
    await expectNoViolations(page);
  });

  test('a guarded action and a menu, open', async ({ page, filled }) => {
    await page.goto(`/keys/${filled.keyId}`);
    await page.getByRole('button', { name: 'Disable billing-prod…' }).click();
    await settled(page);
    await expectNoViolations(page);
    await page.getByRole('button', { name: 'Signed in as user/anna' }).click();
    await expect(page.getByRole('menuitem', { name: 'Sign out' })).toBeVisible();
    await expectNoViolations(page);
  });

  test('palette, keyboard sheet and time zone, open', async ({ page, filled }) => {
    await page.goto(`/keys/${filled.keyId}`);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await page.keyboard.press('ControlOrMeta+k');
    await expect(page.getByRole('option', { name: 'Sign out' })).toBeVisible();
    await expectNoViolations(page);
    await page.getByRole('combobox', { name: /^Search keys, services/ }).fill('prod');
    await expect(page.getByRole('option', { name: /billing-prod/ })).toBeVisible();
    await expectNoViolations(page);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await page.keyboard.press('Shift+?');
    await expect(page.getByRole('dialog', { name: 'Keyboard' })).toBeVisible();
    await expectNoViolations(page);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Time zone: UTC' }).click();
    await page.getByRole('menuitem', { name: 'Another zone…' }).click();
    await expect(page.getByRole('dialog', { name: /another zone/ })).toBeVisible();
    await expectNoViolations(page);
  });

  test('lists to choose from, open', async ({ page, filled }) => {
    expect(filled.keyId).not.toBe('');
    // While a list is open React Aria hides the rest of the page from screen readers, though Tab could go there. It cannot: see below.
    const parts = ['[role="combobox"][aria-expanded="true"]', '[role="listbox"]'];
    await page.goto('/audit');
    for (const name of ['Key', 'Principal', 'Operation']) {
      /* oxlint-disable no-await-in-loop -- one list, one after the other */
      await page.getByRole('combobox', { name, exact: true }).click();
      await expect(page.getByRole('listbox').getByRole('option').first()).toBeVisible();
      await expectNoViolations(page, parts);
      await page.keyboard.press('Tab');
      await expect(page.getByRole('listbox')).toHaveCount(0);
      await expect(page.locator('main [aria-hidden="true"] :focus')).toHaveCount(0);
      /* oxlint-enable no-await-in-loop */
    }
    await expectNoViolations(page);
    await page.getByRole('combobox', { name: 'Key', exact: true }).fill('nothing-of-the-kind');
    await expect(page.getByText('Nothing of that name')).toBeVisible();
    await expectNoViolations(page, parts);
  });

  test('the sheet of pages on a phone', async ({ page }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto('/keys');
    await page.getByRole('button', { name: 'Pages' }).click();
    await expect(page.getByRole('dialog', { name: 'Pages' })).toBeVisible();
    await expectNoViolations(page);
  });

  test('a policy with an error', async ({ page, filled }) => {
    await page.goto(`/keys/${filled.keyId}/policy`);
    const editor = page.getByRole('textbox', { name: /^Key policy, JSON/ });
    await editor.click();
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.insertText('{ "Version": "2012-10-17", }');
    await expect(page.getByRole('button', { name: 'Line 1' }).first()).toBeVisible();
    await expectNoViolations(page);
  });

  test('completion in a policy, a template for it, and the question of a lockout', async ({ page, desk }) => {
    const keyId = await createKey(desk, { alias: 'axe-policy' });
    await page.goto(`/keys/${keyId}/policy`);
    const editor = page.getByRole('textbox', { name: /^Key policy, JSON/ });
    await editor.click();
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.insertText('{"Version": "2012-10-17", "Statement": [{"Action": "');
    await page.keyboard.type('kms:De');
    await expect(page.locator('.cm-tooltip-autocomplete')).toBeVisible();
    await expectNoViolations(page);
    await page.keyboard.press('Escape');
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.insertText(
      '{"Version": "2012-10-17", "Statement": [{"Sid": "Some", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::000000000000:role/root-operator"}, "Action": "kms:*", "Resource": "*"}]}',
    );
    await expect(page.getByText('You lose PutKeyPolicy')).toBeVisible();
    await page.getByRole('button', { name: 'Templates' }).click();
    await expect(page.getByRole('dialog', { name: 'Start from a template' })).toBeVisible();
    await expectNoViolations(page);
    await page.keyboard.press('Escape');
    await page.getByRole('textbox', { name: 'Reason' }).fill('To see the question');
    await page.getByRole('button', { name: 'Save as version 2' }).click();
    await expect(page.getByRole('dialog', { name: 'This would lock you out' })).toBeVisible();
    await expectNoViolations(page);
  });
});

test.describe('the password, again', () => {
  test.use({ storageState: SIGNED_OUT });

  test('asked for, and wrong', async ({ page, expectHttpError }) => {
    expectHttpError('/api/CreateService', 403);
    expectHttpError('/api/ConfirmPassword', 400);
    await withShiftedDesk(page, 6 * 60_000, async ({ desk, moveOn }) => {
      await openWelcome(page, desk);
      await page.goto(`${desk.url}/services/new`);
      await page.getByRole('textbox', { name: 'Name' }).fill('asked-again');
      await moveOn();
      await page.getByRole('button', { name: 'Create service' }).click();
      const dialog = page.getByRole('dialog', { name: 'Confirm that it is you' });
      await expect(dialog.getByLabel('Your password')).toBeFocused();
      await expectNoViolations(page);
      await dialog.getByLabel('Your password').fill('not the password');
      await dialog.getByRole('button', { name: 'Confirm', exact: true }).click();
      await expect(dialog.getByLabel('Your password')).toHaveAccessibleDescription(/not right/);
      await expect(dialog.getByLabel('Your password')).toBeFocused();
      await expectNoViolations(page);
    });
  });
});

test.describe('an empty desk', () => {
  test.use({ storageState: SIGNED_OUT });

  test('welcome, then nothing yet', async ({ page, freshDesk }) => {
    await page.goto(freshDesk.welcomeUrl ?? '');
    await expect(page.getByRole('heading', { level: 1, name: 'Welcome' })).toBeVisible();
    await expectNoViolations(page);
    await page.goto('about:blank');
    await openWelcome(page, freshDesk);
    for (const [path, words] of [
      ['/', 'First steps'],
      ['/keys', 'There is no key yet'],
      ['/services', 'No service yet'],
    ] as const) {
      // oxlint-disable-next-line no-await-in-loop -- one page, one after the other
      await page.goto(freshDesk.url + path);
      // oxlint-disable-next-line no-await-in-loop -- as above
      await expect(page.getByRole('main')).toContainText(words);
      // oxlint-disable-next-line no-await-in-loop -- as above
      await expectNoViolations(page);
    }
  });

  test('sign-in, with an error', async ({ page }) => {
    await page.goto('/sign-in');
    await expectNoViolations(page);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByRole('alert')).toBeFocused();
    await expectNoViolations(page);
  });
});
