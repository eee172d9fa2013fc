/** The main path without a pointer: focus is always seen, Escape closes, Enter never confirms by accident. */
import { expect, test } from './fixtures.ts';
import { expectFocusSeen, tabTo } from './support/keyboard.ts';
import { body, createKey, dataKey } from './support/seed.ts';

test('a key is made, found, and disabled, by keyboard alone', async ({ page, desk }) => {
  await page.goto('/keys');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the page' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();

  await tabTo(page, 'link', 'Create key');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Create key' })).toBeFocused();
  await tabTo(page, 'textbox', 'Alias');
  await page.keyboard.type('by-keyboard');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'by-keyboard' })).toBeFocused();

  await tabTo(page, 'link', 'Policy');
  await page.keyboard.press('Enter');
  const editor = page.getByRole('textbox', { name: /^Key policy, JSON/ });
  await expect(editor).toBeVisible();
  await tabTo(page, 'textbox', /^Key policy, JSON/);
  // Tab indents in the editor; Escape, then Tab, leaves it.
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  await expect(editor).not.toBeFocused();
  await page.goBack();

  await expect(page.getByRole('button', { name: 'Disable by-keyboard…' })).toBeVisible();
  await page.getByRole('heading', { level: 1 }).focus();
  await tabTo(page, 'button', 'Disable by-keyboard…');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Keep it enabled' })).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Disable by-keyboard', exact: true })).toBeFocused();
  await expectFocusSeen(page);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Enable by-keyboard' })).toBeVisible();
  const keyId = new URL(page.url()).pathname.split('/')[2];
  expect(body(await desk.call('DescribeKey', { KeyId: keyId }))['KeyMetadata']).toMatchObject({
    KeyState: 'Disabled',
  });
});

test('slash goes to the search; single keys do nothing in a field', async ({ page, desk }) => {
  await createKey(desk, { alias: 'slash/found' });
  await page.goto('/keys');
  const search = page.getByRole('searchbox', { name: 'Search keys' });
  await expect(search).toBeVisible();
  await page.keyboard.press('/');
  await expect(search).toBeFocused();
  await expect(search).toHaveValue('');
  await page.keyboard.type('slash/f');
  await expect(search).toHaveValue('slash/f');
  await expect(page).toHaveURL('/keys?q=slash%2Ff');
});

test('a menu opens, is walked, and closes by Escape with focus back on its button', async ({ page }) => {
  await page.goto('/keys');
  const scheme = page.getByRole('button', { name: /^Colour scheme/ });
  await scheme.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitem', { name: 'As the system' })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('menuitem', { name: 'Dark' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('menu')).toBeHidden();
  await expect(scheme).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('menuitem', { name: 'As the system' })).toBeFocused();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('data-scheme', 'dark');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-scheme', 'dark');
});

test('an event opens by Enter, is walked by brackets, and closes by Escape', async ({ page, desk }) => {
  const keyId = await createKey(desk, { alias: 'walked' });
  await dataKey(desk, keyId);
  await page.goto(`/audit?key=${keyId}`);
  const link = page.getByRole('table', { name: 'Events, newest first' }).getByRole('link').first();
  await link.focus();
  await expectFocusSeen(page);
  await page.keyboard.press('Enter');
  const panel = page.getByRole('complementary', { name: /^Event \d+$/ });
  await expect(panel.getByRole('heading', { level: 2, name: 'GenerateDataKey allowed' })).toBeVisible();
  await page.keyboard.press(']');
  await expect(panel.getByRole('heading', { level: 2, name: 'CreateAlias allowed' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(panel).toBeHidden();
});

test('the whole of a short id is shown on focus, and Escape takes it away', async ({ page, desk }) => {
  const keyId = await createKey(desk, { alias: 'short-id' });
  await page.goto(`/keys/${keyId}`);
  await page.getByRole('heading', { level: 1 }).focus();
  await tabTo(page, 'button', 'Copy key id');
  const tooltip = page.getByRole('tooltip').filter({ hasText: keyId });
  await expect(tooltip).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(tooltip).toBeHidden();
});

test('a choice that comes late takes over the focus of what stood in its place', async ({ page }) => {
  let letGo = (): void => {};
  const held = new Promise<void>((done) => (letGo = done));
  await page.route(/combo-box-list/, async (route) => {
    await held;
    await route.continue();
  });
  await page.goto('/audit');
  const key = page.getByLabel('Key', { exact: true });
  await key.focus();
  await expect(key).toHaveAttribute('aria-busy', 'true');
  letGo();
  await expect(page.getByRole('combobox', { name: 'Key', exact: true })).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('combobox', { name: 'Principal', exact: true })).toBeFocused();
});
