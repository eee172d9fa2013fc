/** The Settings page: what is in effect, from where, and how it is changed. Secrets are never on it. */
import { ROOT } from '../src/hosts/node/testing/desk.ts';
import { copied, expect, test } from './fixtures.ts';

test('every setting with its value and source; a secret is only said to be set', async ({ page, desk }) => {
  await page.goto('/keys');
  await page.getByRole('link', { name: 'Settings' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeFocused();
  const table = page.getByRole('table', { name: 'Settings' });
  await expect(table.getByRole('row')).toHaveCount(21);
  const row = (name: string) => table.getByRole('row', { name: new RegExp(`^${name} `) });
  await expect(row('KEYDESK_DATA')).toContainText(desk.dataDirectory);
  await expect(row('KEYDESK_DATA')).toContainText('Environment');
  await expect(row('KEYDESK_HOST')).toContainText('127.0.0.1');
  await expect(row('KEYDESK_HOST')).toContainText('Default');
  await expect(row('KEYDESK_REGION')).toContainText('fixed at first start');
  await expect(row('KEYDESK_ROOT_SECRET_ACCESS_KEY')).toContainText('set, never shown');
  await expect(row('KEYDESK_PKCS11_PIN')).toContainText('not set');
  expect(await page.content()).not.toContain(ROOT.secretAccessKey);
  await expect(page.getByRole('main')).toContainText('Every change needs a restart');
});

test('is searched and filtered, and the address says how', async ({ page }) => {
  await page.goto('/settings?moon=full');
  const table = page.getByRole('table', { name: 'Settings' });
  await expect(page.getByText('ignored')).toBeVisible();
  await page.keyboard.press('/');
  await page.keyboard.type('operational log');
  await expect(page).toHaveURL('/settings?q=operational+log');
  await expect(table.getByRole('row')).toHaveCount(3);
  await page.getByLabel('Filter by source').selectOption('Environment');
  await expect(table.getByRole('row')).toHaveCount(2);
  await page.reload();
  await expect(page.getByRole('searchbox', { name: 'Search settings' })).toHaveValue('operational log');
  await expect(table.getByRole('row')).toHaveCount(2);
  await page.getByLabel('Filter by source').selectOption('Env file');
  await expect(page.getByRole('heading', { name: 'No setting matches' })).toBeVisible();
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await expect(page).toHaveURL('/settings');
  await expect(table.getByRole('row')).toHaveCount(21);
});

test('a setting is copied as a line of an env file, a secret without its value', async ({ page, desk }) => {
  await page.goto('/settings');
  expect(await copied(page, 'Copy KEYDESK_HOST as a line of an env file')).toBe('KEYDESK_HOST=127.0.0.1');
  expect(await copied(page, 'Copy KEYDESK_ROOT_SECRET_ACCESS_KEY=, without its value')).toBe(
    'KEYDESK_ROOT_SECRET_ACCESS_KEY=',
  );
  const all = await copied(page, 'Copy what is set');
  expect(all).toContain(`KEYDESK_DATA=${desk.dataDirectory}\n`);
  expect(all).not.toContain(ROOT.secretAccessKey);
  expect(all).not.toContain('KEYDESK_HOST');
});

test('time zone and colour scheme are one’s own, at once and everywhere', async ({ page }) => {
  await page.goto('/settings');
  await page.getByRole('radio', { name: /Europe\/Berlin/ }).check();
  await expect(page.getByRole('button', { name: /^Time zone: Europe\/Berlin/ })).toBeVisible();
  await page.getByRole('radio', { name: 'Dark' }).check();
  await expect(page.locator('html')).toHaveAttribute('data-scheme', 'dark');
  await page.reload();
  await expect(page.getByRole('radio', { name: 'Dark' })).toBeChecked();
  await page.getByRole('radio', { name: 'As the system' }).check();
  await page.getByRole('radio', { name: 'UTC' }).check();
});
