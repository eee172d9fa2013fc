/** The page of one key. */
import { copied, expect, test, toast } from './fixtures.ts';
import { body, createKey, createService, dataKey } from './support/seed.ts';

const TABS = [
  { label: 'Overview', path: '', holds: 'Who can decrypt' },
  { label: 'Policy', path: '/policy', holds: 'This is the policy in force.' },
  { label: 'Grants', path: '/grants', holds: 'No grants' },
  { label: 'Rotation & versions', path: '/rotation', holds: 'on demand left' },
  { label: 'Activity', path: '/activity', holds: 'Any outcome' },
  { label: 'Use it', path: '/use', holds: 'Once per shell' },
  { label: 'Settings', path: '/settings', holds: 'What the key is for' },
] as const;

test('each part of a key has an address of its own', async ({ page, desk }) => {
  const keyId = await createKey(desk, { alias: 'deep-link' });
  for (const { label, path, holds } of TABS) {
    // oxlint-disable-next-line no-await-in-loop -- one page, one after the other
    await test.step(label, async () => {
      await page.goto(`/keys/${keyId}${path}`);
      await expect(page.getByRole('heading', { level: 1, name: 'deep-link' })).toBeVisible();
      const tabs = page.getByRole('navigation', { name: 'Parts of deep-link' });
      await expect(tabs.getByRole('link', { name: label })).toHaveAttribute('aria-current', 'page');
      await expect(page.getByRole('main')).toContainText(holds);
      await expect(page).toHaveTitle('deep-link · Keydesk');
    });
  }
});

test('copy buttons give the whole of what is shown short', async ({ page, desk }) => {
  const keyId = await createKey(desk, { alias: 'copy-me' });
  await page.goto(`/keys/${keyId}`);
  expect(await copied(page, 'Copy key id')).toBe(keyId);
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible();
  expect(await copied(page, 'Copy ARN')).toBe(`arn:aws:kms:us-east-1:000000000000:key/${keyId}`);
  expect(await copied(page, 'Copy alias')).toBe('alias/copy-me');

  await page.goto(`/keys/${keyId}/use`);
  await page.getByRole('tab', { name: 'AWS CLI' }).click();
  const sample = page.getByRole('figure', { name: 'AWS CLI, in a shell' });
  await sample.getByRole('button', { name: 'Copy' }).click();
  await expect(sample.getByRole('button', { name: 'Copied' })).toBeVisible();
  const text = await page.evaluate(() => navigator.clipboard.readText());
  expect(text).toContain(`--endpoint-url ${desk.url}`);
  expect(text).toContain('--key-id alias/copy-me');
});

test('the overview counts who used the key and who was refused', async ({ page, desk }) => {
  const [user, stranger] = [
    await createService(desk, 'counter-user'),
    await createService(desk, 'counter-stranger'),
  ];
  const policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'Account',
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::000000000000:root' },
        Action: 'kms:*',
        Resource: '*',
      },
      {
        Sid: 'Counting',
        Effect: 'Allow',
        Principal: { AWS: user.arn },
        Action: ['kms:GenerateDataKey', 'kms:Decrypt'],
        Resource: '*',
      },
    ],
  });
  const keyId = await createKey(desk, { alias: 'counted', policy });
  const sealed = await dataKey(desk, keyId, {}, user);
  body(await desk.call('Decrypt', { CiphertextBlob: sealed }, user));
  expect((await desk.call('Decrypt', { CiphertextBlob: sealed }, stranger)).status).toBe(400);

  await page.goto(`/keys/${keyId}`);
  await expect(page.getByRole('main')).toContainText(
    /It was asked 3 times in 90 days.*: 2 allowed, 1 denied\./,
  );
  const row = page
    .getByRole('table', { name: 'Who can decrypt' })
    .getByRole('row')
    .filter({ hasText: 'role/counter-user' });
  await expect(row).toContainText('directly, by Counting');
  await expect(
    page.getByRole('table', { name: 'Who can decrypt' }).getByRole('row').filter({ hasText: 'user/anna' }),
  ).toContainText('through the account, by policy administrator');
  const depends = page
    .locator('section')
    .filter({ has: page.getByRole('heading', { level: 2, name: 'What depends on it' }) });
  await expect(depends.getByRole('listitem').filter({ hasText: 'role/counter-user' })).toContainText('2');
  await expect(depends.getByRole('listitem').filter({ hasText: 'role/counter-stranger' })).toContainText(
    '1 denied',
  );
  await expect(page.getByRole('img', { name: /of the budget used; rotation at 50%/ })).toBeVisible();
  // The overview draws its days by itself; beside the name they stand on the other tabs.
  const spark = page.getByRole('img', { name: /^Requests a day, 90 days: at most 2 allowed/ });
  await expect(spark).toHaveCount(0);
  await page.getByRole('link', { name: 'Policy', exact: true }).click();
  await expect(spark).toBeVisible();
  await page.goBack();
  await page.getByRole('link', { name: '1 denied', exact: true }).click();
  await expect(page).toHaveURL(`/keys/${keyId}/activity?outcome=denied&kind=data`);
  const events = page.getByRole('table', { name: 'Events of this key, newest first' });
  await expect(events.getByRole('row')).toHaveCount(2);
  await expect(events).toContainText('role/counter-stranger');
  await expect(events).toContainText('no statement');
  await page.reload();
  await expect(page.getByRole('combobox', { name: 'Filter by outcome' })).toHaveValue('denied');
});

test('activity and last events show what was done; what was looked at, when asked', async ({
  page,
  desk,
}) => {
  const keyId = await createKey(desk, { alias: 'looked-at' });
  await dataKey(desk, keyId);
  body(await desk.call('DescribeKey', { KeyId: keyId }));
  await page.goto(`/keys/${keyId}`);
  const last = page
    .locator('section')
    .filter({ has: page.getByRole('heading', { level: 2, name: 'Last events' }) });
  await expect(last.getByRole('link', { name: 'All 3', exact: true })).toBeVisible();
  await expect(last.getByRole('listitem')).toHaveText([/^GenerateDataKey/, /^CreateAlias/, /^CreateKey/]);

  await last.getByRole('link', { name: 'All 3', exact: true }).click();
  const events = page
    .getByRole('table', { name: 'Events of this key, newest first' })
    .getByRole('row')
    .filter({ has: page.getByRole('rowheader') });
  await expect(events).toHaveCount(3);
  await page.getByRole('button', { name: 'Show reads' }).click();
  await expect(page).toHaveURL(`/keys/${keyId}/activity?kind=all`);
  await expect(events.filter({ hasText: 'DescribeKey' }).first()).toBeVisible();
  await page.getByRole('combobox', { name: 'Filter by kind' }).selectOption('read');
  await expect(events.filter({ hasText: 'GenerateDataKey' })).toHaveCount(0);
  await expect(events.filter({ hasText: 'DescribeKey' }).first()).toBeVisible();
  await page.getByRole('button', { name: 'Remove filter kind reads' }).click();
  await expect(events).toHaveCount(3);
});

test('disabling names what stops, starts on the way back, and can be undone at once', async ({
  page,
  desk,
}) => {
  const keyId = await createKey(desk, { alias: 'undo-me' });
  await dataKey(desk, keyId);
  const state = async (): Promise<unknown> =>
    body(await desk.call('DescribeKey', { KeyId: keyId }))['KeyMetadata'];

  await page.goto(`/keys/${keyId}`);
  await page.getByRole('button', { name: 'Disable undo-me…' }).click();
  const keep = page.getByRole('button', { name: 'Keep it enabled' });
  await expect(keep).toBeFocused();
  await expect(page.getByRole('main')).toContainText('principal stops: role/root-operator');
  await keep.press('Enter');
  await expect(page.getByRole('button', { name: 'Disable undo-me…' })).toBeVisible();
  expect(await state()).toMatchObject({ KeyState: 'Enabled' });

  await page.getByRole('button', { name: 'Disable undo-me…' }).click();
  await page.getByRole('button', { name: 'Disable undo-me', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Enable undo-me' })).toBeVisible();
  expect(await state()).toMatchObject({ KeyState: 'Disabled' });
  const said = toast(page, 'Disabled undo-me');
  await said.getByRole('button', { name: 'Enable again' }).click();
  await expect(page.getByRole('button', { name: 'Disable undo-me…' })).toBeVisible();
  expect(await state()).toMatchObject({ KeyState: 'Enabled' });
});

test('the acts at the head of a key lead to their question from every tab, and the state has its own', async ({
  page,
  desk,
}) => {
  const keyId = await createKey(desk, { alias: 'at-hand' });
  await page.goto(`/keys/${keyId}/settings`);
  const acts = page.getByRole('group', { name: 'Act on the key' });
  const keep = page.getByRole('button', { name: 'Keep it enabled' });
  await acts.getByRole('link', { name: 'Disable…' }).click();
  await expect(page).toHaveURL(`/keys/${keyId}#disable`);
  await expect(keep).toBeFocused();
  await expect(keep).toBeInViewport();
  await keep.press('Enter');
  // Once more from the same address.
  await acts.getByRole('link', { name: 'Disable…' }).click();
  await expect(keep).toBeFocused();
  await page.getByRole('button', { name: 'Disable at-hand', exact: true }).click();
  const enable = acts.getByRole('button', { name: 'Enable' });
  await expect(enable).toBeVisible();
  // The button that did it is gone.
  await expect(page.getByRole('heading', { level: 1, name: 'at-hand' })).toBeFocused();
  await expect(acts.getByRole('button', { name: 'Rotate now…' })).toHaveAccessibleDescription(
    /Enable the key first/,
  );
  await enable.click();
  await expect(acts.getByRole('link', { name: 'Disable…' })).toBeVisible();
  await expect(page.getByRole('heading', { level: 1, name: 'at-hand' })).toBeFocused();

  await acts.getByRole('link', { name: 'Rotate now…' }).click();
  await expect(page.getByRole('button', { name: 'Keep version 1' })).toBeFocused();
  await acts.getByRole('button', { name: 'More for at-hand' }).click();
  await page.getByRole('menuitem', { name: 'Schedule deletion…' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Delete at-hand' })).toBeVisible();
});

test('a key gets a second alias; one that is taken is refused by the field', async ({
  page,
  desk,
  expectHttpError,
}) => {
  await createKey(desk, { alias: 'somebody-else' });
  const keyId = await createKey(desk, { alias: 'two-names' });
  await page.goto(`/keys/${keyId}/settings`);
  const field = page.getByLabel('Add an alias');
  await field.fill('second-name');
  await page.getByRole('button', { name: 'Add alias' }).click();
  await expect(toast(page, 'Added alias second-name')).toBeVisible();
  await expect(field).toHaveValue('');
  expectHttpError('/api/CreateAlias', 400);
  await field.fill('somebody-else');
  await page.getByRole('button', { name: 'Add alias' }).click();
  await expect(field).toHaveAccessibleDescription(/already exists/);
});

test('a key that is not there says so, and leads back', async ({ page, expectHttpError }) => {
  expectHttpError('/api/DescribeKeyOverview', 400);
  expectHttpError('/api/DescribeDestroyedKey', 400);
  await page.goto('/keys/00000000-0000-4000-8000-000000000000');
  await expect(page.getByRole('alert')).toContainText('This page could not be shown');
  await page.getByRole('link', { name: 'Go to the keys' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Keys' })).toBeVisible();
});
