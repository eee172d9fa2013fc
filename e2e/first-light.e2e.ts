/** The first ten minutes, whole: welcome, service, key, the article's envelope in Python, its events, the key disabled, the refusal. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestDesk } from '../src/hosts/node/testing/desk.ts';
import { copied, expect, SIGNED_OUT, test, toast } from './fixtures.ts';
import { openWelcome } from './support/people.ts';

const EXAMPLE = fileURLToPath(new URL('../examples/envelope.py', import.meta.url));
const SECRET = 'Every hard problem in cryptography in production is a key management problem.';

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the example as a person would: everything it knows comes from its environment. */
function runExample(env: Record<string, string>, ...args: string[]): Promise<Ran> {
  return new Promise((done) => {
    execFile(
      '/usr/bin/python3',
      [EXAMPLE, ...args],
      { env: { PATH: '/usr/bin:/bin', HOME: '/nonexistent', ...env } },
      (error, stdout, stderr) => {
        done({ code: error === null ? 0 : Number(error.code ?? -1), stdout, stderr });
      },
    );
  });
}

test.use({ storageState: SIGNED_OUT });

test('from the welcome link to a refusal that the log explains', async ({ page, freshDesk }) => {
  const desk: TestDesk = freshDesk;
  const envelope = join(desk.dataDirectory, 'order.envelope');

  await test.step('welcome', async () => {
    await openWelcome(page, desk);
    await expect(page.getByRole('listitem').filter({ hasText: 'Create a key, not done yet' })).toBeVisible();
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Keys' }).click();
    await expect(page.getByRole('heading', { name: 'There is no key yet' })).toBeVisible();
  });

  const credentials = await test.step('create a service; its secret is shown once', async () => {
    await page.getByRole('link', { name: 'Create a service that will use it' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('billing-api');
    await page.getByRole('button', { name: 'Create service' }).click();
    await expect(page.getByRole('heading', { name: 'The access key of billing-api' })).toBeFocused();
    const accessKeyId = await copied(page, 'Copy access key id');
    const secret = await copied(page, 'Copy secret access key');
    await expect(page.getByText('This is the only time that the secret is shown.')).toBeVisible();
    await page.getByRole('button', { name: 'I stored it' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'billing-api' })).toBeVisible();
    await expect(page.locator('body')).not.toContainText(secret);
    return { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secret };
  });

  await test.step('create a key with that service as its user', async () => {
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Keys' }).click();
    await page.getByRole('link', { name: 'Create key', exact: true }).click();
    await page.getByLabel('Alias').fill('orders');
    await page.getByRole('group', { name: 'Users' }).getByLabel('role/billing-api').check();
    await page.getByRole('button', { name: 'Create key' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'orders' })).toBeVisible();
  });

  const env = {
    ...credentials,
    AWS_ENDPOINT_URL_KMS: desk.url,
    AWS_DEFAULT_REGION: 'us-east-1',
    KMS_KEY_ID: 'alias/orders',
  };
  await test.step('run examples/envelope.py as the service', async () => {
    const sealed = await runExample(
      env,
      'encrypt',
      '--text',
      SECRET,
      '--out',
      envelope,
      '--context',
      'tenant=acme',
    );
    expect(sealed, sealed.stderr).toMatchObject({ code: 0 });
    const opened = await runExample(env, 'decrypt', envelope, '--context', 'tenant=acme');
    expect(opened, opened.stderr).toMatchObject({ code: 0, stdout: SECRET });
  });

  await test.step('both events are in the key’s activity, with the statement that decided', async () => {
    await page
      .getByRole('navigation', { name: 'Parts of orders' })
      .getByRole('link', { name: 'Activity' })
      .click();
    const events = page.getByRole('table', { name: 'Events of this key, newest first' });
    for (const operation of ['GenerateDataKey', 'Decrypt']) {
      const row = events
        .getByRole('row')
        .filter({ has: page.getByRole('cell', { name: operation, exact: true }) });
      await expect(row).toContainText('Allowed');
      await expect(row).toContainText('role/billing-api');
      await expect(row).toContainText('tenant=acme');
      await expect(row.getByRole('cell', { name: 'Use of the key' })).toBeVisible();
    }
  });

  await test.step('disable the key', async () => {
    await page
      .getByRole('navigation', { name: 'Parts of orders' })
      .getByRole('link', { name: 'Overview' })
      .click();
    await page.getByRole('button', { name: 'Disable orders…' }).click();
    await page.getByRole('button', { name: 'Disable orders', exact: true }).click();
    await expect(toast(page, 'Disabled orders')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Enable orders' })).toBeVisible();
  });

  await test.step('the same Decrypt is refused now', async () => {
    const refused = await runExample(env, 'decrypt', envelope, '--context', 'tenant=acme');
    expect(refused.code).toBe(1);
    expect(refused.stdout).toBe('');
    expect(refused.stderr).toContain('DisabledException');
  });

  await test.step('and the audit log says why', async () => {
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Audit' }).click();
    await page.getByRole('combobox', { name: 'Outcome' }).selectOption('failed');
    const row = page.getByRole('row').filter({ hasText: 'Decrypt' });
    await expect(row).toHaveCount(1);
    await expect(row).toContainText('role/billing-api');
    await row.getByRole('link').first().click();
    const panel = page.getByRole('complementary', { name: /^Event \d+$/ });
    await expect(panel.getByRole('heading', { name: 'Decrypt failed' })).toBeVisible();
    await expect(panel).toContainText('DisabledException');
    await expect(panel).toContainText('Use of the key');
    await expect(panel).toContainText('tenant=acme');
  });
});
