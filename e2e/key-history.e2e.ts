/** What was changed about a key over how it was used: the strip, its list, its table, by keyboard. */
import { expect, test } from './fixtures.ts';
import { body, createKey, dataKey } from './support/seed.ts';

test('the strip is one tab stop; what it shows is said, listed, and a table', async ({ page, desk }) => {
  const keyId = await createKey(desk, { alias: 'over-time' });
  await dataKey(desk, keyId);
  await dataKey(desk, keyId);
  body(await desk.call('TagResource', { KeyId: keyId, Tags: [{ TagKey: 'env', TagValue: 'prod' }] }));
  body(await desk.call('RotateKeyOnDemand', { KeyId: keyId }));
  body(await desk.call('DisableKey', { KeyId: keyId }));
  await desk.call('GenerateDataKey', { KeyId: keyId, KeySpec: 'AES_256' });
  body(await desk.call('EnableKey', { KeyId: keyId }));

  await page.goto(`/keys/${keyId}`);
  const strip = page.getByRole('slider', { name: 'Use and changes, 90 days' });
  await expect(strip).toHaveAttribute('aria-valuenow', '90');
  await expect(strip).toHaveAttribute('aria-valuetext', /2 allowed, 1 refused.*Rotated to version 2/);
  await expect(page.getByRole('main')).toContainText(
    'In 90 days it was asked 3 times: 2 allowed, on 1 day; 1 refused. 1 rotation change, 3 changes of state, and 2 changes of aliases, tags or description.',
  );

  await strip.focus();
  await strip.press('ArrowLeft');
  await expect(strip).toHaveAttribute('aria-valuenow', '89');
  await expect(strip).toHaveAttribute('aria-valuetext', /no request$/);
  await strip.press('PageDown');
  await expect(strip).toHaveAttribute('aria-valuenow', '90');
  await strip.press('Home');
  await expect(strip).toHaveAttribute('aria-valuenow', '1');
  await strip.press('End');
  await expect(strip).toHaveAttribute('aria-valuenow', '90');

  const changes = page
    .locator('section')
    .filter({ has: page.getByRole('heading', { level: 2, name: 'Changes over use' }) });
  await expect(changes.getByRole('listitem')).toHaveText([
    /^Enabled/,
    /^Disabled/,
    /^Rotated to version 2/,
    /^Tagged env = prod/,
    /^Alias over-time added/,
    /^Created/,
  ]);
  await changes.getByRole('link', { name: 'Rotated to version 2' }).click();
  await expect(page.getByRole('complementary', { name: /^Event \d+$/ })).toContainText('RotateKeyOnDemand');
  await page.goBack();

  await page.getByRole('button', { name: 'Show as table' }).click();
  await expect(page).toHaveURL(`/keys/${keyId}?as=table`);
  await page.getByRole('combobox', { name: 'Range' }).selectOption('year');
  await expect(page).toHaveURL(`/keys/${keyId}?as=table&range=year`);
  await page.reload();
  const rows = page.getByRole('table', { name: 'Use and changes by day' }).getByRole('row');
  await expect(rows).toHaveCount(2);
  await expect(rows.nth(1)).toContainText('Rotated to version 2');
  await page.getByRole('button', { name: 'Show as picture' }).click();
  await expect(page.getByRole('slider', { name: 'Use and changes, 1 year, by week' })).toHaveAttribute(
    'aria-valuemax',
    '52',
  );
});

test('a history that cannot be read leaves the rest of the page, and can be asked for again', async ({
  page,
  desk,
  expectHttpError,
}) => {
  const keyId = await createKey(desk, { alias: 'no-history' });
  expectHttpError('/api/DescribeKeyHistory', 403);
  await page.route('**/api/DescribeKeyHistory', (route) =>
    route.fulfill({
      status: 403,
      contentType: 'application/json',
      body: JSON.stringify({ __type: 'AccessDeniedException', message: 'You may not search the log' }),
    }),
  );
  await page.goto(`/keys/${keyId}`);
  await expect(page.getByRole('alert')).toContainText('You may not search the log');
  await expect(page.getByRole('table', { name: 'Who can decrypt' })).toBeVisible();
  await page.unroute('**/api/DescribeKeyHistory');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('slider', { name: /^Use and changes/ })).toBeVisible();
  await expect(page.getByRole('main')).toContainText('Nobody asked for it in 90 days.');
});

test('samples are chosen by keyboard, by address, and remembered', async ({ page, desk }) => {
  const keyId = await createKey(desk, { alias: 'spoken' });
  await page.goto(`/keys/${keyId}/use`);
  const tab = (name: string) => page.getByRole('tab', { name, exact: true });
  await expect(tab('TypeScript')).toHaveAttribute('aria-selected', 'true');
  await tab('TypeScript').focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect(tab('Go')).toBeFocused();
  await expect(page.getByRole('tabpanel', { name: 'Go' })).toContainText('kms.NewFromConfig');
  await expect(page).toHaveURL(`/keys/${keyId}/use?language=go`);
  await page.goto(`/keys/${keyId}/use`);
  await expect(tab('Go')).toHaveAttribute('aria-selected', 'true');
  await page.goto(`/keys/${keyId}/use?language=java`);
  await expect(page.getByRole('tabpanel', { name: 'Java' })).toContainText('alias/spoken');
  await tab('Java').press('End');
  await expect(tab('Terraform')).toBeFocused();
  await page.goto(`/keys/${keyId}/use?language=cobol`);
  await expect(tab('Terraform')).toHaveAttribute('aria-selected', 'true');
  await page.getByRole('combobox', { name: 'What it does' }).selectOption('read');
  const statement = page.getByRole('figure', { name: 'Statement for the key’s policy' });
  await expect(statement).toContainText('kms:Decrypt');
  await expect(statement).not.toContainText('kms:GenerateDataKey');
});
