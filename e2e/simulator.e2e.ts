/** The simulator: asked by hand and by address, with every reason; what it says is what the desk does. */
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { expectNoViolations } from './support/accessibility.ts';
import { createKey, createService, type SeedService } from './support/seed.ts';

const ACCOUNT = '000000000000';

const policyFor = (service: SeedService): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'Control',
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
        Action: 'kms:*',
        Resource: '*',
      },
      {
        Sid: 'Acme only',
        Effect: 'Allow',
        Principal: { AWS: service.arn },
        Action: ['kms:Encrypt', 'kms:Decrypt'],
        Resource: '*',
        Condition: { StringEquals: { 'kms:EncryptionContext:tenant': 'acme' } },
      },
    ],
  });

async function choose(page: Page, box: string, typed: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name: box }).fill(typed);
  await page.getByRole('option', { name: option, exact: true }).click();
}

const decision = (page: Page) => page.getByRole('main').getByRole('status').first();

test('a question is put together by hand, answered with its reasons, and stands in the address', async ({
  page,
  desk,
}) => {
  const service = await createService(desk, 'sim-reports');
  const keyId = await createKey(desk, { alias: 'sim/records', policy: policyFor(service) });
  await page.goto('/access');
  await page.getByRole('link', { name: 'Simulator', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Simulator' })).toBeFocused();
  await expect(page.getByRole('heading', { name: 'Choose who asks' })).toBeVisible();
  await choose(page, 'Principal', 'sim-rep', 'role/sim-reports');
  await expect(page.getByRole('heading', { name: 'Choose what they ask for' })).toBeVisible();
  await choose(page, 'Action', 'kms:Decr', 'kms:Decrypt');
  await choose(page, 'Key', 'sim/rec', 'sim/records');

  // Nothing is bound to the data: refused, and what came closest says what it wanted.
  await expect(decision(page)).toContainText('Denied');
  await expect(decision(page)).toContainText('“Acme only” of the key’s policy came closest.');
  const policy = page.getByRole('region', { name: 'Key policy' });
  await expect(policy).toContainText(
    'kms:EncryptionContext:tenant should be “acme”, but the request has none.',
  );
  await expectNoViolations(page);

  await page.getByRole('button', { name: 'Give a pair' }).click();
  await expect(page.getByRole('textbox', { name: 'Name of pair 1' })).toBeFocused();
  await page.getByRole('textbox', { name: 'Name of pair 1' }).fill('tenant');
  await page.getByRole('textbox', { name: 'Value of pair 1' }).fill('acme');
  await expect(decision(page)).toContainText('Allowed');
  await expect(decision(page)).toContainText('“Acme only” of the key’s policy allows it.');
  await expect(policy.getByRole('listitem').filter({ hasText: 'Acme only' })).toContainText('decided');
  const encrypt = (tenant: string) =>
    desk.call('Encrypt', { KeyId: keyId, Plaintext: 'YQ==', EncryptionContext: { tenant } }, service);
  expect([(await encrypt('acme')).status, (await encrypt('globex')).status]).toEqual([200, 400]);

  // Everything is in the address: another browser asks the same.
  const url = new URL(page.url());
  expect(url.searchParams.get('who')).toBe(service.arn);
  expect(new URLSearchParams(url.hash.slice(1)).get('context')).toBe('tenant=acme');
  // What is bound to the data is sent to nobody with the address.
  expect(url.search).not.toContain('acme');
  await page.reload();
  await expect(decision(page)).toContainText('Allowed');
  await expect(page.getByRole('textbox', { name: 'Value of pair 1' })).toHaveValue('acme');
  await expectNoViolations(page);
});

test('decides by an edit that is not saved, when asked to', async ({ page, desk }) => {
  const service = await createService(desk, 'sim-edit');
  const policy = policyFor(service);
  const keyId = await createKey(desk, { alias: 'sim/edit', policy });
  const who = encodeURIComponent(service.arn);
  await page.goto(`/simulator?who=${who}&action=kms:Decrypt&key=${keyId}#context=tenant%3Dglobex`);
  await expect(decision(page)).toContainText('Denied');
  // As the editor keeps it in this tab.
  await page.evaluate(([name, draft]) => sessionStorage.setItem(name, draft), [
    `keydesk-draft policy arn:aws:iam::${ACCOUNT}:user/anna ${keyId}`,
    JSON.stringify({ text: policy.replace('"acme"', '"globex"'), version: 1, reason: '' }),
  ] as const);
  await page.reload();
  await page.getByRole('button', { name: 'Ask your edit' }).click();
  await expect(decision(page)).toContainText('Allowed');
  await expect(page.getByRole('main')).toContainText(
    'Decided by your edit of the key’s policy, which is not saved.',
  );
  await expect(page).toHaveURL(/policy=edited/);
  await page.getByRole('button', { name: 'Ask the saved policy' }).click();
  await expect(decision(page)).toContainText('Denied');
});

test('tells who else could, and leads to the same question by them', async ({ page, desk }) => {
  const service = await createService(desk, 'sim-other');
  const keyId = await createKey(desk, { alias: 'sim/others', policy: policyFor(service) });
  const who = encodeURIComponent(service.arn);
  await page.goto(`/simulator?who=${who}&action=kms:Decrypt&key=${keyId}#context=tenant%3Dacme`);
  const operator = page.getByRole('link', { name: 'role/root-operator' });
  await expect(operator).toBeVisible();
  await operator.click();
  await expect(page).toHaveURL(/root-operator/);
  await expect(decision(page)).toContainText(
    '“Control” of the key’s policy leaves it to the account, and “Everything” of the policy administrator allows it.',
  );
});

test('asks what a refused event asked, and says what is not allowed to be asked', async ({
  page,
  desk,
  expectHttpError,
}) => {
  const service = await createService(desk, 'sim-refused');
  const keyId = await createKey(desk, { alias: 'sim/refused', policy: policyFor(service) });
  const refused = await desk.call(
    'Encrypt',
    { KeyId: keyId, Plaintext: 'YQ==', EncryptionContext: { tenant: 'globex' } },
    service,
  );
  expect(refused.status).toBe(400);
  await page.goto(`/audit?key=${keyId}&outcome=denied`);
  await page.getByRole('table', { name: 'Events, newest first' }).getByRole('link').first().click();
  await page.getByRole('link', { name: 'Simulate it now' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Simulator' })).toBeVisible();
  await expect(decision(page)).toContainText('Denied');
  await expect(page.getByRole('textbox', { name: 'Value of pair 1' })).toHaveValue('globex');

  expectHttpError('/api/SimulateAccess', 400);
  await page.goto(`/simulator?who=nobody&action=kms:Decrypt&key=${keyId}`);
  await expect(page.getByRole('alert')).toContainText('PrincipalArn must be the ARN of a user');
});
