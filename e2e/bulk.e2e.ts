/** Many keys at once, by keyboard: choosing them, what is asked first, progress, and how each one ended. */
import { readFileSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import { copied, expect, test, toast } from './fixtures.ts';
import { ADMINISTRATOR } from './support/people.ts';
import { body, createKey, dataKey } from './support/seed.ts';

const dialog = (page: Page): Locator => page.getByRole('dialog');
const bar = (page: Page): Locator => page.getByRole('region', { name: 'Selected keys' });
const box = (page: Page, alias: string): Locator => page.getByRole('checkbox', { name: `Select ${alias}` });

/** Keys `NAME-01` and so on. Their ids. */
async function keysNamed(
  desk: Parameters<typeof createKey>[0],
  name: string,
  count: number,
  tags: Readonly<Record<string, string>> = {},
): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 1; n <= count; n++)
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    ids.push(await createKey(desk, { alias: `${name}-${String(n).padStart(2, '0')}`, tags }));
  return ids;
}

test('j, k and x choose rows, shift a range, and Enter opens', async ({ page, desk }) => {
  await keysNamed(desk, 'walk', 5);
  await page.goto('/keys?q=walk-');
  await expect(page.getByRole('link', { name: 'walk-01' })).toBeVisible();
  await page.keyboard.press('j');
  await expect(page.getByRole('link', { name: 'walk-01' })).toBeFocused();
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await expect(box(page, 'walk-02')).toBeChecked();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('Shift+X');
  await expect(bar(page)).toContainText('3 of 5 selected');
  await expect(box(page, 'walk-03')).toBeChecked();
  await page.keyboard.press('k');
  await expect(page.getByRole('link', { name: 'walk-03' })).toBeFocused();
  await page.keyboard.press('x');
  await expect(box(page, 'walk-03')).not.toBeChecked();
  // A range by the pointer, over the boxes.
  await box(page, 'walk-01').click();
  await box(page, 'walk-05').click({ modifiers: ['Shift'] });
  await expect(bar(page)).toContainText('5 of 5 selected');
  await page.getByRole('button', { name: 'Clear the selection' }).press('Enter');
  await expect(bar(page)).toBeHidden();
  // In a field the same letters are letters.
  await page.keyboard.press('/');
  await page.keyboard.type('jkx');
  await expect(page.getByRole('searchbox')).toHaveValue('walk-jkx');
  await expect(page.getByRole('heading', { name: 'No key matches' })).toBeVisible();
  await page.goto('/keys?q=walk-');
  await expect(page.getByRole('link', { name: 'walk-01' })).toBeVisible();
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'walk-01' })).toBeFocused();
});

test('all that match are tagged, also those of other pages; a selection is of one filter', async ({
  page,
  desk,
}) => {
  test.slow();
  const ids = await keysNamed(desk, 'many', 60, { shelf: 'low' });
  await page.goto('/keys?tag=shelf%3Dlow');
  await page.getByRole('checkbox', { name: 'Select the rows of this page' }).press('Space');
  await expect(bar(page)).toContainText('50 of 60 selected');
  await page.getByRole('button', { name: 'Select all 60 that match' }).press('Enter');
  await expect(bar(page)).toContainText('60 of 60 selected');
  await page.getByRole('button', { name: 'Next', exact: true }).press('Enter');
  await expect(box(page, 'many-60')).toBeChecked();

  await page.getByRole('button', { name: 'Tag', exact: true }).press('Enter');
  await expect(dialog(page).getByRole('heading', { name: 'Tag 60 keys' })).toBeVisible();
  await expect(dialog(page).getByRole('button', { name: 'Cancel' })).toBeFocused();
  await dialog(page).getByRole('button', { name: 'Tag 60 keys' }).press('Enter');
  await expect(dialog(page).getByRole('textbox', { name: 'Tag' })).toHaveAccessibleDescription(
    'Give the tag a name.',
  );
  await dialog(page).getByRole('textbox', { name: 'Tag' }).fill('shelf');
  await dialog(page).getByRole('textbox', { name: 'Value' }).fill('high');
  await page.keyboard.press('Enter');
  await expect(dialog(page).getByText('Done 60.')).toBeFocused();
  await dialog(page).getByRole('button', { name: 'Close' }).press('Enter');
  await expect(page.getByRole('heading', { name: 'No key matches' })).toBeVisible();
  expect(body(await desk.call('ListResourceTags', { KeyId: ids[59] }))['Tags']).toEqual([
    { TagKey: 'shelf', TagValue: 'high' },
  ]);

  // Another filter is another selection.
  await page.goto('/keys?tag=shelf%3Dhigh');
  await box(page, 'many-02').check();
  await expect(bar(page)).toContainText('1 of 60 selected');
  await page.getByRole('searchbox').fill('many-0');
  await expect(page).toHaveURL(/q=many-0/);
  await expect(bar(page)).toBeHidden();
});

test('disable asks in numbers, leaves out what is disabled, and reports the refused with their request', async ({
  page,
  desk,
  expectHttpError,
}) => {
  const ids = await keysNamed(desk, 'stop', 4);
  await dataKey(desk, ids[0] ?? '');
  await desk.call('DisableKey', { KeyId: ids[3] });
  await page.goto('/keys?q=stop-');
  await page.getByRole('checkbox', { name: 'Select the rows of this page' }).press('Space');
  await expect(page.getByRole('button', { name: 'Rotate now' })).toBeVisible();
  await page.getByRole('button', { name: 'Disable', exact: true }).press('Enter');
  await expect(dialog(page)).toContainText('1 of them was used in 90 days, with 1 allowed request.');
  await expect(dialog(page)).toContainText('1 disabled already');
  // Enter stands on the way back.
  await page.keyboard.press('Enter');
  await expect(dialog(page)).toBeHidden();

  // Meanwhile somebody schedules the deletion of one of them: it is refused, by its own reason.
  await page.getByRole('button', { name: 'Disable', exact: true }).press('Enter');
  await desk.call('ScheduleKeyDeletion', { KeyId: ids[1], PendingWindowInDays: 7 });
  expectHttpError('/api/DisableKey', 400);
  await page.keyboard.press('Tab');
  await expect(dialog(page).getByRole('button', { name: 'Disable 3 keys' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(dialog(page).getByText('Done 2, refused 1.')).toBeFocused();
  const refused = dialog(page).getByRole('listitem').filter({ hasText: 'Refused' });
  await expect(refused).toContainText('stop-02');
  await expect(refused).toContainText('is pending deletion.');
  const report = await copied(page, 'Copy the report');
  expect(report).toMatch(/stop-02\t[0-9a-f-]{36}\trefused\tKMSInvalidStateException\t.*\t[0-9a-f-]{36}/);
  expect(report).toMatch(/stop-01\t[0-9a-f-]{36}\tdone/);

  // What kept it from being done is gone: the refused one alone is done again.
  await desk.call('CancelKeyDeletion', { KeyId: ids[1] });
  await desk.call('EnableKey', { KeyId: ids[1] });
  await dialog(page).getByRole('button', { name: 'Try the other 1 again' }).press('Enter');
  await expect(dialog(page).getByText('Done 3.')).toBeFocused();
  await dialog(page).getByRole('button', { name: 'Close' }).press('Enter');
  await expect(bar(page)).toContainText('1 of 4 selected');
  await expect(page.getByRole('table', { name: 'Keys' }).getByText('Disabled')).toHaveCount(4);
});

test('rotation is turned on and done now for many', async ({ page, desk }) => {
  const ids = await keysNamed(desk, 'turn', 3);
  await page.goto('/keys?q=turn-');
  await page.getByRole('checkbox', { name: 'Select the rows of this page' }).press('Space');
  await page.getByRole('button', { name: 'Turn rotation on' }).press('Enter');
  const days = dialog(page).getByRole('textbox', { name: 'Days between rotations' });
  await days.fill('30');
  await page.keyboard.press('Enter');
  await expect(days).toHaveAccessibleDescription(/from 90 to 2560/);
  await days.fill('120');
  await page.keyboard.press('Enter');
  await expect(dialog(page).getByText('Done 3.')).toBeFocused();
  await dialog(page).getByRole('button', { name: 'Close' }).press('Enter');
  await expect(page.getByRole('table', { name: 'Keys' }).getByText(/^in 1(19|20) days/)).toHaveCount(3);
  await page.getByRole('checkbox', { name: 'Select the rows of this page' }).press('Space');
  await page.getByRole('button', { name: 'Rotate now' }).press('Enter');
  await dialog(page).getByRole('button', { name: 'Rotate 3 keys now' }).press('Enter');
  await expect(dialog(page).getByText('Done 3.')).toBeFocused();
  expect(body(await desk.call('ListKeyRotations', { KeyId: ids[0] }))['Rotations']).toHaveLength(1);
});

test('a deletion is typed, its window chosen, and its password asked for once', async ({
  page,
  desk,
  expectHttpError,
}) => {
  const ids = await keysNamed(desk, 'end', 3);
  // As after five minutes: the password that came with the sign-in has grown old.
  let old = true;
  page.on('request', (request) => {
    if (request.url().endsWith('/api/ConfirmPassword')) old = false;
  });
  await page.route('**/api/ScheduleKeyDeletion', (route) =>
    old
      ? route.fulfill({
          status: 400,
          contentType: 'application/json',
          body: JSON.stringify({ __type: 'PasswordRequiredException', message: 'Give your password again' }),
        })
      : route.continue(),
  );
  expectHttpError('/api/ScheduleKeyDeletion', 400);
  await page.goto('/keys?q=end-');
  await page.getByRole('checkbox', { name: 'Select the rows of this page' }).press('Space');
  await page.getByRole('button', { name: 'Schedule deletion' }).press('Enter');
  const go = dialog(page).getByRole('button', { name: 'Schedule the deletion of 3 keys' });
  await expect(go).toHaveAttribute('aria-disabled', 'true');
  const days = dialog(page).getByRole('textbox', { name: 'Days until they are destroyed' });
  await days.fill('6');
  await dialog(page).getByRole('textbox', { name: /^Type/ }).fill('3 keys');
  await go.press('Enter');
  await expect(days).toHaveAccessibleDescription(/from 7 to 30/);
  await days.fill('14');
  await go.press('Enter');
  const confirm = page.getByRole('dialog', { name: 'Confirm that it is you' });
  await expect(confirm).toHaveCount(1);
  await confirm.getByLabel('Your password').fill(ADMINISTRATOR.password);
  await page.keyboard.press('Enter');
  await expect(dialog(page).getByText('Done 3.')).toBeVisible();
  await dialog(page).getByRole('button', { name: 'Close' }).press('Enter');
  await expect(page.getByRole('table', { name: 'Keys' }).getByText(/^Pending deletion \d/)).toHaveCount(3);
  expect(body(await desk.call('DescribeKey', { KeyId: ids[0] }))['KeyMetadata']).toMatchObject({
    KeyState: 'PendingDeletion',
  });

  // And back: what is waiting can be called off, many at once.
  await page.getByRole('checkbox', { name: 'Select the rows of this page' }).press('Space');
  await page.getByRole('button', { name: 'Cancel deletion' }).press('Enter');
  await dialog(page).getByRole('button', { name: 'Cancel the deletion of 3 keys' }).press('Enter');
  await expect(dialog(page).getByText('Done 3.')).toBeVisible();
  expect(body(await desk.call('DescribeKey', { KeyId: ids[0] }))['KeyMetadata']).toMatchObject({
    KeyState: 'Disabled',
  });
});

test('stopping begins nothing more', async ({ page, desk }) => {
  await keysNamed(desk, 'halt', 12);
  // Each answer is held until the person has stopped.
  let release = (): void => {};
  const stopped = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/api/DisableKey', async (route) => {
    await stopped;
    await route.continue();
  });
  await page.goto('/keys?q=halt-');
  await page.getByRole('checkbox', { name: 'Select the rows of this page' }).press('Space');
  await page.getByRole('button', { name: 'Disable', exact: true }).press('Enter');
  await dialog(page).getByRole('button', { name: 'Disable 12 keys' }).press('Enter');
  await dialog(page).getByRole('button', { name: 'Stop' }).press('Enter');
  await expect(dialog(page)).toContainText('nothing more is begun');
  release();
  await expect(dialog(page).getByText('Done 6, not begun 6.')).toBeVisible();
});

test('what is filtered is exported whole; a cell is no formula', async ({ page, desk }) => {
  await createKey(desk, {
    alias: 'sheet-1',
    description: '=HYPERLINK("http://x")',
    tags: { shelf: 'sheet' },
  });
  await createKey(desk, { alias: 'sheet-2', tags: { shelf: 'sheet' } });
  await page.goto('/keys?tag=shelf%3Dsheet&sort=Alias&order=down');
  const save = async (form: string): Promise<string> => {
    await page.getByRole('button', { name: 'Export' }).press('Enter');
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: form }).press('Enter'),
    ]);
    expect(file.suggestedFilename()).toMatch(
      new RegExp(`^keys-\\d{4}-\\d\\d-\\d\\d\\.${form.toLowerCase()}$`),
    );
    return readFileSync(await file.path(), 'utf8');
  };
  const lines = (await save('CSV')).split('\r\n');
  expect(lines).toHaveLength(4);
  expect(lines[1]).toMatch(/^alias\/sheet-2,/);
  expect(lines[2]).toContain(`"'=HYPERLINK(""http://x"")"`);
  await expect(toast(page, 'Exported 2 keys')).toBeVisible();
  const json: unknown = JSON.parse(await save('JSON'));
  expect(json).toMatchObject({ Search: { Tags: [{ TagKey: 'shelf', TagValue: 'sheet' }] } });
});
