/** The Vault page: what the token is and can do, and what is said when it is gone and when it is back. */
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { removeDirectory, startTestDesk, temporaryDirectory } from '../src/hosts/node/testing/desk.ts';
import { expect, SIGNED_OUT, test } from './fixtures.ts';
import { expectNoViolations } from './support/accessibility.ts';
import { openWelcome } from './support/people.ts';
import { createKey, dataKey } from './support/seed.ts';

test('says what the token is, what it can do, and what it does not protect against', async ({
  page,
  desk,
}) => {
  const keyId = await createKey(desk, { alias: 'vault/held' });
  await dataKey(desk, keyId);
  await page.goto('/keys');
  await page.getByRole('link', { name: 'Vault', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Vault' })).toBeFocused();
  const main = page.getByRole('main');
  await expect(main.getByText(/^The token keydesk answers in [\d.]+ ms\./)).toBeVisible();
  await expect(main).toContainText('a copy of that folder is a copy of every key');
  await expect(main).toContainText('SoftHSM v2 2.6');
  await expect(main.getByText('Leaked', { exact: true })).toBeVisible();
  await expect(main.getByText('In the data directory, beside the token')).toBeVisible();
  const list = main.getByRole('list', { name: 'Does not protect against' });
  await expect(list).toContainText('memory of this process');

  const resident = page.getByRole('table', { name: 'Attributes of the resident keys' });
  await expect(resident.getByRole('row', { name: /^Root wrapping key/ })).toContainText('wrap, unwrap');
  const specs = page.getByRole('table', { name: 'Key specs and this token' });
  await expect(specs.getByRole('row', { name: /^AES-256-GCM/ })).toContainText('Can be created');
  await expect(specs.getByRole('row', { name: /^ML-DSA-65/ })).toContainText('The token lacks CKM_ML_DSA');

  const mechanisms = page.getByRole('table', { name: 'Mechanisms of the token' });
  await expect(mechanisms.getByRole('row', { name: /^CKM_AES_GCM/ })).toContainText(
    'every desk, AES-256-GCM',
  );
  await expect(mechanisms.getByRole('row', { name: /^CKM_SHA_1 / })).toHaveCount(0);
  await page.getByRole('link', { name: /^Show all \d+$/ }).click();
  await expect(page).toHaveURL('/vault?mechanisms=all');
  await expect(mechanisms.getByRole('row', { name: /^CKM_SHA_1 / })).toContainText('nothing here');
});

test('the strip is walked by keys, and its numbers stand in a table too', async ({ page }) => {
  await page.goto('/vault');
  const strip = page.getByRole('slider', { name: 'Probes of the last two minutes, by second' });
  await strip.focus();
  await expect(strip).toHaveAttribute('aria-valuenow', '119');
  await page.keyboard.press('Home');
  await expect(strip).toHaveAttribute('aria-valuenow', '0');
  await page.keyboard.press('ArrowRight');
  await expect(strip).toHaveAttribute('aria-valuenow', '1');
  await page.keyboard.press('End');
  await expect(strip).toHaveAttribute('aria-valuetext', /^\d\d:\d\d:\d\d .*(ms|not asked)/);
  await page.getByRole('link', { name: 'Last hour' }).click();
  await expect(page).toHaveURL('/vault?span=hour');
  await expect(page.getByRole('slider', { name: 'Probes of the last hour, by minute' })).toBeVisible();
  await page.getByRole('link', { name: 'As a table' }).click();
  await expect(page).toHaveURL('/vault?span=hour&show=table');
  const table = page.getByRole('table', { name: 'Probes of the token, newest first' });
  await expect(table.getByRole('row').nth(1)).toContainText('ms');
  await page.reload();
  await expect(table).toBeVisible();
});

test.describe('the token is gone', () => {
  test.use({ storageState: SIGNED_OUT });

  test('since when, why, what goes on; and it is told when it is back', async ({ page }) => {
    test.slow();
    const desk = await startTestDesk();
    const { dataDirectory, url } = desk;
    try {
      await openWelcome(page, desk);
      const keyId = await createKey(desk, { alias: 'kept-in-sight' });
      await page.goto(`${url}/vault`);
      const main = page.getByRole('main');
      await expect(main.getByText(/^The token keydesk answers/)).toBeVisible();
      const tokens = join(dataDirectory, 'hsm', 'tokens');
      renameSync(tokens, `${tokens}.away`);
      // The page stands open: it finds out by itself, and so do banner and lamp.
      await expect(main.getByText(/^The token keydesk cannot be reached, since \d{4}-/)).toBeVisible({
        timeout: 15_000,
      });
      await expect(page.getByText('HSM lost')).toBeVisible();
      await expect(main.getByRole('heading', { name: 'The way back' })).toBeVisible();
      const rungs = main.getByRole('list', { name: 'The desk’s way back to the token' });
      await expect(rungs.getByRole('listitem')).toHaveCount(8);
      await expect(rungs.locator('[aria-current=step]')).toHaveText(
        /^Start the module anew ?here since \d\d:\d\d:\d\d/,
      );
      await expect(main).toContainText('The token’s folder is not in the data directory.');
      await expectNoViolations(page, ['main']);
      await expect(main).toContainText(
        'The folder of the token, hsm/tokens in the data directory, was moved or deleted.',
      );
      await expect(main).toContainText(/the desk has climbed \d+ times?/);
      await expect(main).toContainText('hsm/tokens in the data directory');
      await expect(main.locator('.figures')).toContainText(/[1-9]\d* of \d+ probes failed/);
      await expect(page.getByRole('table', { name: 'Mechanisms of the token' })).toBeVisible();
      // What goes on does: every other page, with the banner that says what does not, and this one anew.
      for (const [path, words] of Object.entries({
        '/': 'The HSM cannot be reached',
        '/posture': 'checks pass',
        '/keys': 'kept-in-sight',
        '/keys/new': 'Alias',
        [`/keys/${keyId}`]: 'What the state allows',
        [`/keys/${keyId}/policy`]: '2012-10-17',
        [`/keys/${keyId}/rotation`]: 'on demand left',
        [`/keys/${keyId}/activity`]: 'CreateKey',
        [`/keys/${keyId}/settings`]: 'What the key is for',
        '/rotation': 'The year ahead',
        '/people': 'anna',
        '/services': 'root-operator',
        '/settings': 'KEYDESK_DATA',
        '/account': 'Who you are',
        '/audit': 'Searched all',
      })) {
        /* oxlint-disable no-await-in-loop -- one page after the other */
        await page.goto(`${url}${path}`);
        await expect(main, path).toContainText(words);
        await expect(main, path).toContainText('The HSM cannot be reached. Until it is back');
        /* oxlint-enable no-await-in-loop */
      }
      await page.goto(`${url}/vault`);
      await expect(main.getByText(/^The token keydesk cannot be reached/)).toBeVisible();

      // The way back that the page names: nothing is restarted, and the page finds out by itself.
      renameSync(`${tokens}.away`, tokens);
      await expect(main.getByText(/^The token keydesk answers/)).toBeVisible();
      await expect(main.getByRole('heading', { name: 'The way back' })).toBeHidden();
      await expect(page.getByText('HSM lost')).toBeHidden();
      await expect(main.getByText(/^for \d.+, back/)).toBeVisible();
    } finally {
      // What a page asks of a desk that has stopped is an error in its console.
      await page.goto('about:blank');
      await desk.stop();
      removeDirectory(dataDirectory);
    }
  });
});

test.describe('backup and doctor', () => {
  test.use({ storageState: SIGNED_OUT });

  test('how old the last backup is, and what the doctor finds, in sentences with what to do', async ({
    page,
    freshDesk: desk,
  }) => {
    const backups = temporaryDirectory();
    try {
      await openWelcome(page, desk);
      await page.goto(`${desk.url}/vault`);
      const main = page.getByRole('main');
      await expect(main.getByText('None was ever made')).toBeVisible();
      await expect(main.getByText('Not run on this page yet.')).toBeVisible();
      await expect(main).toContainText('npm run -s keydesk');

      await main.getByRole('button', { name: 'Run the doctor' }).focus();
      await page.keyboard.press('Enter');
      const checks = page.getByRole('list', { name: 'What the doctor looked at' });
      await expect(main.getByText('Nothing is broken; 2 things should be mended.')).toBeVisible();
      await expect(checks.getByRole('listitem')).toHaveCount(8);
      await expect(checks).toContainText('No backup was ever made of this desk');
      await expect(checks).toContainText(/The log is whole: \d+ events and \d+ objects checked/);
      await expect(checks).toContainText('goes with the time that the desk has run');
      await expect(main.getByRole('button', { name: 'Run it again' })).toBeFocused();

      const made = await desk.cli('backup', join(backups, 'first'));
      expect(made.code).toBe(0);
      await expect(main.getByText(/^Last one/)).toBeVisible({ timeout: 15_000 });
      await expect(main).toContainText(join(backups, 'first'));
      await main.getByRole('button', { name: 'Run it again' }).click();
      await expect(main.getByText('Nothing is broken; 1 thing should be mended.')).toBeVisible();
      await expect(checks).toContainText(
        /The last backup was made a minute ago, to .* covers the log up to event \d+/,
      );
      await expectNoViolations(page);

      // One that fails is told here and on the bell, until one does not.
      expect((await desk.cli('backup', join(backups, 'first'))).code).toBe(1);
      await page.reload();
      await expect(main.getByText(/^The last try failed/)).toBeVisible();
      await expect(main).toContainText(`${join(backups, 'first')} is not empty.`);
      await page.getByRole('button', { name: /^Alerts/ }).click();
      const bell = page.getByRole('dialog');
      await expect(bell).toContainText('The last backup failed');
      await page.keyboard.press('Escape');
      expect((await desk.cli('backup', join(backups, 'second'))).code).toBe(0);
      await page.reload();
      await expect(main).toContainText(join(backups, 'second'));
      await expect(main.getByText(/^The last try failed/)).toHaveCount(0);
    } finally {
      removeDirectory(backups);
    }
  });
});
