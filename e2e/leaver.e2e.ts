/** Somebody leaves: locked out at once, what rests on them is handed over, then they are deleted. */
import { keyPolicyFor } from '../src/domain/policy/default-policy.ts';
import { expect, test, toast } from './fixtures.ts';
import { createKey, createPerson, createService, dataKey } from './support/seed.ts';

const ACCOUNT = '000000000000';
const arn = (name: string): string => `arn:aws:iam::${ACCOUNT}:${name}`;

test('a person is locked out, their keys are handed over, and they are deleted', async ({ page, desk }) => {
  const { principalId, cookie } = await createPerson(
    desk,
    'jana',
    ['key-administrator'],
    'six grey coats hang',
  );
  const policy = (administrator: string): string =>
    keyPolicyFor({
      accountId: ACCOUNT,
      administrators: [arn('user/anna'), administrator],
      users: [],
      delegateToAccount: true,
    });
  const keyId = await createKey(desk, { alias: 'janas', policy: policy(arn('user/jana')) });
  await page.goto(`/people/${principalId}`);
  await page.getByRole('link', { name: 'Remove jana…' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Remove jana' })).toBeVisible();
  const remove = page.getByRole('button', { name: 'Delete jana…' });
  await expect(remove).toHaveAccessibleDescription(/^First steps 1 and 2/);
  await expect(page.getByText('first steps 1 and 2', { exact: true })).toBeVisible();
  await expect(page.getByRole('paragraph').filter({ hasText: 'People / jana' })).toBeVisible();
  await expect(page.getByText('1 key policy names jana')).toBeVisible();
  await page.getByRole('button', { name: 'Lock jana out now' }).click();
  await expect(page.getByText('jana has no session and no password.')).toBeVisible();
  const answer = await fetch(`${desk.url}/api/GetSession`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-keydesk': '1', origin: desk.url, cookie },
    body: '{}',
  });
  expect(answer.status).toBe(401);

  const keys = page.getByRole('table', { name: 'Keys that rest on jana' });
  await expect(keys.getByRole('row').filter({ hasText: 'janas' })).toContainText('Named in its policy');
  await keys.getByRole('link', { name: /“.+”/ }).click();
  await expect(page).toHaveURL(`/keys/${keyId}/policy`);
  expect((await desk.call('PutKeyPolicy', { KeyId: keyId, Policy: policy(arn('user/anna')) })).status).toBe(
    200,
  );
  await page.goto(`/people/${principalId}/leave`);
  await expect(page.getByText('Nothing rests on jana')).toBeVisible();
  await remove.click();
  await page.getByLabel('Type jana to confirm').fill('jana');
  await page.getByRole('button', { name: 'Delete jana', exact: true }).click();
  await expect(toast(page, 'user/jana is deleted')).toBeVisible();
  await expect(page).toHaveURL('/people');
  await expect(page.getByRole('table', { name: 'People' })).not.toContainText('jana');
});

test('a key that nobody else can change is not abandoned by accident', async ({ page, desk }) => {
  const service = await createService(desk, 'hermit', ['key-administrator', 'key-user']);
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Sid: 'mine alone', Effect: 'Allow', Principal: { AWS: service.arn }, Action: 'kms:*', Resource: '*' },
    ],
  });
  const made = await desk.call('CreateKey', { Policy }, service);
  const { KeyId } = made.body['KeyMetadata'] as { KeyId: string }; // what CreateKey answers
  await dataKey(desk, KeyId, {}, service);
  await page.goto(`/services/${service.principalId}`);
  await page.getByRole('link', { name: 'Remove hermit…' }).click();
  const row = page.getByRole('table', { name: 'Keys that rest on hermit' }).getByRole('row').nth(1);
  await expect(row).toContainText('Nobody else can change it');
  await expect(row).toContainText('mine alone');
  await page.getByRole('button', { name: 'Lock hermit out now' }).click();
  await expect(page.getByText('hermit has no active access key')).toBeVisible();
  expect((await desk.call('ListKeys', {}, service)).body['__type']).toBe('UnrecognizedClientException');

  const remove = page.getByRole('button', { name: 'Delete hermit…' });
  await expect(remove).toHaveAccessibleDescription(/Name somebody else in the policy/);
  await page.getByRole('checkbox', { name: /Delete all the same/ }).check();
  await remove.click();
  await page.getByLabel('Type hermit to confirm').fill('hermit');
  await page.getByRole('button', { name: 'Delete hermit', exact: true }).click();
  await expect(toast(page, 'role/hermit is deleted')).toBeVisible();
  const again = await desk.call('Keydesk.CreateService', { Name: 'hermit' });
  expect(again.body['__type']).toBe('AlreadyExistsException');
});
