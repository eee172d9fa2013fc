/** The keyboard map: the sheet tells it, the keys do it, fields are safe from it, and it can be switched off. */
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';

const sheetOf = (page: Page) => page.getByRole('dialog', { name: 'Keyboard' });

test('goes to pages, finds the search, walks the list', async ({ page, filled }) => {
  await page.goto('/services');
  await expect(page.getByRole('heading', { level: 1, name: 'Services' })).toBeVisible();
  await page.keyboard.press('g');
  await page.keyboard.press('k');
  await expect(page.getByRole('heading', { level: 1, name: 'Keys' })).toBeFocused();
  await page.keyboard.press('j');
  const links = page.getByRole('main').locator('tbody tr th a');
  await expect(links.first()).toBeFocused();
  await page.keyboard.press('j');
  await expect(links.nth(1)).toBeFocused();
  await page.keyboard.press('k');
  await expect(links.first()).toBeFocused();
  const name = await links.first().innerText();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  await page.keyboard.press('g');
  await page.keyboard.press('a');
  await expect(page.getByRole('heading', { level: 1, name: 'Audit' })).toBeFocused();
  await page.keyboard.press('g');
  await page.keyboard.press('k');
  await expect(page.getByRole('heading', { level: 1, name: 'Keys' })).toBeFocused();
  await page.keyboard.press('/');
  await expect(page.getByRole('searchbox', { name: 'Search keys' })).toBeFocused();
  await page.keyboard.type('gk?j');
  await expect(page.getByRole('searchbox', { name: 'Search keys' })).toHaveValue('gk?j');
  await expect(sheetOf(page)).toBeHidden();
  expect(filled.keyId).not.toBe('');
});

test('the sheet lists them, and switches those without a modifier off', async ({ page }) => {
  await page.goto('/services');
  await expect(page.getByRole('heading', { level: 1, name: 'Services' })).toBeVisible();
  await page.keyboard.press('Shift+?');
  await expect(sheetOf(page).getByText('Next row')).toBeVisible();
  await sheetOf(page)
    .getByRole('switch', { name: /^Single keys/ })
    .click();
  await expect(sheetOf(page).getByRole('switch', { name: /^Single keys/ })).not.toBeChecked();
  await page.keyboard.press('Escape');
  await expect(sheetOf(page)).toBeHidden();
  await page.keyboard.press('g');
  await page.keyboard.press('k');
  await page.keyboard.press('Shift+?');
  // What has a modifier works on.
  await page.keyboard.press('ControlOrMeta+k');
  await expect(page.getByRole('dialog', { name: 'Search and commands' })).toBeVisible();
  await expect(page).toHaveURL(/\/services$/);
  await page.keyboard.press('Escape');
  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: 'Services' })).toBeVisible();
  await page.keyboard.press('Shift+?');
  await expect(sheetOf(page)).toBeHidden();

  await page.getByRole('button', { name: 'Signed in as user/anna' }).click();
  await page.getByRole('menuitem', { name: 'Keyboard shortcuts' }).click();
  await sheetOf(page)
    .getByRole('switch', { name: /^Single keys/ })
    .click();
  await page.keyboard.press('Escape');
  await expect(sheetOf(page)).toBeHidden();
  await page.keyboard.press('g');
  await page.keyboard.press('k');
  await expect(page.getByRole('heading', { level: 1, name: 'Keys' })).toBeVisible();
});
