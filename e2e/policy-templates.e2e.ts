/** Templates of key policies. */
import { expect, test, toast } from './fixtures.ts';
import { ACCOUNT, ARN, document, draftOf, english, findings, openPolicy } from './support/key-policy.ts';
import { createKey, createService } from './support/seed.ts';

test('a template is inserted for somebody, with a context', async ({ page, desk }) => {
  const keyId = await createKey(desk, { alias: 'template', policy: document(ACCOUNT) });
  const service = await createService(desk, 'template-reader');
  await openPolicy(page, keyId);
  await page.getByRole('button', { name: 'Templates' }).click();
  const dialog = page.getByRole('dialog', { name: 'Start from a template' });
  await dialog.getByRole('radio', { name: 'Decrypt-only reader' }).check();
  await expect(dialog.getByRole('button', { name: 'Insert the statement' })).toHaveAccessibleDescription(
    'Choose who it is for',
  );
  await dialog.getByRole('combobox', { name: 'Who' }).fill('template-reader');
  await page.keyboard.press('Enter');
  await dialog.getByLabel('Only with context').fill('tenant');
  await dialog.getByLabel('Its value').fill('acme');
  await expect(dialog.getByRole('figure', { name: 'What is inserted' })).toContainText(service.arn);
  await dialog.getByRole('button', { name: 'Insert the statement' }).click();
  await expect(english(page)).toContainText('role/template-reader may Decrypt, only when tenant = acme.');
  await expect(english(page)).toContainText('new');
  expect((await draftOf(page)).startsWith(document(ACCOUNT).slice(0, -6))).toBe(true);
});

test('the guards are two statements for everybody, and what the linter asked for is found no more', async ({
  page,
  desk,
}) => {
  const administer = {
    Sid: 'Administer',
    Effect: 'Allow',
    Principal: { AWS: `${ARN}user/anna` },
    Action: ['kms:GetKeyPolicy', 'kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion'],
    Resource: '*',
  };
  const keyId = await createKey(desk, { alias: 'guards', policy: document(ACCOUNT, administer) });
  await openPolicy(page, keyId);
  const asked = findings(page)
    .getByRole('listitem')
    .filter({ hasText: /shortest waiting period|lockout check bypassed/ });
  await expect(asked).toHaveCount(2);
  await page.getByRole('button', { name: 'Templates' }).click();
  const dialog = page.getByRole('dialog', { name: 'Start from a template' });
  await dialog.getByRole('radio', { name: 'Guards' }).check();
  const days = dialog.getByRole('textbox', { name: /^Shortest waiting period/ });
  await expect(days).toHaveValue('30');
  await days.fill('31');
  await expect(dialog.getByRole('button', { name: /^Insert/ })).toHaveAccessibleDescription(
    'Give a number of days from 7 to 30',
  );
  await days.fill('14');
  await dialog.getByRole('button', { name: 'Insert 2 statements' }).click();
  await expect(toast(page, 'Inserted: Guards')).toBeVisible();
  await expect(english(page)).toContainText('Keep the lockout check');
  await expect(english(page)).toContainText('Deletion waits 14 days');
  await expect(asked).toHaveCount(0);
  expect((await draftOf(page)).startsWith(document(ACCOUNT, administer).slice(0, -6))).toBe(true);
  // One step of undo takes both back.
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(asked).toHaveCount(2);
});
