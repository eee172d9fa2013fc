/** The envelope desk on the real service: every step of every flow by keyboard, and what goes wrong. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { expectNoViolations } from './support/accessibility.ts';
import { ADMINISTRATOR } from './support/people.ts';
import { FLOW_IDS, nextFlow, standsAt, walkFlow } from './support/desk-walk.ts';

/** What another tab of the same person asks of the desk; rejects when it is refused. */
const elsewhere = (page: Page, operation: string, members: object): Promise<unknown> =>
  page.evaluate(
    async ([name, body]) => {
      const response = await fetch(`/api/${name}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-keydesk': '1' },
        body: JSON.stringify(body),
      });
      if (!response.ok) throw new Error(await response.text());
      return response.json() as Promise<unknown>;
    },
    [operation, members] as const,
  );

/** The id of the person's own key that the walks are about. */
async function walksKey(page: Page): Promise<string> {
  const { Keys } = (await elsewhere(page, 'OpenDeskSandbox', {})) as {
    Keys: { Name: string; KeyId: string }[];
  }; // its answer
  return Keys.find(({ Name }) => Name === 'guest-records')?.KeyId ?? '';
}

test('every step of every flow, by keyboard', async ({ page, expectHttpError }) => {
  test.setTimeout(180_000);
  // Refusals are what the desk shows.
  for (const status of [400, 401]) expectHttpError('/api/Decrypt', status);
  expectHttpError('/api/Encrypt', 400);
  await page.goto('/desk');
  for (const flow of FLOW_IDS) {
    await walkFlow(page, flow);
    if (flow !== FLOW_IDS.at(-1)) await nextFlow(page);
  }
});

test('the address holds scene and step; back and forward set them, and words change by a key', async ({
  page,
}) => {
  await page.goto('/desk?flow=rotate&step=3');
  await standsAt(page, 'rotate', 2);
  await page.locator('h1').focus();
  await page.keyboard.press('ArrowLeft');
  await standsAt(page, 'rotate', 1);
  await page.goBack();
  await standsAt(page, 'rotate', 2);
  await page.goForward();
  await standsAt(page, 'rotate', 1);
  await page.locator('h1').focus();
  await page.keyboard.press('w');
  await expect(page.getByText(/A second version is made beside the first/).first()).toBeVisible();
  await expect(page.getByRole('region', { name: 'HSM holds' })).toBeVisible();
  await page.keyboard.press('w');
  await page.keyboard.press(' ');
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
  await standsAt(page, 'rotate', 2);
  await page.keyboard.press(' ');
  await expect(page.getByRole('button', { name: 'Play' })).toBeVisible();
});

test('the plaintext is masked until it is asked for, and is nowhere else', async ({ page }) => {
  await page.goto('/desk?flow=check-in&step=2');
  await standsAt(page, 'check-in', 1);
  const answer = page.getByLabel('Answer, as it came');
  await expect(answer).toContainText('"Plaintext": "••••');
  await page.getByRole('button', { name: 'Show the plaintext' }).press('Enter');
  await expect(answer).toContainText(/"Plaintext": "[A-Za-z0-9+/]{43}="/);
  const key = /"Plaintext": "([^"]+)"/.exec(await answer.innerText())?.[1] ?? '';
  const kept = await page.evaluate(
    () => JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)]) + location.href,
  );
  expect(kept).not.toContain(key);
  await page.keyboard.press('Escape');
  await page.locator('h1').focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await standsAt(page, 'check-in', 3);
  // Who looks back finds what memory has now.
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await standsAt(page, 'check-in', 1);
  await expect(page.locator('dl [data-byte="data-key"]')).toHaveAttribute('data-state', 'wiped');
  await expect(page.locator('dl [data-byte="data-key"]')).toContainText('wiped since');
});

test('the log line opens in the audit log, where practice keys are out of the first sight', async ({
  page,
}) => {
  await page.goto('/desk?flow=check-in');
  await standsAt(page, 'check-in', 0);
  await page.getByRole('link', { name: 'Open in the audit log' }).press('Enter');
  await expect(page).toHaveURL(/\/audit\?.*request=/);
  await expect(page.getByRole('heading', { name: /GenerateDataKey allowed/ })).toBeVisible();
});

test('a key that is disabled meanwhile stops the walk truthfully, and it goes on when begun anew', async ({
  page,
  expectHttpError,
}) => {
  expectHttpError('/api/RotateKeyOnDemand', 400);
  await page.goto('/desk?flow=come-back');
  await standsAt(page, 'come-back', 0);
  // A walk that begins mends it; one that is under way meets it.
  await page.goto('/desk?flow=rotate');
  await standsAt(page, 'rotate', 0);
  await elsewhere(page, 'DisableKey', { KeyId: await walksKey(page) });
  await page.locator('h1').focus();
  await page.keyboard.press('ArrowRight');
  const stop = page.getByRole('alert').filter({ hasText: 'The walk stops here.' });
  await expect(stop).toContainText('is disabled');
  await stop.getByRole('button', { name: 'Begin anew' }).press('Enter');
  await standsAt(page, 'rotate', 0);
  await page.locator('h1').focus();
  await page.keyboard.press('ArrowRight');
  await standsAt(page, 'rotate', 1);
  await expect(stop).toHaveCount(0);
});

test('a payload of one’s own walks, leaves as a file, comes back after a reload, and tells its life', async ({
  page,
}) => {
  await page.goto('/desk');
  await standsAt(page, 'check-in', 0);
  await page.getByLabel('Text to encrypt').fill('the tea is in the left cupboard');
  await page.getByRole('button', { name: 'Walk with it' }).press('Enter');
  await expect(page.locator('dl [data-byte="payload"] dd')).toHaveText('the tea is in the left cupboard');
  await standsAt(page, 'check-in', 0);
  await page.locator('h1').focus();
  for (let step = 1; step <= 4; step++) {
    await page.keyboard.press('ArrowRight');
    await standsAt(page, 'check-in', step);
  }
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Take the envelope' }).press('Enter');
  const file = join(mkdtempSync(join(tmpdir(), 'keydesk-')), 'record.txt.envelope');
  await (await download).saveAs(file);
  expect(readFileSync(file, 'utf8')).not.toContain('cupboard');

  await page.reload();
  await standsAt(page, 'check-in', 4);
  await page.getByLabel('Envelope to open').setInputFiles(file);
  const opened = page.locator('[data-result]');
  await expect(opened).toHaveAttribute('data-result', 'open');
  await expect(opened.getByLabel('What was in it')).toHaveText('the tea is in the left cupboard');
  await expect(opened.getByRole('list', { name: 'Life of this envelope' })).toContainText(
    /user\/anna · unwrapped its data key/,
  );
  await expect(opened.getByRole('list', { name: 'Life of this envelope' })).toContainText(
    /user\/anna · made its data key/,
  );
});

test('what is no envelope, or another desk’s, is told in a sentence, and nothing is lost', async ({
  page,
  expectHttpError,
}) => {
  expectHttpError('/api/Decrypt', 400);
  await page.goto('/desk?flow=check-in&step=5');
  await standsAt(page, 'check-in', 4);
  const folder = mkdtempSync(join(tmpdir(), 'keydesk-'));
  const give = async (name: string, content: string | Buffer): Promise<void> => {
    const path = join(folder, name);
    writeFileSync(path, content);
    await page.getByLabel('Envelope to open').setInputFiles(path);
  };
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Take the envelope' }).press('Enter');
  const mine = join(folder, 'mine.envelope');
  await (await download).saveAs(mine);
  const text = readFileSync(mine, 'utf8');
  const status = page.getByRole('complementary', { name: 'Beside the scene' }).getByRole('status');
  await give('empty.envelope', '');
  await expect(status.filter({ hasText: 'The file is empty' })).toBeVisible();
  await give('picture.envelope', Buffer.of(0x89, 0x50, 0x4e, 0x47));
  await expect(status.filter({ hasText: 'is not an envelope' })).toBeVisible();
  await give('cut.envelope', text.slice(0, 200));
  await expect(status.filter({ hasText: 'not JSON, or was cut off' })).toBeVisible();
  await give('later.envelope', text.replace('keydesk-envelope/2', 'keydesk-envelope/9'));
  await expect(status.filter({ hasText: 'format version 9' })).toBeVisible();
  // Of another desk: a wrapped key that nobody here made.
  const { wrapped_key: wrapped } = JSON.parse(text) as { wrapped_key: string };
  const bytes = Buffer.from(wrapped, 'base64');
  bytes[6] = (bytes[6] ?? 0) ^ 0xff;
  await give('other.envelope', text.replace(wrapped, bytes.toString('base64')));
  await expect(page.getByRole('alert')).toContainText('another desk made it');
  // Edited within: the data key is unwrapped, the record does not open.
  const { ciphertext } = JSON.parse(text) as { ciphertext: string };
  const edited = Buffer.from(ciphertext, 'base64');
  edited[0] = (edited[0] ?? 0) ^ 1;
  await give('edited.envelope', text.replace(ciphertext, edited.toString('base64')));
  await expect(page.getByRole('alert')).toContainText('altered since it was made');
  await standsAt(page, 'check-in', 4);
});

test('what a thief reads follows the place and the step', async ({ page }) => {
  await page.goto('/desk?flow=check-in');
  await standsAt(page, 'check-in', 0);
  const card = page.locator('[data-reach]');
  await page.getByLabel('What is stolen').selectOption('memory');
  await expect(card).toHaveAttribute('data-reach', 'this-record');
  await page.getByLabel('Where the key lives').selectOption('code');
  await expect(card).toHaveAttribute('data-reach', 'everything');
  await page.getByLabel('What is stolen').selectOption('git');
  await expect(card).toHaveAttribute('data-reach', 'everything');
  await page.getByLabel('Where the key lives').selectOption('kms');
  await expect(card).toHaveAttribute('data-reach', 'nothing');
  await expect(page).toHaveURL(/\/desk\?flow=check-in/);
  await page.getByLabel('What is stolen').selectOption('memory');
  await page.goto('/desk?flow=check-in&step=5');
  await standsAt(page, 'check-in', 4);
  await page.getByLabel('What is stolen').selectOption('memory');
  // The keys are gone; a pass to the desk may be there, and can be taken back.
  await expect(card).toHaveAttribute('data-reach', 'pass');
});

test('nothing violates the rules of accessibility, at a quiet step and at a refusal', async ({
  page,
  expectHttpError,
}) => {
  test.setTimeout(120_000);
  expectHttpError('/api/Decrypt', 400);
  expectHttpError('/api/Encrypt', 400);
  for (const at of ['check-in&step=2', 'turned-away&step=1', 'direct&step=4']) {
    await page.goto(`/desk?flow=${at}`);
    await standsAt(page, at.split('&')[0] ?? '', Number(at.slice(-1)) - 1);
    await expectNoViolations(page);
  }
});

test('an address with no such step stands at one that there is, and goes on from there', async ({ page }) => {
  for (const [odd, at] of [
    ['abc', 0],
    ['1.5', 0],
    ['-3', 0],
    ['99', 3],
  ] as const) {
    await page.goto(`/desk?flow=rotate&step=${odd}`);
    await standsAt(page, 'rotate', at);
    await page.locator('h1').focus();
    await page.keyboard.press(at === 0 ? 'ArrowRight' : 'ArrowLeft');
    await standsAt(page, 'rotate', at === 0 ? 1 : at - 1);
  }
});

test('a walk that is left in the middle of an act does not reach into the next one', async ({
  page,
  expectHttpError,
}) => {
  expectHttpError('/api/Decrypt', 400);
  await page.goto('/desk?flow=turned-away&step=2');
  await standsAt(page, 'turned-away', 1);
  await page.route('**/api/DisableKey', async (route) => {
    await new Promise((done) => setTimeout(done, 1_500));
    await route.continue();
  });
  const asked = page.waitForRequest('**/api/DisableKey');
  await page.locator('h1').focus();
  await page.keyboard.press('ArrowRight');
  await asked;
  await page.keyboard.press('[');
  for (let step = 0; step <= 3; step++) {
    await standsAt(page, 'rotate', step);
    if (step < 3) await page.keyboard.press('ArrowRight');
  }
  await expect(page.getByText('The walk stops here.')).toHaveCount(0);
});

test('two tabs on the same practice keys: each shows what is so', async ({ page, context }) => {
  await page.goto('/desk?flow=check-in');
  const other = await context.newPage();
  await other.goto('/desk?flow=rotate');
  await standsAt(page, 'check-in', 0);
  await standsAt(other, 'rotate', 0);
  for (let step = 1; step <= 3; step++) {
    await other.locator('h1').focus();
    await other.keyboard.press('ArrowRight');
    await page.locator('h1').focus();
    await page.keyboard.press('ArrowRight');
    await standsAt(other, 'rotate', step);
    await standsAt(page, 'check-in', step);
  }
  await other.close();
});

test('a session that ended in the middle of a walk is asked for again, and the walk goes on', async ({
  page,
  context,
  expectHttpError,
}) => {
  expectHttpError('/api/', 401);
  await page.goto('/desk?flow=come-back');
  await standsAt(page, 'come-back', 0);
  await page.goto('/desk?flow=check-in');
  await standsAt(page, 'check-in', 0);
  await context.clearCookies();
  await page.locator('h1').focus();
  await page.keyboard.press(']');
  const dialog = page.getByRole('dialog');
  await expect(dialog).toBeVisible();
  await dialog.getByLabel('Password').fill(ADMINISTRATOR.password);
  await page.keyboard.press('Enter');
  await standsAt(page, 'come-back', 0);
  await expect(page.getByText('The walk stops here.')).toHaveCount(0);
});

test('a payload of one’s own never crosses the counter, and its name is not logged', async ({
  page,
  expectHttpError,
}) => {
  expectHttpError('/api/Decrypt', 400);
  expectHttpError('/api/Decrypt', 401);
  expectHttpError('/api/Encrypt', 400);
  const sent: string[] = [];
  page.on('request', (request) => sent.push(`${request.url()} ${request.postData() ?? ''}`));
  await page.goto('/desk');
  await standsAt(page, 'check-in', 0);
  await page.getByLabel('File to encrypt').setInputFiles({
    name: 'diary-of-nina.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from('my most secret own text'),
  });
  await expect(page.locator('dl [data-byte="payload"] dd')).toHaveText('my most secret own text');
  for (const flow of FLOW_IDS) {
    await standsAt(page, flow, 0);
    await page.locator('h1').focus();
    await page.keyboard.press('ArrowRight');
    await standsAt(page, flow, 1);
    if (flow !== FLOW_IDS.at(-1)) await nextFlow(page);
  }
  expect(sent.length).toBeGreaterThan(20);
  for (const each of sent) {
    expect(each).not.toContain('diary');
    expect(each).not.toContain('secret own');
    expect(each).not.toContain(Buffer.from('my most secret own text').toString('base64').slice(0, 24));
  }
});

test('a key whose deletion was scheduled meanwhile stops the walk, and is brought back when it begins anew', async ({
  page,
  expectHttpError,
}) => {
  expectHttpError('/api/GenerateDataKey', 400);
  expectHttpError('/api/Decrypt', 401);
  await page.goto('/desk?flow=thief');
  await standsAt(page, 'thief', 0);
  await elsewhere(page, 'ScheduleKeyDeletion', { KeyId: await walksKey(page), PendingWindowInDays: 7 });
  await page.locator('h1').focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  const stop = page.getByRole('alert').filter({ hasText: 'The walk stops here.' });
  await expect(stop).toContainText('is pending deletion');
  await stop.getByRole('button', { name: 'Begin anew' }).press('Enter');
  await standsAt(page, 'thief', 0);
  await page.locator('h1').focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await standsAt(page, 'thief', 2);
});

test('a file too large for a walk is encrypted as a stream, and comes back the same', async ({ page }) => {
  // What this browser would ask a person: where to write to. Without it the file is held until it is whole, and downloaded.
  await page.addInitScript(() => Reflect.deleteProperty(window, 'showSaveFilePicker'));
  await page.goto('/desk');
  await standsAt(page, 'check-in', 0);
  const folder = mkdtempSync(join(tmpdir(), 'keydesk-'));
  const bytes = Buffer.alloc(65 * 1024 * 1024, 'seventy words to the reel ');
  const large = join(folder, 'large.bin');
  writeFileSync(large, bytes);
  await page.getByLabel('File to encrypt').setInputFiles(large);
  await expect(page.getByText('more than a walk holds in memory')).toBeVisible();
  const sealed = join(folder, 'large.bin.envelope');
  const down = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Encrypt into a file…' }).press('Enter');
  await (await down).saveAs(sealed);
  expect(readFileSync(sealed).subarray(0, 40).toString()).toContain('keydesk-envelope-stream/2');

  await page.getByLabel('Envelope to open').setInputFiles(sealed);
  const back = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Decrypt into a file…' }).press('Enter');
  await (await back).saveAs(join(folder, 'back.bin'));
  expect(readFileSync(join(folder, 'back.bin')).equals(bytes)).toBe(true);

  // Cut off by a chunk: no file, and a sentence.
  writeFileSync(sealed, readFileSync(sealed).subarray(0, -1_100_000));
  await page.getByLabel('Envelope to open').setInputFiles(sealed);
  await page.getByRole('button', { name: 'Decrypt into a file…' }).press('Enter');
  await expect(page.getByText(/was cut off|altered since/).first()).toBeVisible();
});

test.describe('while it moves', () => {
  test.use({ contextOptions: { reducedMotion: 'no-preference' } });

  test('back, forward and quick presses in the middle of a movement end where they say', async ({ page }) => {
    await page.goto('/desk?flow=check-in');
    await standsAt(page, 'check-in', 0);
    await page.locator('h1').focus();
    await page.keyboard.press('ArrowRight');
    await standsAt(page, 'check-in', 1);
    // The key is on its way over the counter now.
    expect(await page.evaluate(() => document.getAnimations().length)).toBeGreaterThan(0);
    await page.goBack();
    await standsAt(page, 'check-in', 0);
    await expect(page.locator('[data-step] svg').first()).toContainText('no byte goes to the desk');
    await page.goForward();
    await standsAt(page, 'check-in', 1);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await standsAt(page, 'check-in', 3);
    const picture = page.locator('[data-step] svg').first();
    await expect(picture).toContainText('Room key destroyed');
    await expect(page.locator('[data-holds="guest"]')).toContainText('overwritten with zeros');
    await page.keyboard.press(']');
    await standsAt(page, 'come-back', 0);
  });
});
