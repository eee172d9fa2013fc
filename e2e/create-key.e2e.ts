/** The create-key form: what it refuses, what it keeps, and the policy that results. */
import { expect, test, toast } from './fixtures.ts';
import { body, createKey, createService } from './support/seed.ts';

test('errors stand by their fields and in a summary that takes focus', async ({ page }) => {
  await page.goto('/keys/new');
  await page.getByLabel('Alias').fill('über-key');
  await page.getByRole('button', { name: 'Add tag' }).click();
  await page.getByLabel('Value of tag 1').fill('prod');
  await page.getByRole('group', { name: 'Administrators' }).getByLabel('user/anna').uncheck();
  await page.getByLabel('The account keeps control').uncheck();
  await page.getByRole('button', { name: 'Create key' }).click();

  const summary = page.getByRole('alert');
  await expect(summary).toBeFocused();
  await expect(summary.getByRole('listitem')).toHaveCount(3);
  const alias = page.getByLabel('Alias');
  await expect(alias).toHaveAttribute('aria-invalid', 'true');
  await expect(alias).toHaveAccessibleDescription(/Use letters without accents, digits and/);
  await expect(page.getByRole('group', { name: 'Tags' })).toContainText('Every tag needs a name.');
  await expect(page.getByRole('group', { name: 'Administrators' })).toContainText(
    'Add yourself, or let the account keep control',
  );

  await summary.getByRole('link', { name: 'Alias' }).click();
  await expect(alias).toBeFocused();
  await alias.clear();
  // Key by key: mending a field must not send focus away from it.
  await alias.pressSequentially('uber-key');
  await expect(alias).toBeFocused();
  await expect(alias).toHaveValue('uber-key');
  await expect(alias).not.toHaveAttribute('aria-invalid', 'true');
  await expect(page).toHaveURL('/keys/new');
});

test('each error is seen where it is led to, also below the window', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 560 });
  await page.goto('/keys/new');
  await page.getByLabel('Alias').fill('seen-errors');
  const administrators = page.getByRole('group', { name: 'Administrators' });
  const me = administrators.getByRole('checkbox', { name: 'user/anna', exact: true });
  // Who is ticked stands first, in sight of the list.
  await expect(administrators.getByRole('checkbox').first()).toHaveAccessibleName('user/anna');
  await expect(me).toHaveAccessibleDescription(/^person, you/);
  await me.uncheck();
  await page.getByLabel('The account keeps control').uncheck();
  await page.getByRole('button', { name: 'Create key' }).click();
  const summary = page.getByRole('alert');
  await expect(summary).toBeFocused();
  await expect(summary).toBeInViewport({ ratio: 1 });
  await summary.getByRole('link', { name: 'Administrators' }).click();
  await expect(me).toBeFocused();
  await expect(me).toBeInViewport({ ratio: 1 });
  await expect(administrators.getByText('Add yourself, or let the account')).toBeInViewport({ ratio: 1 });
  await me.check();
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test('a draft survives a reload, and is gone once the key is made', async ({ page }) => {
  await page.goto('/keys/new');
  await page.getByLabel('Alias').fill('draft-key');
  await page.getByLabel('Description').fill('Kept over a reload');
  await page.getByRole('button', { name: 'Add tag' }).click();
  await page.getByLabel('Name of tag 1').fill('env');
  await page.getByLabel('Value of tag 1').fill('test');
  await page.reload();
  await expect(page.getByLabel('Alias')).toHaveValue('draft-key');
  await expect(page.getByLabel('Description')).toHaveValue('Kept over a reload');
  await expect(page.getByLabel('Value of tag 1')).toHaveValue('test');
  await page.getByRole('button', { name: 'Create key' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'draft-key' })).toBeVisible();
  await expect(toast(page, 'Created draft-key')).toBeVisible();
  await expect(page.getByRole('main')).toContainText('Kept over a reload');
  await page.goto('/keys/new');
  await expect(page.getByLabel('Alias')).toHaveValue('');
});

test('an alias that is taken is said by the field, and no key is made', async ({ page, desk }) => {
  await createKey(desk, { alias: 'taken-name' });
  const keys = async (): Promise<unknown> => body(await desk.call('Keydesk.SearchKeys'))['Total'];
  const before = await keys();
  await page.goto('/keys/new');
  await page.getByLabel('Alias').fill('taken-name');
  await page.getByRole('button', { name: 'Create key' }).click();
  await expect(page.getByRole('alert')).toBeFocused();
  await expect(page.getByLabel('Alias')).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByLabel('Alias')).toHaveAccessibleDescription(/taken|already/i);
  expect(await keys()).toBe(before);
});

test('the policy beside the form is the one that the key gets', async ({ page, desk }) => {
  const service = await createService(desk, 'policy-reader');
  await page.goto('/keys/new');
  await page.getByLabel('Alias').fill('shown-policy');
  const shown = page.getByRole('figure', { name: 'The policy that results' });
  await expect(shown).not.toContainText('Use of the key');
  await page.getByRole('group', { name: 'Users' }).getByLabel('role/policy-reader').check();
  await expect(shown).toContainText('Use of the key');
  await expect(shown).toContainText(service.arn);
  await page.getByLabel('The account keeps control').uncheck();
  await expect(shown).not.toContainText('kms:*');
  const text = (await shown.locator('pre').textContent()) ?? '';
  await page.getByRole('button', { name: 'Create key' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'shown-policy' })).toBeVisible();

  const keyId = new URL(page.url()).pathname.split('/')[2] ?? '';
  await page.goto(`/keys/${keyId}/policy`);
  const editor = page.getByRole('textbox', { name: /^Key policy, JSON/ });
  await expect(editor).toContainText(service.arn);
  const used = await desk.call('GenerateDataKey', { KeyId: keyId, KeySpec: 'AES_256' }, service);
  expect(used.status).toBe(200);
  // The account's own policies have no word here any more.
  const root = await desk.call('GetKeyPolicy', { KeyId: keyId });
  expect(root.body).toMatchObject({ __type: 'AccessDeniedException' });
  expect(JSON.parse(text)).toHaveProperty('Statement.length', 2);
});

test('cancel leads back to the list', async ({ page }) => {
  await page.goto('/keys');
  await page.getByRole('link', { name: 'Create key', exact: true }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: 'Create key' })).toBeFocused();
  await page.getByRole('link', { name: 'Cancel' }).click();
  await expect(page).toHaveURL('/keys');
});
