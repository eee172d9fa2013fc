/** The Rotation page: schedules, the year ahead, and acts on one key or many. */
import type { Page } from '@playwright/test';
import type { TestDesk } from '../src/hosts/node/testing/desk.ts';
import { expect, SIGNED_OUT, test } from './fixtures.ts';
import { openWelcome } from './support/people.ts';
import { body, createKey } from './support/seed.ts';

const table = (page: Page) => page.getByRole('table', { name: 'Keys and their rotation' });
const row = (page: Page, name: string) => table(page).getByRole('row').filter({ hasText: name });
const statusOf = async (desk: TestDesk, KeyId: string) =>
  body(await desk.call('GetKeyRotationStatus', { KeyId }));

test('what rotates when is in strip, table and list, and a week leads to its keys', async ({
  page,
  desk,
}) => {
  const keyId = await createKey(desk, { alias: 'year/quarterly' });
  await createKey(desk, { alias: 'year/never' });
  body(await desk.call('EnableKeyRotation', { KeyId: keyId, RotationPeriodInDays: 90 }));
  await page.goto('/keys');
  await page.getByRole('link', { name: 'Rotation', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Rotation' })).toBeFocused();
  const strip = page.getByRole('list', { name: /^The weeks of the year ahead/ });
  await expect(strip.getByRole('link')).toHaveCount(54);

  await page.goto('/rotation?q=year%2F');
  await expect(row(page, 'year/quarterly')).toContainText('90 days');
  await expect(row(page, 'year/quarterly')).toContainText('at creation');
  await expect(row(page, 'year/never')).toContainText('Not scheduled');

  // The strip is one Tab stop, walked by arrow keys.
  const first = strip.getByRole('link').first();
  await first.focus();
  await page.keyboard.press('End');
  await expect(strip.getByRole('link').last()).toBeFocused();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await expect(strip.getByRole('link').nth(1)).toBeFocused();
  const week = strip.getByRole('link', { name: /: \d+ keys? rotates?/ }).first();
  await week.focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/rotation\?week=\d{4}-\d\d-\d\d$/);
  await expect(row(page, 'year/quarterly')).toBeVisible();
  await expect(row(page, 'year/never')).toHaveCount(0);
  await expect(page.getByText('rotates in the week of')).toBeVisible();

  await page.getByRole('link', { name: 'As a table' }).click();
  const year = page.getByRole('table', { name: 'Rotations of the year ahead, by week' });
  await expect(year.getByRole('row').nth(1)).toContainText(/\d+ \w{3} – \d+ \w{3} \d{4}/);
  await page.reload();
  await expect(year).toBeVisible();
});

test('one key: a period, another one, a rotation now, and off again', async ({ page, desk }) => {
  const keyId = await createKey(desk, { alias: 'single/key' });
  await page.goto('/rotation?q=single%2Fkey');
  const act = async (name: string) => {
    await page.getByRole('button', { name: 'Actions for single/key' }).click();
    await page.getByRole('menuitem', { name }).click();
  };
  await act('Set the period…');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Days between rotations' }).fill('30');
  await dialog.getByRole('button', { name: 'Set the period of single/key' }).click();
  await expect(dialog.getByRole('textbox')).toHaveAccessibleDescription(/90 to 2560/);
  await dialog.getByRole('textbox').fill('120');
  await dialog.getByRole('textbox').press('Enter');
  await expect(dialog.getByText('Done 1.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Close' }).click();
  await expect(row(page, 'single/key')).toContainText('120 days');
  expect(await statusOf(desk, keyId)).toMatchObject({ RotationPeriodInDays: 120 });

  await act('Rotate now…');
  await expect(dialog).toContainText('this one has 25 left');
  await dialog.getByRole('button', { name: 'Rotate single/key now' }).click();
  await expect(dialog.getByText('Done 1.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Close' }).click();
  await expect(row(page, 'single/key')).toContainText('by user/anna');

  await act('Turn off…');
  await dialog.getByRole('button', { name: 'Turn rotation off for single/key' }).click();
  await dialog.getByRole('button', { name: 'Close' }).click();
  await expect(row(page, 'single/key')).toContainText('Not scheduled');
  expect(await statusOf(desk, keyId)).toMatchObject({ KeyRotationEnabled: false });
  await page.getByRole('button', { name: 'Actions for single/key' }).click();
  await expect(page.getByRole('menuitem', { name: /^Turn off…/ })).toContainText(
    'without a schedule already',
  );
});

test('many keys: those that it is not for are left, and said; all that match can be chosen', async ({
  page,
  desk,
}) => {
  const ids: string[] = [];
  /* oxlint-disable no-await-in-loop -- in order */
  for (let n = 0; n < 4; n++) ids.push(await createKey(desk, { alias: `herd/${n}` }));
  /* oxlint-enable no-await-in-loop */
  body(await desk.call('DisableKey', { KeyId: ids[3] }));
  await page.goto('/rotation?q=herd%2F&sort=Alias');
  await page.getByRole('checkbox', { name: 'Select the rows of this page' }).check();
  const bar = page.getByRole('region', { name: 'Selected keys' });
  await expect(bar).toContainText('4 of 4 selected');
  await bar.getByRole('button', { name: 'Set the period' }).click();
  const dialog = page.getByRole('dialog', { name: 'Set the period of 3 keys' });
  await expect(dialog).toContainText('1 disabled: enabling comes first');
  await dialog.getByRole('textbox').fill('180');
  await dialog.getByRole('button', { name: 'Set the period of 3 keys' }).click();
  await expect(dialog.getByText('Done 3.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Close' }).click();
  await expect(bar).toContainText('1 of 4 selected');
  await expect(table(page).getByText('180 days')).toHaveCount(3);
  expect(await statusOf(desk, ids[0] ?? '')).toMatchObject({ RotationPeriodInDays: 180 });
  await expect(bar.getByRole('button', { name: 'Rotate now' })).toHaveAccessibleDescription(
    'It is disabled: enabling comes first',
  );
  await bar.getByRole('button', { name: 'Clear the selection' }).click();
  await expect(bar).toBeHidden();
});

test('is searched, filtered and sorted by the address; what means nothing is named', async ({
  page,
  desk,
}) => {
  const keyId = await createKey(desk, { alias: 'lookup/on' });
  await createKey(desk, { alias: 'lookup/off' });
  body(await desk.call('EnableKeyRotation', { KeyId: keyId }));
  await page.goto('/rotation?status=Sometimes');
  await expect(page.getByText('status Sometimes')).toBeVisible();
  await page.keyboard.press('/');
  await page.keyboard.type('lookup/');
  await expect(page).toHaveURL(/q=lookup%2F/);
  await expect(table(page).getByRole('row')).toHaveCount(3);
  await page.getByLabel('Filter by schedule').selectOption('Scheduled');
  await expect(page).toHaveURL('/rotation?q=lookup%2F&status=Scheduled');
  await expect(table(page).getByRole('row')).toHaveCount(2);
  await page.getByRole('button', { name: 'Every' }).click();
  await expect(page).toHaveURL('/rotation?q=lookup%2F&status=Scheduled&sort=RotationPeriodInDays');
  await page.getByRole('button', { name: 'Remove filter schedule scheduled' }).click();
  await expect(table(page).getByRole('row')).toHaveCount(3);
  await page.getByRole('searchbox', { name: 'Search keys' }).fill('nothing-of-the-kind');
  await expect(page.getByRole('heading', { name: 'No key matches' })).toBeVisible();
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await expect(table(page)).toBeVisible();
});

test.describe('a desk without a key', () => {
  test.use({ storageState: SIGNED_OUT });
  test('says what rotation is for, and offers the first step', async ({ page, freshDesk }) => {
    await openWelcome(page, freshDesk);
    await page.goto(`${freshDesk.url}/rotation`);
    await expect(page.getByRole('heading', { name: 'There is no key to rotate yet' })).toBeVisible();
    await expect(page.getByRole('main').getByRole('link', { name: 'Create key' })).toBeVisible();
  });
});
