/** How the key list is seen: filters together, groups, columns, and views that are kept. By keyboard. */
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { createKey } from './support/seed.ts';

test.beforeAll(async ({ desk }) => {
  for (const [alias, tags] of [
    ['view-a', { env: 'prod', team: 'pay' }],
    ['view-b', { env: 'prod' }],
    ['view-c', { env: 'dev', team: 'pay' }],
    ['view-d', {}],
  ] as const)
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await createKey(desk, { alias, tags });
  await createKey(desk, { description: 'view without a name' });
  for (const alias of ['view-a', 'view-b'])
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await desk.call('GenerateDataKey', { KeyId: `alias/${alias}`, KeySpec: 'AES_256' });
});

const names = (page: Page) => page.getByRole('table', { name: 'Keys' }).locator('tbody th[scope="row"]');
const views = (page: Page) => page.getByRole('button', { name: /^Views: / });
const choose = async (page: Page, entry: string): Promise<void> => {
  await views(page).press('Enter');
  await page.getByRole('menuitem', { name: entry }).press('Enter');
};

test('filters of one form hold together, each a chip in words', async ({ page }) => {
  await page.goto('/keys?q=view');
  await page.getByRole('button', { name: 'Filter', exact: true }).press('Enter');
  const form = page.getByRole('dialog', { name: 'Filter keys' });
  await form.getByRole('combobox', { name: 'Tag', exact: true }).selectOption('env');
  await form.getByRole('combobox', { name: 'Is' }).selectOption('=prod');
  await form.getByRole('combobox', { name: 'Rotation' }).selectOption('NeverRotated');
  await form.getByRole('combobox', { name: 'Last use' }).selectOption('used 7');
  await form.getByRole('button', { name: 'Filter' }).press('Enter');
  await expect(page).toHaveURL('/keys?q=view&tag=env%3Dprod&rotation=never-rotated&used=7');
  await expect(names(page)).toHaveText(['view-a', 'view-b']);
  const bar = page.getByRole('search');
  for (const words of ['envprod', 'rotationnever rotated', 'usedin the last 7 days'])
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await expect(bar).toContainText(words);
  // Version is not among the usual columns: what filters is shown.
  await expect(page.getByRole('columnheader', { name: 'Version' })).toBeVisible();

  await page.getByRole('button', { name: 'Filter', exact: true }).press('Enter');
  await form.getByRole('combobox', { name: 'Tag', exact: true }).selectOption('team');
  await form.getByRole('combobox', { name: 'Is' }).selectOption('<without>');
  await form.getByRole('button', { name: 'Filter' }).press('Enter');
  await expect(names(page)).toHaveText(['view-b']);
  await page.getByRole('button', { name: 'Remove filter no tag team' }).press('Enter');
  await expect(names(page)).toHaveText(['view-a', 'view-b']);
});

test('groups have their sizes, and each leads to its keys alone', async ({ page }) => {
  await page.goto('/keys?q=view');
  await page.getByRole('combobox', { name: 'Group by tag' }).selectOption('env');
  await expect(page).toHaveURL('/keys?q=view&group=env');
  const groups = page.locator('tbody th[scope="rowgroup"]');
  await expect(groups).toHaveText([/^env dev 1 key/, /^env prod 2 keys/, /^no tag env 2 keys/]);
  await expect(page.getByRole('status').filter({ hasText: 'in 3 groups' })).toBeVisible();
  await groups.nth(1).getByRole('link', { name: 'Only these' }).press('Enter');
  await expect(page).toHaveURL('/keys?q=view&tag=env%3Dprod');
  await expect(names(page)).toHaveText(['view-a', 'view-b']);
});

test('a view is kept under a name, is a URL, and is forgotten', async ({ page }) => {
  await page.goto('/keys?q=view&tag=env%3Dprod&sort=CreationDate&order=down');
  await expect(names(page)).toHaveText(['view-b', 'view-a']);
  await choose(page, 'Save this view…');
  const form = page.getByRole('dialog', { name: 'Save this view' });
  await expect(form.getByRole('textbox', { name: 'Name' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(form.getByRole('textbox', { name: 'Name' })).toHaveAccessibleDescription(/Give it a name/);
  await page.keyboard.type('Prod, newest');
  await page.keyboard.press('Enter');
  await expect(form).toBeHidden();
  await expect(views(page)).toHaveAccessibleName('Views: Prod, newest');

  await choose(page, 'Not used for 90 days');
  await expect(page).toHaveURL('/keys?unused=90&sort=LastUsedDate');
  await expect(views(page)).toHaveAccessibleName('Views: Not used for 90 days');
  await page.reload();
  await choose(page, 'Prod, newest');
  await expect(page).toHaveURL('/keys?q=view&tag=env%3Dprod&sort=CreationDate&order=down');
  await expect(names(page)).toHaveText(['view-b', 'view-a']);
  await choose(page, 'Forget “Prod, newest”');
  await expect(views(page)).toHaveAccessibleName('Views: this one is not saved');
  await choose(page, 'Without an alias');
  await expect(page).toHaveURL('/keys?alias=none');
});

test('columns and density are chosen once, and stay', async ({ page }) => {
  await page.goto('/keys?q=view');
  await page.getByRole('button', { name: 'Columns' }).press('Enter');
  const form = page.getByRole('dialog', { name: 'Columns' });
  await form.getByRole('checkbox', { name: 'Description' }).press('Space');
  await form.getByRole('checkbox', { name: 'Tags' }).press('Space');
  await form.getByRole('radio', { name: 'Comfortable' }).press('Space');
  await form.getByRole('button', { name: 'Done' }).press('Enter');
  const head = (name: string) => page.getByRole('columnheader', { name, exact: true });
  await expect(head('Description')).toBeVisible();
  await expect(head('Tags')).toHaveCount(0);
  await page.reload();
  await expect(head('Description')).toBeVisible();
  const row = page.getByRole('row').filter({ has: page.getByRole('link', { name: 'view-a' }) });
  expect((await row.boundingBox())?.height).toBeGreaterThanOrEqual(44);
  await page.getByRole('button', { name: 'Columns' }).press('Enter');
  await form.getByRole('button', { name: 'As usual' }).press('Enter');
  await form.getByRole('button', { name: 'Done' }).press('Enter');
  await expect(head('Tags')).toBeVisible();
  await expect(head('Description')).toHaveCount(0);
});

test('what is hostile is shown as it is written', async ({ page, desk }) => {
  await createKey(desk, {
    alias: 'odd-one',
    description: '<img src=x onerror=alert(1)> مفتاح الفوترة',
    tags: { ملكية: 'مالية', 'a=b': 'c:d' },
  });
  await page.goto(`/keys?q=odd-one&sort=Description&tag=${encodeURIComponent('a%3Db=c:d')}`);
  await expect(names(page)).toHaveText(['odd-one']);
  await expect(page.getByRole('table', { name: 'Keys' })).toContainText('<img src=x onerror=alert(1)>');
  await expect(page.getByRole('search')).toContainText('a=bc:d');
  await expect(page.getByRole('table', { name: 'Keys' })).toContainText('مالية');
});
