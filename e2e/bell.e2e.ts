/** The bell: on every page, by keyboard, with the way to what it tells; put away by one person, and back when it gets worse. */
import { expect, SIGNED_OUT, test } from './fixtures.ts';
import { openWelcome } from './support/people.ts';
import { body, createKey, createService } from './support/seed.ts';
import { removeDirectory, startTestDesk } from '../src/hosts/node/testing/desk.ts';

test.use({ storageState: SIGNED_OUT });

test('a pending deletion rings; put away it is quiet; called, the key rings again and cannot be put away', async ({
  page,
}) => {
  const desk = await startTestDesk();
  try {
    await openWelcome(page, desk);
    const bell = page.getByRole('button', { name: /^Alerts:/ });
    await expect(bell).toHaveAccessibleName('Alerts: nothing needs you');
    await bell.click();
    const alerts = page.getByRole('dialog', { name: 'Needs attention' });
    await expect(alerts).toContainText('Nothing that cannot wait');
    await page.keyboard.press('Escape');
    await expect(alerts).toBeHidden();
    await expect(bell).toBeFocused();

    const caller = await createService(desk, 'late-caller', ['key-user']);
    const keyId = await createKey(desk, { alias: 'doomed' });
    body(await desk.call('ScheduleKeyDeletion', { KeyId: keyId, PendingWindowInDays: 7 }));
    await page.goto(`${desk.url}/keys`);
    await expect(bell).toHaveAccessibleName('Alerts: 1 matter needs you');
    await bell.focus();
    await page.keyboard.press('Enter');
    await expect(
      alerts.getByRole('link', { name: /^doomed is destroyed on \d{4}-\d\d-\d\d$/ }),
    ).toBeVisible();
    await alerts.getByRole('button', { name: /^Put away: doomed is destroyed/ }).click();
    await expect(alerts).toContainText('1 put away by you, in this browser');
    await page.keyboard.press('Escape');
    await expect(bell).toHaveAccessibleName('Alerts: nothing needs you');
    await page.reload();
    await expect(bell).toHaveAccessibleName('Alerts: nothing needs you');

    await desk.call('GenerateDataKey', { KeyId: keyId, KeySpec: 'AES_256' }, caller);
    await page.reload();
    await expect(bell).toHaveAccessibleName('Alerts: 1 matter needs you');
    await bell.click();
    await expect(alerts.getByRole('button', { name: /^Put away/ })).toHaveCount(0);
    await alerts.getByRole('link', { name: /is still called$/ }).click();
    await expect(page).toHaveURL(`${desk.url}/keys/${keyId}/activity?outcome=failed&kind=data`);
    await expect(alerts).toBeHidden();
    await expect(page.getByRole('main')).toContainText('role/late-caller');
  } finally {
    // What a page asks of a desk that has stopped is an error in its console.
    await page.goto('about:blank');
    await desk.stop();
    removeDirectory(desk.dataDirectory);
  }
});

test('on a phone the bell fits, and opens over the page', async ({ page, freshDesk }) => {
  await openWelcome(page, freshDesk);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole('button', { name: 'Alerts: nothing needs you' }).click();
  await expect(page.getByRole('dialog', { name: 'Needs attention' })).toBeInViewport();
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
});
