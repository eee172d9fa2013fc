/** From a policy that gives everything to one that gives what is used: found, fixed, proved, replayed, saved, and held by the service. */
import type { Locator, Page } from '@playwright/test';
import { expect, test, toast } from './fixtures.ts';
import { body, createKey, createService, dataKey } from './support/seed.ts';

const ROOT = 'arn:aws:iam::000000000000:root';
const statement = (sid: string, principal: string, action: string) => ({
  Sid: sid,
  Effect: 'Allow',
  Principal: { AWS: principal },
  Action: action,
  Resource: '*',
});
const policyOf = (...statements: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements }, null, 2);

const effect = (page: Page): Locator => page.getByRole('complementary', { name: 'What the policy does' });
const finding = (page: Page, title: string): Locator =>
  effect(page).getByRole('region', { name: 'Findings' }).getByRole('listitem').filter({ hasText: title });

test('a service that holds everything is left with what it used, and for its tenant alone', async ({
  page,
  desk,
}) => {
  const billing = await createService(desk, 'least-billing');
  const keyId = await createKey(desk, {
    alias: 'least-privilege',
    policy: policyOf(statement('Account', ROOT, 'kms:*'), statement('Billing', billing.arn, 'kms:*')),
  });
  const acme = { tenant: 'acme' };
  const globex = { tenant: 'globex' };
  const [sealed, others] = [await dataKey(desk, keyId, acme), await dataKey(desk, keyId, globex)];
  const decrypt = (CiphertextBlob: string, EncryptionContext: Readonly<Record<string, string>>) =>
    desk.call('Decrypt', { CiphertextBlob, EncryptionContext }, billing);
  const REQUESTS = 4;
  for (let i = 0; i < REQUESTS; i++)
    // oxlint-disable-next-line no-await-in-loop -- one after the other, as a service does
    body(await decrypt(sealed, acme));

  await page.goto(`/keys/${keyId}/policy`);
  const everything = finding(page, 'Somebody may do everything with the key');
  await expect(everything).toContainText('role/least-billing do everything');
  await expect(finding(page, 'All requests have the same encryption context')).toContainText(
    `All ${REQUESTS} logged requests for kms:Decrypt`,
  );

  const narrow = everything.getByRole('button', { name: /^Leave what was used .*kms:Decrypt$/ });
  await expect(narrow).toHaveAccessibleDescription(/nobody gains/);
  await narrow.click();
  const losses = everything.getByRole('group', { name: /takes away$/ });
  await expect(losses).toContainText(/role\/least-billing would lose .*PutKeyPolicy/);
  await losses.getByRole('button', { name: /^Leave what was used/ }).click();
  await expect(everything).toBeHidden();
  const tenant = finding(page, 'All requests have the same encryption context').getByRole('button', {
    name: 'Only with tenant = acme',
  });
  await expect(tenant).toHaveAccessibleDescription(/nobody gains/);
  await tenant.click();
  await finding(page, 'All requests have the same encryption context')
    .getByRole('group', { name: /takes away$/ })
    .getByRole('button', { name: 'Only with tenant = acme' })
    .click();
  await expect(finding(page, 'All requests have the same encryption context')).toBeHidden();

  await expect(effect(page)).toContainText('Nobody gains access: proved.');
  await expect(effect(page)).toContainText(/role\/least-billing loses .*PutKeyPolicy/);
  await expect(effect(page)).toContainText('Proved for every possible request');
  const replay = effect(page).getByRole('region', { name: 'Replay' });
  await expect(replay).toContainText(/0 of \d+ requests of the last 90 days would have been refused\./);

  await page
    .getByRole('textbox', { name: 'Reason' })
    .fill('Billing decrypts for acme, and does nothing else');
  await page.getByRole('button', { name: 'Save as version 2' }).click();
  await expect(toast(page, 'Saved the policy of least-privilege as version 2')).toBeVisible();

  // The service goes on; for another tenant it is refused, and so is everything else that it held.
  body(await decrypt(sealed, acme));
  expect((await decrypt(others, globex)).body).toMatchObject({ __type: 'AccessDeniedException' });
  expect((await desk.call('GetKeyPolicy', { KeyId: keyId }, billing)).body).toMatchObject({
    __type: 'AccessDeniedException',
  });

  await page.goto(`/audit?key=${keyId}&operation=Decrypt`);
  const events = page
    .getByRole('table', { name: 'Events, newest first' })
    .getByRole('row')
    .filter({ has: page.getByRole('link') });
  const panel = page.getByRole('complementary', { name: /^Event \d+$/ });
  await expect(events.nth(0)).toContainText('no statement');
  await events.nth(0).getByRole('link').first().click();
  await expect(panel).toContainText('No statement allows it.');
  await expect(panel).toContainText('tenant=globex');
  await events.nth(1).getByRole('link').first().click();
  await expect(panel).toContainText('Billing allows, key policy, version 2');
  await expect(panel.getByRole('link', { name: 'key policy, version 2' })).toHaveAttribute(
    'href',
    /\/policy\?view=history&version=2$/,
  );
  await expect(panel).toContainText('tenant=acme');
});

test('an edit that widens shows its witness, the simulator confirms it, and the service then really allows it', async ({
  page,
  desk,
}) => {
  const support = await createService(desk, 'least-support');
  const before = policyOf(statement('Account', ROOT, 'kms:*'));
  const keyId = await createKey(desk, { alias: 'wider', policy: before });
  const sealed = await dataKey(desk, keyId, { tenant: 'acme' });
  const decrypt = () =>
    desk.call('Decrypt', { CiphertextBlob: sealed, EncryptionContext: { tenant: 'acme' } }, support);
  expect((await decrypt()).body).toMatchObject({ __type: 'AccessDeniedException' });

  await page.goto(`/keys/${keyId}/policy`);
  await page.getByRole('textbox', { name: /^Key policy, JSON/ }).click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.insertText(
    policyOf(statement('Account', ROOT, 'kms:*'), statement('Support', support.arn, 'kms:Decrypt')),
  );
  await expect(effect(page)).toContainText('role/least-support gains Decrypt');
  await expect(effect(page)).toContainText('Witness: denied today, allowed by this edit');

  // The engine's answer to it: yes under the edited text, and no under the one in force.
  await effect(page).getByRole('link', { name: 'Simulate' }).first().click();
  await expect(page).toHaveURL(/\/simulator\?/);
  const decision = page.getByRole('status').filter({ hasText: /allowed|denied/i });
  await expect(page.getByRole('main')).toContainText(
    'Decided by your edit of the key’s policy, which is not saved.',
  );
  await expect(decision).toContainText('Allowed');
  await expect(decision).toContainText('Support');
  await page.getByRole('button', { name: 'Ask the saved policy' }).click();
  await expect(decision).toContainText('Denied');

  await page.goBack();
  await expect(effect(page)).toContainText('role/least-support gains Decrypt');
  await page.getByRole('textbox', { name: 'Reason' }).fill('Support reads records, ticket 4471');
  await page.getByRole('button', { name: 'Save as version 2' }).click();
  // What was refused would be allowed: it is said before it is so.
  const question = page.getByRole('dialog', { name: /^Allow what was refused/ });
  await question.getByRole('button', { name: 'Save anyway' }).click();
  await expect(toast(page, 'Saved the policy of wider as version 2')).toBeVisible();
  body(await decrypt());
  await page.goForward();
  await expect(page).toHaveURL(/\/simulator\?/);
  await expect(decision).toContainText('Allowed');
});
