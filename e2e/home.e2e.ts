/** Home: is the desk well, what needs me, what comes next, what was refused, does the log verify. */
import { cpSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { startTestDesk, type TestDesk } from '../src/hosts/node/testing/desk.ts';
import { expect, SIGNED_OUT, test } from './fixtures.ts';
import { ADMINISTRATOR, openWelcome, signIn } from './support/people.ts';
import { keyPolicyFor } from '../src/domain/policy/default-policy.ts';
import { body, createKey, createService, dataKey } from './support/seed.ts';

test.use({ storageState: SIGNED_OUT });

const step = (page: Page, words: string) => page.getByRole('listitem').filter({ hasText: words });
const health = (page: Page) => page.getByLabel('Health of the desk');
const ANNA = `arn:aws:iam::000000000000:user/${ADMINISTRATOR.name}`;

async function taken(desk: TestDesk): Promise<{ readonly keyId: string }> {
  const service = await createService(desk, 'billing-api');
  const policy = keyPolicyFor({
    accountId: '000000000000',
    administrators: [ANNA],
    users: [service.arn],
    delegateToAccount: true,
  });
  const keyId = await createKey(desk, { alias: 'orders', policy });
  await dataKey(desk, keyId, { record: '1' }, service);
  return { keyId };
}

test('the first steps tick themselves, and the log verifies in this very browser', async ({ page }) => {
  const desk = await startTestDesk();
  try {
    await openWelcome(page, desk);
    await expect(step(page, 'Create a key, not done yet')).toBeVisible();
    await expect(step(page, 'Learn it at the envelope desk, not done yet')).toBeVisible();
    await page.evaluate(
      (name) => localStorage.setItem(name, '["desk/check-in/store"]'),
      `keydesk ${ANNA} desk progress`,
    );
    await page.reload();
    await expect(step(page, 'Learn it at the envelope desk, done')).toBeVisible();
    await expect(health(page)).toContainText('HSM answers in');
    await expect(health(page)).toContainText('Log verifies');
    await expect(page.getByText('Nothing by itself: no rotation')).toBeVisible();

    await taken(desk);
    await page.reload();
    for (const words of [
      'Create a key, done',
      'Give a service access, done',
      'Get the first data key with an SDK, done',
    ])
      // oxlint-disable-next-line no-await-in-loop -- one line after the other
      await expect(step(page, words)).toBeVisible();
    await expect(page.getByRole('main')).toContainText(
      /\d+ events have been added, and none of those before/,
    );

    await page.goto(`${desk.url}/audit`);
    await expect(page.getByRole('table', { name: 'Events, newest first' })).toBeVisible();
    await page.goto(desk.url);
    await expect(step(page, 'Read its line in the log, done')).toBeVisible();

    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save a checkpoint' }).click();
    const file = await download;
    expect(file.suggestedFilename()).toMatch(/^keydesk-checkpoint-\d+\.txt$/);
    expect(readFileSync(await file.path(), 'utf8')).toMatch(/^keydesk\/[0-9a-f-]{36}\/0\/0\n\d+\n/);
    await expect(step(page, 'Keep a checkpoint elsewhere, done')).toBeVisible();
    await expect(page.getByRole('navigation', { name: 'Pages' })).toContainText('Log verified');
  } finally {
    // What a page asks of a desk that has stopped is an error in its console.
    await page.goto('about:blank');
    await desk.stop();
    rmSync(desk.dataDirectory, { recursive: true, force: true });
  }
});

test('a desk whose folder was put back, and went on, is found out by the browser that saw more', async ({
  page,
}) => {
  test.slow();
  let desk = await startTestDesk();
  const { dataDirectory } = desk;
  const copy = `${dataDirectory}.yesterday`;
  const env = { KEYDESK_PORT: String(desk.port) };
  const shout = page.getByRole('main').getByRole('alert');
  try {
    await openWelcome(page, desk);
    await expect(health(page)).toContainText('Log verifies');
    await page.goto('about:blank');
    await desk.stop();
    cpSync(dataDirectory, copy, { recursive: true });

    desk = await startTestDesk({ dataDirectory, env });
    const { keyId } = await taken(desk);
    for (let n = 0; n < 20; n++) await dataKey(desk, keyId); // oxlint-disable-line no-await-in-loop -- in order
    await page.goto(desk.url);
    await expect(page.getByRole('main')).toContainText(/events have been added, and none of those before/);
    // A checkpoint is at most a second behind: the browser has to have seen one that yesterday's folder does not have.
    await expect(health(page)).toContainText(/(?<!\d)[2-9]\d events, checked by this browser/);
    await page.goto('about:blank');
    await desk.stop();

    // Yesterday's folder, token and all: whatever it signs, it signs rightly.
    rmSync(dataDirectory, { recursive: true });
    renameSync(copy, dataDirectory);
    desk = await startTestDesk({ dataDirectory, env });
    await page.goto(desk.url);
    await expect(shout).toContainText('The log has fewer events than this browser has seen');
    await expect(page.getByRole('navigation', { name: 'Pages' })).toContainText('Log does not verify');

    const other = await createKey(desk, { alias: 'another-history' });
    for (let n = 0; n < 60; n++) await dataKey(desk, other); // oxlint-disable-line no-await-in-loop -- in order
    await page.reload();
    await expect(shout).toContainText('The log is not the one that this browser saw before');
    await expect(page.getByRole('main')).not.toContainText('All is well');
    const download = page.waitForEvent('download');
    await shout.getByRole('button', { name: 'Save the evidence' }).click();
    const evidence = readFileSync(await (await download).path(), 'utf8');
    expect(evidence.match(/^keydesk\/[0-9a-f-]{36}\/0\/0$/gm)).toHaveLength(2);

    // It stands until a person says that they know why.
    await page.reload();
    await expect(shout).toBeVisible();
    await shout.getByRole('button', { name: 'I know why: begin anew…' }).click();
    await shout.getByRole('button', { name: 'Forget what this browser saw' }).click();
    await expect(health(page)).toContainText('Log verifies');
    await expect(shout).toBeHidden();
  } finally {
    // What a page asks of a desk that has stopped is an error in its console.
    await page.goto('about:blank');
    await desk.stop();
    rmSync(dataDirectory, { recursive: true, force: true });
    rmSync(copy, { recursive: true, force: true });
  }
});

test('the HSM gone: said in words, with what goes on', async ({ page }) => {
  const desk = await startTestDesk();
  const tokens = join(desk.dataDirectory, 'hsm', 'tokens');
  try {
    await openWelcome(page, desk);
    await expect(health(page)).toContainText('Log verifies');
    renameSync(tokens, `${tokens}.away`);
    await expect.poll(async () => (await fetch(`${desk.url}/readyz`)).status).toBe(503);
    await page.reload();
    await expect(health(page)).toContainText('HSM cannot be reached');
    await expect(page.getByRole('main')).toContainText(
      'The HSM cannot be reached: keys cannot be used until it is back.',
    );
    await expect(page.getByRole('link', { name: 'The HSM cannot be reached' })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Alerts: 1 matter needs you' })).toBeVisible();
  } finally {
    // What a page asks of a desk that has stopped is an error in its console.
    await page.goto('about:blank');
    await desk.kill();
    rmSync(desk.dataDirectory, { recursive: true, force: true });
  }
});

test('what was refused and what comes next, each with its way', async ({ page }) => {
  const desk = await startTestDesk();
  try {
    await openWelcome(page, desk);
    const { keyId } = await taken(desk);
    const stranger = await createService(desk, 'stranger');
    for (let n = 0; n < 6; n++)
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await desk.call('GenerateDataKey', { KeyId: keyId, KeySpec: 'AES_256' }, stranger);
    body(await desk.call('ScheduleKeyDeletion', { KeyId: keyId, PendingWindowInDays: 9 }));
    await page.reload();
    await expect(page.getByText('Unusual: more than on any of the seven days before')).toBeVisible();
    await expect(page.getByRole('listitem').filter({ hasText: 'orders is destroyed' }).first()).toBeVisible();
    await page.getByRole('link', { name: 'role/stranger' }).click();
    await expect(page).toHaveURL(/\/audit\?principal=.*stranger&outcome=denied&since=/);
    await expect(page.getByRole('main')).toContainText('6');
  } finally {
    // What a page asks of a desk that has stopped is an error in its console.
    await page.goto('about:blank');
    await desk.stop();
    rmSync(desk.dataDirectory, { recursive: true, force: true });
  }
});

test('signing in leads here, and Home says when a part cannot be read', async ({
  page,
  freshDesk,
  expectHttpError,
}) => {
  await openWelcome(page, freshDesk);
  // Until it is signed the shell looks again and again: a look under way would find the session ended.
  await expect(page.getByRole('navigation', { name: 'Pages' })).toContainText('Log verified');
  await page.getByRole('button', { name: 'Signed in as user/anna' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await signIn(page);
  await expect(page.getByRole('heading', { level: 1, name: 'Home' })).toBeVisible();
  expectHttpError('/api/DescribePosture', 500);
  await page.route('**/api/DescribePosture', (route) =>
    route.fulfill({ status: 500, json: { __type: 'KMSInternalException', message: 'Something failed.' } }),
  );
  await page.reload();
  await expect(page.getByRole('alert').filter({ hasText: 'The checks could not be run' })).toBeVisible();
  await expect(health(page)).toContainText('HSM answers');
  await page.unroute('**/api/DescribePosture');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByText(/checks pass, \d+ of \d+ points/)).toBeVisible();
});
