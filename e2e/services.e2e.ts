/** Services: their secret is seen once, their access keys can be switched off, replaced and deleted. */
import type { Credentials } from '../src/hosts/node/testing/sign-request.ts';
import type { TestDesk } from '../src/hosts/node/testing/desk.ts';
import { copied, expect, test, toast } from './fixtures.ts';
import { createKey, createService } from './support/seed.ts';

/** What a program of the service gets for a request that it signs. */
const asked = async (desk: TestDesk, credentials: Credentials): Promise<unknown> => {
  const answer = await desk.call('ListKeys', {}, credentials);
  return answer.status === 200 ? 'answered' : answer.body['__type'];
};

test('the secret of a new service is shown once, and works', async ({ page, desk }) => {
  await page.goto('/services');
  await page.getByRole('link', { name: 'Create service' }).click();
  await page.getByRole('button', { name: 'Create service' }).click();
  await expect(page.getByRole('alert')).toBeFocused();
  await expect(page.getByRole('textbox', { name: 'Name' })).toHaveAccessibleDescription(
    /Give the service a name/,
  );
  await page.getByRole('textbox', { name: 'Name' }).fill('shown-once');
  const keyUser = page.getByRole('radio', { name: 'Key user', exact: true });
  await expect(keyUser).toHaveAccessibleDescription(/Cannot change anything/);
  await keyUser.check();
  await page.getByRole('button', { name: 'Create service' }).click();
  await expect(page.getByRole('heading', { name: 'The access key of shown-once' })).toBeFocused();
  const credentials = {
    accessKeyId: await copied(page, 'Copy access key id'),
    secretAccessKey: await copied(page, 'Copy secret access key'),
  };
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download for ~/.aws/credentials' }).click();
  expect((await download).suggestedFilename()).toBe('shown-once-credentials.txt');
  expect(page.url()).not.toContain(credentials.secretAccessKey);
  expect(await asked(desk, credentials)).toBe('answered');

  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Keys' }).click();
  const question = page.getByRole('dialog', { name: 'Is the secret stored?' });
  await question.getByRole('button', { name: 'Stay here' }).click();
  await expect(question).toBeHidden();
  await expect(page.getByRole('heading', { name: 'The access key of shown-once' })).toBeVisible();

  await page.getByRole('button', { name: 'I stored it' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'shown-once', exact: true })).toBeFocused();
  const kept = await page.evaluate(() =>
    JSON.stringify([Object.entries(sessionStorage), Object.entries(localStorage)]),
  );
  expect(kept).not.toContain(credentials.secretAccessKey);
  await page.goBack();
  await expect(page.getByRole('main')).toBeVisible();
  expect(await page.content()).not.toContain(credentials.secretAccessKey);
});

test('a name that is taken is refused, and the form keeps what was typed', async ({
  page,
  desk,
  expectHttpError,
}) => {
  await createService(desk, 'taken-service');
  expectHttpError('/api/CreateService', 400);
  await page.goto('/services/new');
  await page.getByRole('textbox', { name: 'Name' }).fill('taken-service');
  await page.getByRole('button', { name: 'Create service' }).click();
  await expect(page.getByRole('alert')).toContainText('A service named taken-service already exists.');
  await expect(page.getByRole('textbox', { name: 'Name' })).toHaveValue('taken-service');
});

test('a disabled access key is refused at once, and works again when it is enabled', async ({
  page,
  desk,
}) => {
  const service = await createService(desk, 'switched', ['key-user']);
  await page.goto(`/services/${service.principalId}`);
  const row = page
    .getByRole('table', { name: 'Access keys' })
    .getByRole('row')
    .filter({ hasText: service.accessKeyId });
  await expect(row).toContainText('Active');
  expect(await asked(desk, service)).toBe('answered');
  await row.getByRole('button', { name: /Disable/ }).click();
  await expect(toast(page, `${service.accessKeyId} is inactive`)).toBeVisible();
  await expect(row).toContainText('Inactive');
  expect(await asked(desk, service)).toBe('UnrecognizedClientException');
  await row.getByRole('button', { name: /Enable/ }).click();
  await expect(row.getByRole('button', { name: /Disable/ })).toBeVisible();
  expect(await asked(desk, service)).toBe('answered');
});

test('an access key is replaced without a gap: two, then the old one deleted', async ({ page, desk }) => {
  const service = await createService(desk, 'rotated', ['key-user']);
  await createKey(desk);
  await page.goto(`/services/${service.principalId}`);
  await page.getByRole('button', { name: 'New access key' }).click();
  await expect(page.getByRole('heading', { name: 'The access key of rotated' })).toBeFocused();
  const next = {
    accessKeyId: await copied(page, 'Copy access key id'),
    secretAccessKey: await copied(page, 'Copy secret access key'),
  };
  await page.getByRole('link', { name: 'Its events' }).click();
  const question = page.getByRole('dialog', { name: 'Is the secret stored?' });
  await question.getByRole('button', { name: 'Stay here' }).click();
  await expect(page).toHaveURL(`/services/${service.principalId}`);
  await page.getByRole('button', { name: 'I stored it' }).click();
  await expect(page.getByRole('heading', { name: 'The access key of rotated' })).toBeHidden();
  await expect(page.getByRole('button', { name: 'New access key' })).toHaveAccessibleDescription(
    /at most 2 access keys/,
  );
  expect([await asked(desk, service), await asked(desk, next)]).toEqual(['answered', 'answered']);

  const last = service.accessKeyId.slice(-8);
  const danger = page.getByRole('region', { name: 'Danger zone' });
  await expect(danger.getByRole('heading', { name: /^Delete access key/ })).toHaveCount(2);
  const remove = danger.getByRole('button', { name: `Delete ${last}…` });
  await expect(remove).toHaveAttribute('aria-disabled', 'true');
  await expect(remove).toHaveAccessibleDescription(/Disable it first/);
  const row = page
    .getByRole('table', { name: 'Access keys' })
    .getByRole('row')
    .filter({ hasText: service.accessKeyId });
  await row.getByRole('button', { name: /Disable/ }).click();
  await expect(row).toContainText('Inactive');
  await remove.click();
  const confirm = page.getByRole('button', { name: `Delete ${last}`, exact: true });
  await expect(confirm).toHaveAttribute('aria-disabled', 'true');
  await page.getByLabel(`Type ${last} to confirm`).fill(last);
  await confirm.click();
  await expect(toast(page, `Deleted ${service.accessKeyId}`)).toBeVisible();
  await expect(row).toHaveCount(0);
  expect([await asked(desk, service), await asked(desk, next)]).toEqual([
    'UnrecognizedClientException',
    'answered',
  ]);
});
