/** An event that somebody with the database altered while the desk was stopped: the console says so where it stood, and shows the rest. */
import { alter } from '../src/hosts/node/recovery/testing/stored.ts';
import { removeDirectory, startTestDesk, type TestDesk } from '../src/hosts/node/testing/desk.ts';
import { expect, SIGNED_OUT, test } from './fixtures.ts';
import { openWelcome } from './support/people.ts';
import { createKey, dataKey } from './support/seed.ts';

test.use({ storageState: SIGNED_OUT });

let desk: TestDesk;
let keyId: string;

test.beforeAll(async () => {
  const before = await startTestDesk();
  keyId = await createKey(before, { alias: 'evidence' });
  await dataKey(before, keyId, { record: '1' });
  await before.stop();
  alter(
    before.dataDirectory,
    `UPDATE leaf SET bytes = CAST(replace(CAST(bytes AS TEXT), '"record","1"', '"record","2"') AS BLOB) WHERE operation = 'GenerateDataKey'`,
  );
  desk = await startTestDesk({ dataDirectory: before.dataDirectory });
});
test.afterAll(async () => {
  await desk.stop();
  removeDirectory(desk.dataDirectory);
});

test('is told in the log, on its own panel, and on its key', async ({ page }) => {
  await openWelcome(page, desk);
  await page.goto(`${desk.url}/audit?key=${keyId}`);
  const events = page.getByRole('table', { name: 'Events, newest first' });
  const row = events.getByRole('row').filter({ hasText: 'Altered' });
  await expect(row).toContainText(/Event \d+.*not what was recorded: run verify-log/);
  await expect(events.getByRole('row').filter({ hasText: 'CreateKey' })).toContainText('Allowed');

  await row.getByRole('link').click();
  const panel = page.getByRole('complementary', { name: /^Event \d+$/ });
  await expect(panel.getByRole('heading', { name: /^Event \d+ was altered$/ })).toBeVisible();
  await expect(panel).toContainText('npm run -s keydesk -- verify-log');
  await expect(panel).not.toContainText('record');
  await panel.getByRole('button', { name: 'Older event' }).click();
  await expect(panel).toContainText('CreateAlias');
  await page.keyboard.press('[');
  await expect(panel).toContainText('was altered');

  await page.goto(`${desk.url}/keys/${keyId}/activity`);
  const activity = page.getByRole('table', { name: 'Events of this key, newest first' });
  await expect(activity.getByRole('row').filter({ hasText: 'Altered' })).toContainText('run verify-log');
  await page.goto(`${desk.url}/keys/${keyId}`);
  await expect(page.getByRole('main').getByRole('link', { name: /^Event \d+$/ })).toBeVisible();
});
