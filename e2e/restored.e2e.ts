/** A desk that was restored from a backup, in a browser that saw what came after it: told as that, proved as far as it goes, never as a forgery. */
import { copyFileSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { startTestDesk, type TestDesk } from '../src/hosts/node/testing/desk.ts';
import { expect, SIGNED_OUT, test } from './fixtures.ts';
import { expectNoViolations } from './support/accessibility.ts';
import { openWelcome, signIn } from './support/people.ts';
import { createKey, dataKey } from './support/seed.ts';

test.use({ storageState: SIGNED_OUT });

/** Waits until a checkpoint covers every event. */
const allSigned = (desk: TestDesk): Promise<void> =>
  expect
    .poll(async () => {
      const { log } = (await (await fetch(`${desk.url}/readyz`)).json()) as {
        log: { size: number; checkpointSize: number };
      }; // our own route
      return log.size - log.checkpointSize;
    })
    .toBe(0);

test('says from which backup, how much is lost and that the rest is proved; a person goes on from there', async ({
  page,
  expectHttpError,
}) => {
  test.slow();
  let desk = await startTestDesk();
  const { dataDirectory } = desk;
  const backup = `${dataDirectory}.backup`;
  const pin = `${dataDirectory}.pin`;
  const env = { KEYDESK_PORT: String(desk.port) };
  const main = page.getByRole('main');
  const health = page.getByLabel('Health of the desk');
  const pages = page.getByRole('navigation', { name: 'Pages' });
  try {
    await openWelcome(page, desk);
    const keyId = await createKey(desk, { alias: 'orders' });
    copyFileSync(join(dataDirectory, 'hsm', 'pin'), pin);
    expect((await desk.cli('backup', backup)).code).toBe(0);
    for (let n = 0; n < 20; n++) await dataKey(desk, keyId); // oxlint-disable-line no-await-in-loop -- in order
    // The browser sees what the backup does not have.
    await allSigned(desk);
    await page.goto(desk.url);
    await expect(health).toContainText('Log verifies');
    // More than a tile holds: the browser keeps it for as long as it likes.
    const tileFull = async (): Promise<void> => {
      for (let n = 0; n < 260; n++) await dataKey(desk, keyId); // oxlint-disable-line no-await-in-loop -- in order
      await allSigned(desk);
    };
    await tileFull();
    await page.reload();
    await expect(health).toContainText('Log verifies');
    await page.goto('about:blank');
    await desk.stop();

    rmSync(dataDirectory, { recursive: true });
    expect((await desk.cli('restore', backup)).code).toBe(0);
    copyFileSync(pin, join(dataDirectory, 'hsm', 'pin'));
    desk = await startTestDesk({ dataDirectory, env });
    // Every session of the backup has ended.
    expectHttpError('/api/', 401);
    await page.goto(desk.url);
    await signIn(page);
    await expect(health).toContainText('Log was restored');
    await expect(main).toContainText(/The desk was restored from the backup of \d{4}-\d\d-\d\d/);
    await expect(main).toContainText(/were recorded after that backup, and are not in the log any more/);
    await expect(main).toContainText('What was revoked after the backup works again');
    await expect(pages).toContainText('Log was restored');
    await expect(main.getByRole('alert')).toHaveCount(0);
    await expectNoViolations(page);
    const download = page.waitForEvent('download');
    await main.getByRole('button', { name: 'Save what this browser saw' }).click();
    const evidence = readFileSync(await (await download).path(), 'utf8');
    expect(evidence).toMatch(/^keydesk\/[0-9a-f-]{36}\/0\/0$/m);
    expect(evidence).toMatch(/^keydesk\/[0-9a-f-]{36}\/0\/[1-9]\d{9}$/m);

    // It stands until a person says that they know, however the log grows; from then on it is a log like any other.
    await tileFull();
    await page.reload();
    await expect(health).toContainText('Log was restored');
    await expect(pages).toContainText('Log was restored');
    await main.getByRole('button', { name: 'I know: go on from here' }).click();
    await expect(health).toContainText('Log verifies');
    await expect(pages).toContainText('Log verified');
    await dataKey(desk, keyId);
    await allSigned(desk);
    await page.reload();
    await expect(health).toContainText('Log verifies');
    await page.goto(`${desk.url}/vault`);
    await expect(main).toContainText(/This desk was restored from the backup of \d{4}-/);
  } finally {
    // What a page asks of a desk that has stopped is an error in its console.
    await page.goto('about:blank');
    await desk.stop();
    for (const path of [dataDirectory, backup, pin]) rmSync(path, { recursive: true, force: true });
  }
});
