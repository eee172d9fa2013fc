/** Grants on the key page: made, used, found in the log, revoked with what ends with them. */
import type { Page } from '@playwright/test';
import { expect, test, toast } from './fixtures.ts';
import { expectNoViolations } from './support/accessibility.ts';
import { body, createKey, createPerson, createService, dataKey } from './support/seed.ts';

const operation = (page: Page, name: string) => page.getByRole('checkbox', { name, exact: true });

test('a grant lets a service decrypt one tenant’s records, the event says so, and revoking ends it', async ({
  page,
  desk,
}) => {
  const keyId = await createKey(desk, { alias: 'grants/records' });
  const service = await createService(desk, 'grants-reports');
  const sealed = async (tenant: string) => ({
    CiphertextBlob: await dataKey(desk, keyId, { tenant }),
    EncryptionContext: { tenant },
  });
  const [acme, globex] = [await sealed('acme'), await sealed('globex')];
  expect((await desk.call('Decrypt', acme, service)).body['__type']).toBe('AccessDeniedException');

  await page.goto(`/keys/${keyId}`);
  await page.getByRole('link', { name: 'Grants', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'No grants' })).toBeVisible();
  await page.getByRole('link', { name: 'Create grant' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Create grant' })).toBeFocused();

  // Nothing chosen: the summary leads to the fields.
  await page.getByRole('button', { name: 'Create grant' }).click();
  const summary = page.getByRole('alert');
  await expect(summary).toContainText('Correct 2 fields first');
  await expectNoViolations(page);

  await page.getByRole('combobox', { name: 'Grantee' }).fill('grants-rep');
  await page.getByRole('option', { name: 'role/grants-reports' }).click();
  await operation(page, 'Decrypt').check();
  await operation(page, 'DescribeKey').check();
  await expect(page.getByText('can open everything that this key has encrypted')).toBeVisible();
  await page.getByRole('radio', { name: 'At least these pairs' }).check();
  await page.getByRole('textbox', { name: 'Name of pair 1' }).fill('tenant');
  await page.getByRole('textbox', { name: 'Value of pair 1' }).fill('acme');
  await page.getByRole('textbox', { name: /^Name ?optional$/ }).fill('monthly-report');
  await expect(
    page.getByText(
      'role/grants-reports may decrypt with grants/records, and look it up, only when tenant = acme.',
    ),
  ).toBeVisible();
  await expect(page.getByRole('tabpanel')).toContainText('--operations Decrypt DescribeKey');
  // What was typed is there after a reload.
  await page.reload();
  await expect(operation(page, 'Decrypt')).toBeChecked();
  await page.getByRole('button', { name: 'Create grant' }).click();
  await expect(toast(page, 'role/grants-reports may use grants/records by a grant')).toBeVisible();
  await expect(page.getByRole('heading', { level: 2, name: 'monthly-report' })).toBeVisible();
  await expect(page.getByText('No request of the last 90 days rested on it.')).toBeVisible();

  body(await desk.call('Decrypt', acme, service));
  body(await desk.call('Decrypt', acme, service));
  const refused = await desk.call('Decrypt', globex, service);
  expect(refused.body['__type']).toBe('AccessDeniedException');

  await page.reload();
  await expect(
    page.getByText(/In 90 days 2 requests rested on it alone, the last one .* \(Decrypt\)/),
  ).toBeVisible();
  await expectNoViolations(page);
  await page.getByRole('link', { name: 'Grants', exact: true }).first().click();
  const row = page
    .getByRole('table', { name: 'Grants' })
    .getByRole('row')
    .filter({ hasText: 'monthly-report' });
  await expect(row).toContainText('only when tenant = acme');
  await expect(row).toContainText('anna');

  // The event of a use names the grant, and leads to it.
  await page.goto(`/audit?key=${keyId}&operation=Decrypt&outcome=allowed`);
  await page.getByRole('table', { name: 'Events, newest first' }).getByRole('link').first().click();
  const event = page.getByRole('complementary', { name: /^Event \d+$/ });
  await expect(event).toContainText('Decided by grant monthly-report');
  const eventUrl = page.url();
  await event.getByRole('link', { name: 'grant monthly-report', exact: true }).click();
  await expect(page.getByRole('heading', { level: 2, name: 'monthly-report' })).toBeVisible();

  // In numbers, and typed, as it was used lately.
  await page.getByRole('button', { name: 'Revoke monthly-report…' }).click();
  await expect(page.getByText('2', { exact: true })).toBeVisible();
  await expect(
    page.getByText(/requests of the last 90 days that nothing but this grant allowed/),
  ).toBeVisible();
  const revoke = page.getByRole('button', { name: 'Revoke monthly-report', exact: true });
  await expect(revoke).toHaveAttribute('aria-disabled', 'true');
  await expectNoViolations(page);
  await page.getByRole('textbox', { name: 'Type monthly-report to confirm' }).fill('monthly-report');
  await revoke.click();
  await expect(toast(page, 'Revoked grant monthly-report')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'No grants' })).toBeVisible();
  expect((await desk.call('Decrypt', acme, service)).body['__type']).toBe('AccessDeniedException');

  // The old event still says who decided; its link says that the grant is gone.
  await page.goto(eventUrl);
  await event.getByRole('link', { name: 'grant monthly-report', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'This grant is gone' })).toBeVisible();
  await page.getByRole('link', { name: 'Who revoked grants' }).click();
  await expect(page.getByRole('table', { name: 'Events, newest first' })).toContainText('RevokeGrant');

  // Its name finds what it decided, gone or not.
  await page.goto('/audit');
  await page.getByRole('button', { name: /^More filters/ }).click();
  await page.getByRole('textbox', { name: 'Decided by grant' }).fill('monthly-report');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL('/audit?grant=monthly-report');
  await expect(page.getByText('2 events match', { exact: false })).toBeVisible();
});

test('a grant is revoked with all that was made by it', async ({ page, desk }) => {
  const keyId = await createKey(desk, { alias: 'grants/passed-on' });
  const first = await createService(desk, 'grants-first');
  const second = await createService(desk, 'grants-second');
  const grant = { KeyId: keyId, Operations: ['CreateGrant', 'Decrypt'] };
  const parent = body(await desk.call('CreateGrant', { ...grant, GranteePrincipal: first.arn }));
  body(await desk.call('CreateGrant', { ...grant, GranteePrincipal: second.arn }, first));
  const last = { ...grant, Operations: ['Decrypt'], GranteePrincipal: first.arn, Name: 'handed-back' };
  body(await desk.call('CreateGrant', last, second));
  await page.goto(`/keys/${keyId}/grants/${String(parent['GrantId'])}`);
  await expect(page.getByRole('link', { name: /grants-second/ })).toBeVisible();
  await expect(page.getByText('“handed-back”')).toBeVisible();
  await expectNoViolations(page);
  await page.getByRole('button', { name: 'Revoke 3 grants…' }).click();
  await expect(page.getByText('grants end, this one first')).toBeVisible();
  const end = String(parent['GrantId']).slice(-8);
  await page.getByRole('textbox', { name: `Type ${end} to confirm` }).fill(end);
  await page.getByRole('button', { name: 'Revoke 3 grants', exact: true }).click();
  await expect(toast(page, 'Revoked 3 grants')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'No grants' })).toBeVisible();
});

test('many grants are searched and paged; an unused one is revoked without typing', async ({
  page,
  desk,
}) => {
  const keyId = await createKey(desk, { alias: 'grants/many' });
  const service = await createService(desk, 'grants-many');
  for (let n = 0; n < 60; n++)
    body(
      await desk.call('CreateGrant', {
        KeyId: keyId,
        GranteePrincipal: service.arn,
        Operations: ['Decrypt'],
        Name: `job-${String(n).padStart(2, '0')}`,
        Constraints: { EncryptionContextEquals: { record: String(n) } },
      }),
    );
  await page.goto(`/keys/${keyId}/grants`);
  const table = page.getByRole('table', { name: 'Grants' });
  await expect(page.getByText('60 grants let 1 principal use this key')).toBeVisible();
  await expect(table.getByRole('row')).toHaveCount(51);
  await page.getByRole('button', { name: 'Next' }).click();
  await expect(table.getByRole('row')).toHaveCount(11);
  await expect(table).toContainText('job-00');
  await page.getByRole('button', { name: 'Previous' }).click();
  await expect(table).toContainText('job-59');

  await page.getByRole('searchbox', { name: 'Search the grants of this key' }).fill('record=37');
  await expect(page).toHaveURL(/\?q=record%3D37$/);
  await expect(page.getByText('1 of 60 grants')).toBeVisible();
  await table.getByRole('link').click();
  await expect(page.getByRole('heading', { level: 2, name: 'job-37' })).toBeVisible();
  await page.getByRole('button', { name: 'Revoke job-37…' }).click();
  await expect(page.getByRole('button', { name: 'Keep it' })).toBeFocused();
  await page.getByRole('button', { name: 'Revoke job-37', exact: true }).click();
  await expect(toast(page, 'Revoked grant job-37')).toBeVisible();
  await expect(page.getByText('59 grants let 1 principal use this key')).toBeVisible();
  await page.goto(`/keys/${keyId}/grants?q=nothing-of-the-kind`);
  await expect(page.getByRole('heading', { name: 'No grant matches' })).toBeVisible();
  await page.getByRole('button', { name: 'Clear the search' }).click();
  await expect(page.getByText('59 grants, newest first')).toBeVisible();

  await page.getByRole('button', { name: 'Uses, 90 d' }).click();
  await expect(page).toHaveURL(/\?sort=uses$/);
  await expect(page.getByText('59 grants, most used first')).toBeVisible();
  await page.getByRole('button', { name: 'Uses, 90 d' }).click();
  await expect(page.getByText('59 grants, least used first')).toBeVisible();
  await page.getByRole('combobox', { name: 'Use' }).selectOption('Not used in 90 days, or not yet');
  await expect(page).toHaveURL(/\?use=none&sort=uses&order=asc$/);
  await expect(page.getByText('59 of 59 grants, least used first')).toBeVisible();

  await page.getByRole('searchbox', { name: 'Search the grants of this key' }).fill('job-5');
  await expect(page.getByText('10 of 59 grants, least used first')).toBeVisible();
  await table.getByRole('checkbox', { name: 'Select job-50', exact: true }).check();
  await table.getByRole('checkbox', { name: 'Select job-51', exact: true }).check();
  const chosen = page.getByRole('region', { name: 'Selected grants' });
  await expect(chosen).toContainText('2 of 10 selected');
  await chosen.getByRole('button', { name: 'Revoke…' }).click();
  const asked = page.getByRole('dialog', { name: 'Revoke 2 grants' });
  await expect(asked).toContainText('job-50, job-51.');
  await expect(asked).toContainText('None of them decided a request in 90 days.');
  await expectNoViolations(page);
  await asked.getByRole('button', { name: 'Revoke 2 grants' }).click();
  await expect(asked).toContainText('Done 2.');
  await asked.getByRole('button', { name: 'Close' }).last().click();
  await expect(page.getByText('8 of 57 grants, least used first')).toBeVisible();
});

test('who may look but not make one is told who could', async ({ browser, desk }) => {
  const keyId = await createKey(desk, { alias: 'grants/looked-at' });
  const service = await createService(desk, 'grants-looked-at');
  body(
    await desk.call('CreateGrant', {
      KeyId: keyId,
      GranteePrincipal: service.arn,
      Operations: ['Decrypt'],
    }),
  );
  const { cookie } = await createPerson(desk, 'grants-auditor', ['auditor'], 'nine slow barges turn');
  const [name = '', value = ''] = cookie.split('=');
  const context = await browser.newContext({ baseURL: desk.url });
  await context.addCookies([{ name, value, url: desk.url }]);
  const page = await context.newPage();
  await page.goto(`/keys/${keyId}/grants`);
  const create = page.getByRole('button', { name: 'Create grant' });
  await expect(create).toHaveAttribute('aria-disabled', 'true');
  await create.focus();
  await expect(page.getByRole('tooltip')).toContainText('None of your policies allows kms:CreateGrant');
  await page.getByRole('table', { name: 'Grants' }).getByRole('link').click();
  await expect(page.getByRole('button', { name: /^Revoke .*…$/ })).toHaveAttribute('aria-disabled', 'true');
  await context.close();
});
