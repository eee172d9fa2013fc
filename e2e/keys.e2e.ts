/** The key list: find one key among many, and keep the place. */
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { createKey } from './support/seed.ts';

const MANY = 120;

test.beforeAll(async ({ desk }) => {
  for (let n = 1; n <= MANY; n++) {
    // oxlint-disable-next-line no-await-in-loop -- in order, so that creation dates are
    await createKey(desk, {
      alias: `tome-${String(n).padStart(3, '0')}`,
      tags: { shelf: n % 2 === 0 ? 'even' : 'odd' },
    });
  }
  const off = await createKey(desk, {
    alias: 'archive-2019',
    description: 'Old invoices',
    tags: { env: 'cold-storage' },
  });
  await desk.call('DisableKey', { KeyId: off });
});

const table = (page: Page): Locator => page.getByRole('table', { name: 'Keys' });
const aliases = (page: Page): Locator => table(page).getByRole('rowheader');
const count = (page: Page, words: string): Promise<void> =>
  expect(page.getByRole('status').filter({ hasText: 'in all' })).toContainText(words);

test('search looks at alias, description, tag and id, and stands in the URL', async ({ page }) => {
  await page.goto('/keys');
  const search = page.getByRole('searchbox', { name: 'Search keys' });
  await search.fill('tome-07');
  await expect(page).toHaveURL('/keys?q=tome-07');
  await expect(aliases(page)).toHaveCount(10);
  await search.fill('cold-storage');
  await expect(page).toHaveURL('/keys?q=cold-storage');
  await expect(aliases(page)).toHaveText(['archive-2019']);
  await search.fill('old invoices');
  await expect(page).toHaveURL('/keys?q=old+invoices');
  await expect(aliases(page)).toHaveText(['archive-2019']);
  await page.reload();
  await expect(search).toHaveValue('old invoices');
  await expect(aliases(page)).toHaveText(['archive-2019']);
  await page.getByRole('button', { name: 'Remove filter text old invoices' }).click();
  await expect(page).toHaveURL('/keys');
  await expect(search).toHaveValue('');
});

test('nothing found says what was searched, and how to get back', async ({ page }) => {
  await page.goto('/keys?q=no-such-key');
  await expect(page.getByRole('heading', { name: 'No key matches' })).toBeVisible();
  await expect(page.getByRole('main')).toContainText(
    /All [\d,]+ keys of this desk were searched by alias, id, description and tag/,
  );
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await expect(page).toHaveURL('/keys');
  await expect(aliases(page).first()).toBeVisible();
});

test('the state filter is a choice, a chip and a figure', async ({ page }) => {
  const states = table(page)
    .getByRole('row')
    .filter({ has: page.getByRole('rowheader') })
    .getByText('Enabled');
  await page.goto('/keys');
  await expect(states.first()).toBeVisible();
  await page.getByRole('combobox', { name: 'Filter by state' }).selectOption('Disabled');
  await expect(page).toHaveURL('/keys?state=Disabled');
  await expect(states).toHaveCount(0);
  await expect(table(page).getByRole('link', { name: 'archive-2019' })).toBeVisible();
  await page.getByRole('button', { name: 'Remove filter state disabled' }).click();
  await expect(page).toHaveURL('/keys');
  await page.getByRole('link', { name: /^\d+ disabled$/ }).click();
  await expect(page).toHaveURL('/keys?state=Disabled');
  await expect(states).toHaveCount(0);
  await expect(table(page).getByRole('link', { name: 'archive-2019' })).toBeVisible();
});

test('sorting is in the URL; reload keeps it, back undoes it', async ({ page }) => {
  await page.goto('/keys?q=tome');
  const byAlias = table(page).getByRole('columnheader', { name: 'Alias' });
  await expect(byAlias).toHaveAttribute('aria-sort', 'ascending');
  await expect(aliases(page).first()).toHaveText('tome-001');
  await byAlias.getByRole('button').click();
  await expect(page).toHaveURL('/keys?q=tome&order=down');
  await expect(byAlias).toHaveAttribute('aria-sort', 'descending');
  await expect(aliases(page).first()).toHaveText('tome-120');
  await table(page).getByRole('columnheader', { name: 'State' }).getByRole('button').click();
  await expect(page).toHaveURL('/keys?q=tome&sort=State');
  await page.goBack();
  await expect(page).toHaveURL('/keys?q=tome&order=down');
  await page.reload();
  await expect(byAlias).toHaveAttribute('aria-sort', 'descending');
  await expect(aliases(page).first()).toHaveText('tome-120');
});

test('120 keys come in pages that can be walked both ways', async ({ page }) => {
  await page.goto('/keys?q=tome');
  await count(page, '1–50 of 120 that match');
  await expect(aliases(page)).toHaveCount(50);
  await page.getByRole('button', { name: 'Next', exact: true }).click();
  await count(page, '51–100 of 120 that match');
  await expect(aliases(page).first()).toHaveText('tome-051');
  await page.getByRole('button', { name: 'Next', exact: true }).click();
  await count(page, '101–120 of 120 that match');
  await expect(page.getByRole('button', { name: 'Next', exact: true })).toHaveAttribute(
    'aria-disabled',
    'true',
  );
  await page.reload();
  await count(page, '101–120 of 120 that match');
  await page.getByRole('button', { name: 'Previous' }).click();
  await count(page, '51–100 of 120 that match');
  await page.goBack();
  await count(page, '101–120 of 120 that match');
  await page.goto('/keys?q=tome');
  await expect(page.getByRole('button', { name: 'Previous' })).toHaveAttribute('aria-disabled', 'true');
});

test('a key opens by its link, and back returns to the same list', async ({ page }) => {
  await page.goto('/keys?q=tome&order=down');
  await table(page).getByRole('link', { name: 'tome-119' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'tome-119' })).toBeFocused();
  await page.goBack();
  await expect(page).toHaveURL('/keys?q=tome&order=down');
  await expect(aliases(page).first()).toHaveText('tome-120');
});

test('parts of a URL that mean nothing are shown as ignored', async ({ page }) => {
  await page.goto('/keys?state=Molten&colour=red&q=archive-2019');
  await expect(page.getByRole('search')).toContainText('ignoredstate Molten');
  await expect(page.getByRole('search')).toContainText('ignoredcolour');
  await expect(aliases(page)).toHaveText(['archive-2019']);
});

test('a row’s menu leads to the parts of the key', async ({ page }) => {
  await page.goto('/keys?q=archive-2019');
  await page.getByRole('button', { name: 'Actions for archive-2019' }).click();
  await page.getByRole('menuitem', { name: 'Policy' }).click();
  await expect(page).toHaveURL(/\/keys\/[0-9a-f-]{36}\/policy$/);
  await expect(page.getByRole('heading', { level: 1, name: 'archive-2019' })).toBeVisible();
});
