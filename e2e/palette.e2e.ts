/** The command palette: things, actions and pages by name; identifiers go straight there. By keyboard, and on a phone. */
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { createKey } from './support/seed.ts';

const field = (page: Page) => page.getByRole('combobox', { name: /^Search keys, services/ });
const option = (page: Page, name: string | RegExp) => page.getByRole('option', { name });

async function open(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('ControlOrMeta+k');
  await expect(field(page)).toBeFocused();
}
async function goBy(page: Page, text: string): Promise<void> {
  await open(page);
  await page.keyboard.insertText(text);
  await page.keyboard.press('Enter');
}

test('finds a key by alias, tag and description, and remembers it', async ({ page, filled }) => {
  await page.goto('/services');
  await open(page);
  await page.keyboard.insertText('bank payouts');
  await expect(option(page, /payout-prod/)).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'payout-prod' })).toBeFocused();
  await open(page);
  await expect(
    page.getByRole('group', { name: 'Recent' }).getByRole('option', { name: 'payout-prod' }),
  ).toBeVisible();
  // A grant by who has it.
  await page.keyboard.insertText('etl-nightly');
  await option(page, /^nightly-report/).click();
  await expect(page).toHaveURL(`/keys/${filled.grantsKeyId}/grants/${filled.grantId}`);
});

test('an id, an ARN, an alias, an access key’s service, a request id and a digest go straight there', async ({
  page,
  filled,
}) => {
  await page.goto('/audit');
  await expect(page.getByRole('heading', { level: 1, name: 'Audit' })).toBeVisible();
  const key = page.getByRole('heading', { level: 1, name: 'billing-prod' });
  for (const text of [
    filled.keyId,
    `arn:aws:kms:us-east-1:000000000000:key/${filled.keyId}`,
    'arn:aws:kms:us-east-1:000000000000:alias/billing-prod',
    'alias/billing-prod',
  ]) {
    /* oxlint-disable no-await-in-loop -- one after the other */
    await goBy(page, text);
    await expect(key).toBeFocused();
    await page.goto('/audit');
    await expect(page.getByRole('heading', { level: 1, name: 'Audit' })).toBeVisible();
    /* oxlint-enable no-await-in-loop */
  }
  await goBy(page, 'arn:aws:iam::000000000000:role/billing-api');
  await expect(page.getByRole('heading', { level: 1, name: 'billing-api' })).toBeFocused();

  const unknown = '00000000-0000-4000-8000-000000000000';
  await goBy(page, unknown);
  await expect(page).toHaveURL(`/audit?request=${unknown}&kind=all`);
  await goBy(page, '9f2c'.repeat(16));
  await expect(page).toHaveURL(/\/audit\?envelope=(9f2c){16}&kind=all$/);
});

test('does things, and goes to pages', async ({ page }) => {
  await page.goto('/services');
  await goBy(page, 'dark');
  await expect(page.locator('html')).toHaveAttribute('data-scheme', 'dark');
  await goBy(page, 'create key');
  await expect(page.getByRole('heading', { level: 1, name: 'Create key' })).toBeFocused();
  await goBy(page, 'audit');
  await expect(page.getByRole('heading', { level: 1, name: 'Audit' })).toBeFocused();
  await expect(page).toHaveURL('/audit');
  await open(page);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await expect(option(page, 'Sign out')).toHaveAttribute('aria-selected', 'true');
});

test('a time zone of the world is one setting, and the header of every time column says it', async ({
  page,
  filled,
}) => {
  await page.goto(`/keys/${filled.keyId}/activity`);
  await goBy(page, 'another zone');
  const dialog = page.getByRole('dialog', { name: 'Show times in another zone' });
  await dialog.getByRole('combobox', { name: 'Time zone' }).fill('kathm');
  await page.getByRole('option', { name: 'Asia/Kathmandu' }).click();
  await dialog.getByRole('button', { name: 'Show times in Asia/Kathmandu' }).click();
  await expect(page.getByRole('columnheader', { name: 'Time (Asia/Kathmandu)' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('columnheader', { name: 'Time (Asia/Kathmandu)' })).toBeVisible();
  await page.goto('/audit');
  await expect(page.getByRole('columnheader', { name: 'Time (Asia/Kathmandu)' })).toBeVisible();
});

test('on a phone it is the whole screen, opened by the glass in the bar', async ({ page, desk }) => {
  await createKey(desk, { alias: 'on-a-phone' });
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('/services');
  await page.getByRole('button', { name: 'Search or do' }).click();
  const box = await page.getByRole('dialog', { name: 'Search and commands' }).boundingBox();
  expect(box).toMatchObject({ x: 0, y: 0, width: 390, height: 844 });
  await field(page).fill('on-a-ph');
  await option(page, /on-a-phone/).click();
  await expect(page.getByRole('heading', { level: 1, name: 'on-a-phone' })).toBeVisible();
});

test('says that nothing is called so, and what would be found', async ({ page }) => {
  await page.goto('/services');
  await open(page);
  await field(page).fill('<img src=x onerror=alert(1)>');
  await expect(page.getByText('Nothing is called that.')).toBeVisible();
  await field(page).fill('x'.repeat(2048));
  await expect(page.getByText('Nothing is called that.')).toBeVisible();
});
