/** Posture: found, mended, accepted until a day, withdrawn; by pointer and by keyboard. */
import { expect, test, toast } from './fixtures.ts';
import { body, createKey } from './support/seed.ts';

test('a finding leads to its object, and is gone once that is mended', async ({ page, desk }) => {
  const keyId = await createKey(desk, { alias: 'unrotated/here' });
  await page.goto('/posture?check=no-rotation');
  const found = page.getByRole('list', { name: 'Found by: Enabled keys rotate by themselves' });
  await expect(found).toBeVisible();
  const more = page.getByRole('button', { name: /^Show more of/ }).first();
  const mine = found.getByRole('link', { name: 'unrotated/here', exact: true });
  // The worker's desk has as many keys as the tests before this one have made.
  await expect(async () => {
    if ((await mine.isHidden()) && (await more.isVisible())) await more.click();
    await expect(mine).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 20_000 });
  await expect(mine).toHaveAttribute('href', `/keys/${keyId}/rotation`);
  const head = page.locator('#no-rotation summary');
  await expect(head).toContainText(/\d+ keys? do(es)? not rotate by /);
  await expect(head).toContainText('Rule: Enabled keys rotate by themselves');
  await expect(page.getByRole('link', { name: /^Set a period ?, for unrotated\/here/ })).toHaveAttribute(
    'href',
    `/keys/${keyId}/rotation`,
  );
  await expect(page.getByRole('main')).toContainText(/\d+ ÷ \d+ = \d+ %/);
  body(await desk.call('EnableKeyRotation', { KeyId: keyId }));
  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: 'Posture' })).toBeVisible();
  await expect(mine).toBeHidden();
});

test('a finding is accepted until a day with a reason, stands apart, and counts again when withdrawn', async ({
  page,
}) => {
  await page.goto('/posture?check=root-operator');
  await page.getByRole('button', { name: /^Accept the risk for KDTESTROOTACCESSKEY1/ }).click();
  const dialog = page.getByRole('dialog', { name: /^Accept the risk for KDTESTROOTACCESSKEY1/ });
  await dialog.getByRole('button', { name: /^Accept until \d+ \w+ \d{4}$/ }).click();
  await expect(dialog.getByRole('alert')).toContainText('Correct 1 field first: Reason');
  await expect(dialog.getByLabel('Reason')).toHaveAccessibleDescription(/Say why it is borne/);
  await dialog.getByLabel('Reason').fill('Terraform runs with it until <b>May</b>');
  await dialog.getByLabel('Until').fill('2020-01-01');
  await dialog.getByRole('button', { name: /^Accept/ }).click();
  await expect(dialog.getByRole('alert')).toContainText('Correct 1 field first: Until');
  await expect(dialog.getByLabel('Until')).toHaveAccessibleDescription(/Choose a day that is not over\./);
  await expect(dialog.getByLabel('Reason')).toHaveValue('Terraform runs with it until <b>May</b>');
  const inTenDays = new Date(Date.now() + 10 * 86_400_000).toISOString().slice(0, 10);
  await dialog.getByLabel('Until').fill(inTenDays);
  await dialog.getByRole('button', { name: /^Accept until/ }).click();
  await expect(toast(page, /^Accepted for KDTESTROOTACCESSKEY1/)).toBeVisible();
  await expect(dialog).toBeHidden();

  await page.goto('/posture?show=accepted');
  const accepted = page.getByRole('list', {
    name: 'Accepted: No administrator’s secret stands in the environment',
  });
  await expect(accepted).toContainText('Terraform runs with it until <b>May</b>');
  await expect(accepted).toContainText(/user\/anna, .+ until /);
  await accepted.getByRole('button', { name: /^Withdraw for/ }).click();
  await expect(toast(page, /counts again/)).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Nothing is accepted' })).toBeVisible();
});

test('what the desk refuses is said in the dialog, and nothing typed is lost', async ({
  page,
  expectHttpError,
}) => {
  expectHttpError('/api/AcceptFinding', 400);
  await page.route('**/api/AcceptFinding', (route) =>
    route.fulfill({
      status: 400,
      json: {
        __type: 'AccessDeniedException',
        message: 'User: user/anna is not authorized to perform: keydesk:AcceptFinding',
      },
    }),
  );
  await page.goto('/posture?check=root-operator');
  await page.getByRole('button', { name: /^Accept the risk for KDTESTROOTACCESSKEY1/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Reason').fill('known');
  await dialog.getByRole('button', { name: /^Accept until/ }).click();
  await expect(dialog.getByRole('alert')).toContainText('It was not accepted');
  await expect(dialog.getByLabel('Reason')).toHaveValue('known');
});

test('a check opens and closes by keyboard; every check is there to be seen, passed or not', async ({
  page,
}) => {
  await page.goto('/posture?show=all');
  const checks = page.locator('main details');
  await expect(checks).toHaveCount(25);
  const summary = page.getByText('The log is signed up to now', { exact: true });
  const fix = page.getByText('Bring the HSM back: its first act is a checkpoint');
  await expect(fix).toBeHidden();
  await page.locator('#log-uncovered summary').focus();
  await page.keyboard.press('Enter');
  await expect(fix).toBeVisible();
  await page.keyboard.press('Space');
  await expect(fix).toBeHidden();
  await expect(summary).toBeVisible();
});
