/** An access key is replaced without a gap, as one guided flow that shows who still uses which. */
import { copied, expect, test, toast } from './fixtures.ts';
import { createService } from './support/seed.ts';

test('two side by side, callers moved over while their use is watched, the old one disabled and deleted', async ({
  page,
  desk,
}) => {
  const old = await createService(desk, 'guided', ['key-user']);
  const asked = async (credentials: { accessKeyId: string; secretAccessKey: string }): Promise<number> =>
    (await desk.call('ListAliases', {}, credentials)).status;
  expect(await asked(old)).toBe(200);
  await page.goto(`/services/${old.principalId}`);
  await expect(page.getByRole('table', { name: 'Access keys' })).toContainText(/now|s ago/);
  await page.getByRole('link', { name: 'Rotate access key' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: 'Make a second access key' })).toHaveAttribute(
    'aria-current',
    'step',
  );
  await page.getByRole('button', { name: 'Make the new access key' }).click();
  await expect(page.getByRole('heading', { name: 'The access key of guided', exact: true })).toBeFocused();
  const next = {
    accessKeyId: await copied(page, 'Copy access key id'),
    secretAccessKey: await copied(page, 'Copy secret access key'),
  };
  await page.getByRole('button', { name: 'I stored it' }).click();

  const table = page.getByRole('table', { name: 'Old and new access key' });
  const row = (id: string) => table.getByRole('row').filter({ hasText: id });
  await expect(row(next.accessKeyId)).toContainText('never');
  await expect(page.getByRole('status').filter({ hasText: 'has signed nothing yet' })).toBeVisible();
  // Live: nobody reloads.
  expect([await asked(next), await asked(old)]).toEqual([200, 200]);
  await expect(row(next.accessKeyId)).toContainText('ListAliases from 127.0.0.1');
  await expect(page.getByRole('status').filter({ hasText: 'some caller still has it' })).toBeVisible();

  const last = old.accessKeyId.slice(-8);
  const disable = async (): Promise<void> => {
    await page.getByRole('button', { name: `Disable ${last}…` }).click();
    await expect(page.getByText('A caller signed with the old one in the last ten minutes.')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Keep it enabled' })).toBeFocused();
    await page.getByRole('button', { name: `Disable ${last}`, exact: true }).click();
  };
  await disable();
  await expect(toast(page, `${old.accessKeyId} is inactive`)).toBeVisible();
  expect([await asked(next), await asked(old)]).toEqual([200, 400]);
  await page.getByRole('button', { name: `Enable ${last}`, exact: true }).click();
  await expect(toast(page, `${old.accessKeyId} is active`)).toBeVisible();
  expect(await asked(old)).toBe(200);
  await disable();
  // A reload stands at the same step.
  await expect(page.getByRole('button', { name: `Enable ${last}`, exact: true })).toBeVisible();
  await page.reload();
  await page.getByRole('button', { name: `Delete ${last}…` }).click();
  await page.getByLabel(`Type ${last} to confirm`).fill(last);
  await page.getByRole('button', { name: `Delete ${last}`, exact: true }).click();
  await expect(page).toHaveURL(`/services/${old.principalId}`);
  await expect(page.getByRole('table', { name: 'Access keys' })).toContainText(next.accessKeyId);
  await expect(page.getByRole('table', { name: 'Access keys' })).not.toContainText(old.accessKeyId);
  expect([await asked(next), await asked(old)]).toEqual([200, 400]);
});
