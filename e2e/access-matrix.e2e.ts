/** The access matrix: who can do what with which keys, from either side; filtered, walked by keyboard, exported. */
import { readFileSync } from 'node:fs';
import { expect, test } from './fixtures.ts';
import { expectNoViolations } from './support/accessibility.ts';
import { body, createKey, createService } from './support/seed.ts';

const ACCOUNT = '000000000000';
const allow = (Sid: string, arn: string, Action: unknown, Condition?: object): object => ({
  Sid,
  Effect: 'Allow',
  Principal: { AWS: arn },
  Action,
  Resource: '*',
  ...(Condition === undefined ? {} : { Condition }),
});
const policyOf = (...statements: readonly object[]): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [allow('Control', `arn:aws:iam::${ACCOUNT}:root`, 'kms:*'), ...statements],
  });

test('shows cells by keys and services, leads to the reasons, and to either side', async ({ page, desk }) => {
  const reader = await createService(desk, 'mx-reader');
  const writer = await createService(desk, 'mx-writer');
  const keyId = await createKey(desk, {
    alias: 'mx/ledger',
    policy: policyOf(
      allow('Read', reader.arn, 'kms:Decrypt', {
        StringEquals: { 'kms:EncryptionContext:tenant': 'acme' },
      }),
      allow('Write', writer.arn, ['kms:Encrypt', 'kms:CreateGrant']),
    ),
  });
  await createKey(desk, { alias: 'mx/other' });
  body(await desk.call('Encrypt', { KeyId: keyId, Plaintext: 'YQ==' }, writer));

  await page.goto('/access?q=mx');
  const grid = page.getByRole('grid', { name: 'Keys by people and services' });
  // Both sides fit the word: keys and services of that name.
  await expect(grid.getByRole('rowheader')).toHaveText(['mx/ledger', 'mx/other']);
  const cell = grid.getByRole('link', {
    name: 'role/mx-reader on mx/ledger: decrypt at least when tenant = acme; not used yet: decrypt',
  });
  await expect(cell).toBeVisible();
  await expect(
    grid.getByRole('link', {
      name: 'role/mx-writer on mx/ledger: encrypt and grant; not used yet: grant',
    }),
  ).toBeVisible();
  await expectNoViolations(page);
  await cell.click();
  await expect(page.getByRole('heading', { level: 1, name: 'Simulator' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Key policy' })).toContainText('should be “acme”');
  await page.goBack();

  // The key's side.
  await grid.getByRole('link', { name: 'mx/ledger', exact: true }).click();
  await expect(page.getByRole('main')).toContainText(/people and services can use or administer mx\/ledger/);
  const who = page.getByRole('table', { name: 'Who can do what with the key' });
  await expect(who.getByRole('row').filter({ hasText: 'mx-writer' })).toContainText('encrypt');
  await page.getByRole('combobox', { name: 'What they can do' }).selectOption('decrypt');
  await expect(page).toHaveURL(/role=decrypt/);
  await expect(who.getByRole('row').filter({ hasText: 'mx-writer' })).toHaveCount(0);
  await expect(who.getByRole('row').filter({ hasText: 'mx-reader' })).toContainText(
    'of the key’s policy, only when tenant = acme',
  );

  // The service's side: what it can touch.
  await page.goto(`/services/${writer.principalId}`);
  await page.getByRole('link', { name: 'What it can touch' }).click();
  await expect(page.getByRole('main')).toContainText(/role\/mx-writer can use or administer 1 key of/);
  const touched = page.getByRole('table', { name: 'Keys that one can touch' });
  await expect(touched.getByRole('link', { name: 'mx/ledger' })).toBeVisible();
  await expectNoViolations(page);
});

test('is walked by the keyboard, and exported as it is shown', async ({ page, desk }) => {
  const one = await createService(desk, 'walk-one');
  const two = await createService(desk, 'walk-two');
  for (const alias of ['walk/a', 'walk/b'])
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await createKey(desk, {
      alias,
      policy: policyOf(allow('One', one.arn, 'kms:Decrypt'), allow('Two', two.arn, 'kms:Encrypt')),
    });
  await page.goto('/access?q=walk');
  const grid = page.getByRole('grid', { name: 'Keys by people and services' });
  await grid.getByRole('link', { name: 'walk/a', exact: true }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(grid.getByRole('link', { name: /^role\/walk-one on walk\/a: decrypt/ })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('End');
  await expect(grid.getByRole('link', { name: /^role\/walk-two on walk\/b: encrypt/ })).toBeFocused();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowRight');
  await expect(grid.getByRole('columnheader').getByRole('link', { name: 'walk-one' })).toBeFocused();

  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export' }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe('keydesk-access.csv');
  const lines = readFileSync(await download.path(), 'utf8')
    .trimEnd()
    .split('\r\n');
  expect(lines[0]).toContain('key id,alias,state,principal');
  // What decided stands in every line, though the table has no room for it.
  for (const line of lines.slice(1)) expect(line).toContain(' of the key’s policy');
  expect(lines.slice(1)).toHaveLength(4);
  expect(
    lines.slice(1).filter((line) => line.includes('walk-one') && line.includes(',decrypt,direct,')),
  ).toHaveLength(2);
});

test('says when nothing matches, and how to get back', async ({ page }) => {
  await page.goto('/access?q=nothing-of-the-kind');
  await expect(page.getByRole('heading', { name: 'Nothing matches' })).toBeVisible();
  await page.getByRole('button', { name: 'Show all' }).click();
  await expect(page.getByRole('grid', { name: 'Keys by people and services' })).toBeVisible();
});
