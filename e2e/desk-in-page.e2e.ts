/** Who may have no practice keys walks on a desk in the page, under the console's own Content-Security-Policy, and is told so. */
import { expect, test } from './fixtures.ts';
import { firstPolicyEnv, openWelcome } from './support/people.ts';
import { standsAt } from './support/desk-walk.ts';
import { removeDirectory, startTestDesk } from '../src/hosts/node/testing/desk.ts';

test.use({ storageState: { cookies: [], origins: [] } });

test('an auditor walks in the page, and nothing of it reaches the service', async ({ page }) => {
  test.setTimeout(120_000);
  const desk = await startTestDesk({ env: firstPolicyEnv('auditor') });
  try {
    await openWelcome(page, desk);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await page.goto(`${desk.url}/desk`);
    await expect(page.getByText('This walk runs on a desk in this page')).toBeVisible({ timeout: 30_000 });
    await standsAt(page, 'check-in', 0);
    await page.locator('h1').focus();
    for (let step = 1; step <= 4; step++) {
      await page.keyboard.press('ArrowRight');
      await standsAt(page, 'check-in', step);
    }
    await page.keyboard.press(']');
    await standsAt(page, 'come-back', 0);
    await expect(page.getByRole('region', { name: 'Log line of this step' })).toContainText(
      /user\/learner · Decrypt/,
    );
    // The desk in the page has a log of its own: no link leads from its lines into the service's.
    await expect(page.getByRole('link', { name: 'Open in the audit log' })).toHaveCount(0);
    for (const operation of ['OpenDeskSandbox', 'GenerateDataKey', 'Decrypt', 'ListSandboxEvents'])
      expect(asked).not.toContain(`/api/${operation}`);
  } finally {
    await page.goto('about:blank');
    await desk.stop();
    removeDirectory(desk.dataDirectory);
  }
});

test('a browser without Ed25519 is told what it lacks', async ({ page }) => {
  const desk = await startTestDesk({ env: firstPolicyEnv('auditor') });
  try {
    await openWelcome(page, desk);
    // As a browser of before: whatever else it can, it knows no such algorithm.
    await page.addInitScript(() => {
      if (!('SubtleCrypto' in window)) return;
      const generate = crypto.subtle.generateKey.bind(crypto.subtle) as (...asked: unknown[]) => unknown; // whatever it is asked
      const stub = (...asked: unknown[]): unknown =>
        asked[0] === 'Ed25519'
          ? Promise.reject(new DOMException('Unrecognized name.', 'NotSupportedError'))
          : generate(...asked);
      Reflect.set(SubtleCrypto.prototype, 'generateKey', stub);
    });
    await page.goto(`${desk.url}/desk`);
    const why = page.getByRole('alert').filter({ hasText: 'The desk in this page did not open' });
    await expect(why).toBeVisible({ timeout: 30_000 });
    await expect(why).toContainText(/Ed25519/);
  } finally {
    await page.goto('about:blank');
    await desk.stop();
    removeDirectory(desk.dataDirectory);
  }
});
