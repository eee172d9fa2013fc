/** A key's life after its creation: rotation, names and tags, the scream test, deletion and the way back. */
import type { Page } from '@playwright/test';
import { copied, expect, test, toast } from './fixtures.ts';
import { body, createKey, createService, dataKey } from './support/seed.ts';

const ANNA = 'arn:aws:iam::000000000000:user/anna';

const policyFor = (user: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'Account',
        Effect: 'Allow',
        Principal: { AWS: ['arn:aws:iam::000000000000:root', ANNA] },
        Action: 'kms:*',
        Resource: '*',
      },
      {
        Sid: 'Users',
        Effect: 'Allow',
        Principal: { AWS: user },
        Action: ['kms:GenerateDataKey', 'kms:Decrypt'],
        Resource: '*',
      },
    ],
  });

/** A part of the key's page, by its tab. */
const go = async (page: Page, name: string, tab: string): Promise<void> => {
  await page
    .getByRole('navigation', { name: `Parts of ${name}` })
    .getByRole('link', { name: tab })
    .press('Enter');
};
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

test('the day of an administrator on one key', async ({ page, desk }) => {
  test.slow();
  const service = await createService(desk, 'day-api');
  const keyId = await createKey(desk, {
    alias: 'day',
    policy: policyFor(service.arn),
    tags: { env: 'prod' },
  });
  const otherId = await createKey(desk, {
    alias: 'day-after',
    policy: policyFor(service.arn),
    tags: { env: 'dev' },
  });
  const before = await dataKey(desk, keyId, {}, service);
  await page.goto(`/keys/${keyId}`);

  await test.step('a schedule', async () => {
    await page.getByRole('link', { name: 'not scheduled' }).press('Enter');
    await expect(page.getByRole('main')).toContainText('It rotates only when somebody rotates it.');
    await expect(button(page, 'Disable rotation')).toHaveAccessibleDescription('Nothing has been changed');
    await page.getByRole('radio', { name: 'Every … days' }).press('Space');
    await page.getByRole('textbox', { name: 'Days' }).fill('30');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('textbox', { name: 'Days' })).toHaveAccessibleDescription(/from 90 to 2560/);
    await page.getByRole('textbox', { name: 'Days' }).fill('120');
    await page.keyboard.press('Enter');
    await expect(toast(page, 'day rotates every 120 days')).toBeVisible();
    await expect(page.getByRole('main')).toContainText('It rotates by itself every 120 days, next on');
    await page.getByRole('radio', { name: 'Every 90 days' }).press('Space');
    await button(page, 'Change the period').press('Enter');
    await expect(toast(page, 'day rotates every 90 days')).toBeVisible();
    expect(body(await desk.call('GetKeyRotationStatus', { KeyId: keyId }))).toMatchObject({
      KeyRotationEnabled: true,
      RotationPeriodInDays: 90,
    });
  });

  await test.step('a rotation now; what was sealed before still opens', async () => {
    await button(page, 'Rotate now…').press('Enter');
    await expect(button(page, 'Keep version 1')).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(button(page, 'Rotate now…')).toBeFocused();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await expect(button(page, 'Rotate to version 2')).toBeFocused();
    await page.keyboard.press('Enter');
    const versions = page.getByRole('table', { name: 'Versions, newest first' }).getByRole('row');
    await expect(versions).toHaveCount(3);
    await expect(versions.nth(1)).toContainText(/v2current.*On demand/);
    await expect(versions.nth(2)).toContainText(/v1.*First.*1 encryption/);
    await expect(page.getByRole('main')).toContainText('24 of 25 on demand left');
    expect(await copied(page, 'Copy material id of version 2')).toMatch(/^[0-9a-f]{64}$/);
    body(await desk.call('Decrypt', { CiphertextBlob: before }, service));
  });

  await test.step('tags: added, overwritten, removed, and brought back', async () => {
    await go(page, 'day', 'Settings');
    const tags = page.getByRole('list', { name: 'Tags' }).getByRole('listitem');
    await page.getByLabel('Tag name').fill('<team>');
    await page.keyboard.press('Enter');
    await expect(page.getByLabel('Tag name')).toHaveAccessibleDescription(/letters, digits/);
    await page.getByLabel('Tag name').fill('team');
    await page.getByLabel('Value', { exact: true }).fill('payments');
    await page.keyboard.press('Enter');
    await expect(tags).toHaveText([/^envprod/, /^teampayments/]);
    await expect(page.getByLabel('Tag name')).toBeFocused();
    await button(page, 'Change tag env').press('Enter');
    await expect(page.getByLabel('Value', { exact: true })).toBeFocused();
    await page.keyboard.insertText('test');
    await button(page, 'Overwrite tag').press('Enter');
    await expect(tags.first()).toHaveText(/^envprodtest|^envtest/);
    await button(page, 'Remove tag team').press('Enter');
    await expect(tags).toHaveCount(1);
    await toast(page, 'Removed tag team').getByRole('button', { name: 'Undo' }).last().press('Enter');
    await expect(tags).toHaveCount(2);
  });

  await test.step('a description, and the old one back', async () => {
    const text = page.getByLabel('What the key is for');
    await text.fill('بطاقات and cards');
    await button(page, 'Save description').press('Enter');
    await toast(page, 'Saved the description').getByRole('button', { name: 'Undo' }).last().press('Enter');
    await expect(text).toHaveValue('');
  });

  await test.step('an alias moves to another key', async () => {
    await page.getByLabel('Add an alias').fill('day-moved');
    await page.keyboard.press('Enter');
    await button(page, 'Move alias day-moved').press('Enter');
    await expect(page.getByRole('main')).toContainText('In 90 days role/day-api used the key');
    await expect(button(page, 'Move the alias')).toHaveAccessibleDescription(
      'Choose the key that it shall name',
    );
    await page.getByLabel('Find a key').fill('day-after');
    const target = page.getByRole('radio', { name: 'day-after' });
    await expect(target).not.toBeChecked();
    await target.press('Space');
    await expect(page.getByRole('main')).toContainText(
      /This key is of environment \w+, the chosen one of dev\./,
    );
    await button(page, 'Move it to day-after').press('Enter');
    await expect(button(page, 'Move alias day-moved')).toHaveCount(0);
    expect(body(await desk.call('DescribeKey', { KeyId: 'alias/day-moved' }))).toMatchObject({
      KeyMetadata: { KeyId: otherId },
    });
  });

  await test.step('disabled first: who still asks is named, while one watches', async () => {
    await go(page, 'day', 'Overview');
    await page.getByRole('link', { name: 'Schedule deletion…' }).press('Enter');
    await expect(page.getByRole('heading', { level: 1, name: 'Delete day' })).toBeVisible();
    await expect(button(page, 'Delete day in 30 days')).toHaveAccessibleDescription(/Disable it first/);
    await button(page, 'Disable day…').press('Enter');
    await expect(button(page, 'Keep it enabled')).toBeFocused();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('main')).toContainText('Nobody has asked for it since.');
    expect((await desk.call('Decrypt', { CiphertextBlob: before }, service)).status).toBe(400);
    await expect(page.getByRole('main')).toContainText('1 request was refused since');
    const screams = page.getByRole('table', { name: 'Who was refused since it was disabled' });
    await expect(screams).toContainText('role/day-api');
    await expect(screams).toContainText('Decrypt');
  });

  await test.step('scheduled, with the victims named and the alias typed', async () => {
    await expect(page.getByRole('table', { name: 'Who used it in 90 days' })).toContainText('role/day-api');
    await page.getByLabel('Days until it is destroyed').fill('3');
    // Held back until the alias is typed, by the button and by Enter in a field.
    await expect(button(page, 'Delete day')).toHaveAccessibleDescription('Type day first');
    await page.getByLabel('Days until it is destroyed').press('Enter');
    await expect(page.getByRole('alert')).toHaveCount(0);
    await page.getByLabel('Type day to confirm').fill('day');
    await page.keyboard.press('Enter');
    const summary = page.getByRole('alert');
    await expect(summary).toBeFocused();
    await expect(summary).toContainText('Correct 1 field first: Days until it is destroyed');
    await page.getByLabel('Days until it is destroyed').fill('7');
    await expect(page.getByRole('main')).toContainText(
      /The key is destroyed on .+ or later: it also needs a day of running time of this desk\./,
    );
    await expect(button(page, 'Delete day in 7 days')).not.toHaveAttribute('aria-disabled');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(`/keys/${keyId}`);
    expect(body(await desk.call('DescribeKey', { KeyId: keyId }))).toMatchObject({
      KeyMetadata: { KeyState: 'PendingDeletion' },
    });
  });

  await test.step('the countdown on every part of the key, and in the list', async () => {
    for (const tab of [
      'Policy',
      'Grants',
      'Rotation & versions',
      'Activity',
      'Use it',
      'Settings',
      'Overview',
    ]) {
      /* oxlint-disable no-await-in-loop -- one tab after the other */
      await go(page, 'day', tab);
      await expect(page.getByRole('main')).toContainText(/Destroyed in (7 days|6 days 23 h)\./);
      /* oxlint-enable no-await-in-loop */
    }
    await page.goto('/keys?q=day&state=PendingDeletion');
    await expect(page.getByRole('table', { name: 'Keys' })).toContainText(/Pending deletion \d+ \w+/);
    await page.getByRole('link', { name: 'day', exact: true }).press('Enter');
  });

  await test.step('cancelled: it is disabled, and enabled by a second decision', async () => {
    await go(page, 'day', 'Settings');
    await expect(button(page, 'Add tag')).toHaveAccessibleDescription(/cancel that first/);
    await button(page, 'Cancel deletion').press('Enter');
    await expect(page.getByRole('main')).toContainText('The deletion is cancelled; the key is disabled.');
    expect((await desk.call('Decrypt', { CiphertextBlob: before }, service)).status).toBe(400);
    await button(page, 'Enable day').press('Enter');
    await expect(button(page, 'Enable day')).toHaveCount(0);
    body(await desk.call('Decrypt', { CiphertextBlob: before }, service));
  });
});

test('what a person may not do is said before it is tried, and after, when it was taken from them meanwhile', async ({
  page,
  desk,
  expectHttpError,
}) => {
  const statement = (Effect: string, AWS: string, Action: unknown) => ({
    Effect,
    Principal: { AWS },
    Action,
    Resource: '*',
  });
  const account = statement('Allow', 'arn:aws:iam::000000000000:root', 'kms:*');
  const never = {
    Sid: 'Never anna',
    ...statement('Deny', ANNA, ['kms:RotateKeyOnDemand', 'kms:EnableKeyRotation', 'kms:DeleteAlias']),
  };
  const policy = (...statements: readonly object[]): string =>
    JSON.stringify({ Version: '2012-10-17', Statement: statements });
  const keyId = await createKey(desk, { alias: 'not-mine', policy: policy(account, never) });
  await page.goto(`/keys/${keyId}/rotation`);
  await page.getByRole('radio', { name: 'Every 365 days' }).check();
  const denied = (action: string): string => `The key’s policy denies you kms:${action} in “Never anna”.`;
  const says = (name: string, action: string): Promise<void> =>
    expect(button(page, name).last()).toHaveAccessibleDescription(
      new RegExp(`^${RegExp.escape(denied(action))}`),
    );
  await says('Enable rotation', 'EnableKeyRotation');
  await says('Rotate now…', 'RotateKeyOnDemand');
  // The same at the head of the key.
  await expect(button(page, 'Rotate now…').first()).toHaveAccessibleDescription(
    /denies you kms:RotateKeyOnDemand/,
  );
  await page.goto(`/keys/${keyId}/settings`);
  await says('Delete alias not-mine', 'DeleteAlias');

  body(await desk.call('PutKeyPolicy', { KeyId: keyId, Policy: policy(account) }));
  await page.goto(`/keys/${keyId}/rotation`);
  await page.getByRole('radio', { name: 'Every 365 days' }).check();
  await expect(button(page, 'Enable rotation')).not.toHaveAttribute('aria-disabled');
  body(await desk.call('PutKeyPolicy', { KeyId: keyId, Policy: policy(account, never) }));
  expectHttpError('/api/EnableKeyRotation', 400);
  await button(page, 'Enable rotation').click();
  await expect(page.getByRole('alert')).toContainText('The schedule was not changed.');
  await expect(page.getByRole('alert')).toContainText('can allow it');
  // The event of the refusal is one click from its id.
  await page.getByRole('alert').getByRole('link', { name: 'Open its event' }).click();
  await expect(page).toHaveURL(/\/audit\?request=/);
  await expect(page.getByRole('main')).toContainText('EnableKeyRotation');
});

test('a deleted alias can be brought back; the key stays', async ({ page, desk }) => {
  const keyId = await createKey(desk, { alias: 'gone-name' });
  await page.goto(`/keys/${keyId}/settings`);
  await button(page, 'Delete alias gone-name').click();
  await page.getByRole('button', { name: 'Delete alias gone-name' }).last().click();
  await expect(page.getByRole('main')).toContainText('None: programs name it by its id or ARN.');
  await toast(page, 'Deleted alias gone-name').getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('list', { name: 'Aliases' })).toContainText('gone-name');
});

test('on a phone the current tab is in sight', async ({ page, desk }) => {
  const keyId = await createKey(desk, { alias: 'narrow' });
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`/keys/${keyId}/settings`);
  const tab = page
    .getByRole('navigation', { name: 'Parts of narrow' })
    .getByRole('link', { name: 'Settings' });
  // All but the line under it, which the bar's own covers.
  await expect(tab).toBeInViewport({ ratio: 0.95 });
});

test('a destroyed key leaves a page that says what is known of it', async ({
  page,
  desk,
  administrator,
  expectHttpError,
}) => {
  expect(administrator.cookies).not.toEqual([]);
  const keyId = await createKey(desk);
  body(await desk.call('ScheduleKeyDeletion', { KeyId: keyId, PendingWindowInDays: 7 }));
  // A true destruction needs a day of the desk's running time: its answers are played here, the log is the desk's own.
  expectHttpError('/api/DescribeKeyOverview', 400);
  await page.route('**/api/DescribeKeyOverview', (route) =>
    route.fulfill({ status: 400, json: { __type: 'NotFoundException', message: 'gone' } }),
  );
  await page.route('**/api/DescribeDestroyedKey', (route) =>
    route.fulfill({
      json: {
        KeyId: keyId,
        Arn: `arn:aws:kms:us-east-1:000000000000:key/${keyId}`,
        Description: '<b>old</b>',
        KeySpec: 'SYMMETRIC_DEFAULT',
        Tags: [{ TagKey: 'env', TagValue: 'prod' }],
        CreationDate: 1_790_000_000,
        ScheduledDate: 1_790_000_100,
        DestroyedDate: 1_790_700_000,
        Versions: 3,
      },
    }),
  );
  await page.goto(`/keys/${keyId}/policy`);
  await expect(page).toHaveURL(`/keys/${keyId}`);
  await expect(page.getByRole('heading', { level: 1, name: /^Destroyed key/ })).toBeVisible();
  const main = page.getByRole('main');
  await expect(main).toContainText('role/root-operator scheduled its deletion');
  await expect(main).toContainText('was destroyed on 29 Sep 2026, with its 3 versions.');
  await expect(main).toContainText('<b>old</b>');
  await page.getByRole('link', { name: 'Its events in Audit' }).click();
  await expect(page).toHaveURL(`/audit?key=${keyId}&kind=all`);
});
