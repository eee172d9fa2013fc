/** What others wrote is text: it is shown as it is, does nothing, and breaks no layout, on a desk and on a phone. */
import type { Page } from '@playwright/test';
import { signRequest } from '../src/hosts/node/testing/sign-request.ts';
import { expect, test } from './fixtures.ts';
import { expectNoSidewaysScroll } from './support/layout.ts';
import { settled } from './support/pages.ts';
import { body, createKey, createService, dataKey } from './support/seed.ts';

/** As long as an alias may be, `alias/` included. */
const LONGEST = `long/${'a'.repeat(256 - 'alias/long/'.length)}`;
/** Arabic in the order of right to left, an override that would turn what follows, and a letter under many marks. */
const TURNED = `مفتاح البطاقات \u202egnp.exe e${'\u0301'.repeat(40)} <img src=x onerror="document.title='taken'">`;
const EIGHT_KB = 'record-'.padEnd(8_000, '0123456789');
/** The one-byte form of ESC [ : the only one that a header can carry. */
const AGENT = 'curl/8 \u009b31mred\u009b0m';

/** No element of `words` was made, and no script of it ran. */
async function expectInert(page: Page): Promise<void> {
  await expect(page.locator('img[src="x"]')).toHaveCount(0);
  await expect(page).not.toHaveTitle('taken');
}

async function expectWhole(page: Page, path: string, words: string): Promise<void> {
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(path);
  await expect(page.getByRole('main')).toContainText(words);
  await settled(page);
  await expectInert(page);
  await expectNoSidewaysScroll(page, [1440, 390]);
}

test('a name of 256 characters, a turned description, a tag that breaks out of nothing', async ({
  page,
  desk,
}) => {
  test.slow();
  const keyId = await createKey(desk, {
    alias: LONGEST,
    description: TURNED,
    tags: { 'a:b/c=+-@ _.': 'x'.repeat(256) },
  });
  await expectWhole(page, '/keys?q=long%2F', LONGEST);
  for (const tab of ['', '/policy', '/rotation', '/activity', '/settings', '/delete'])
    // oxlint-disable-next-line no-await-in-loop -- one page after the other
    await expectWhole(page, `/keys/${keyId}${tab}`, LONGEST);
  await page.goto(`/keys/${keyId}/settings`);
  await expect(page.getByLabel('What the key is for')).toHaveValue(TURNED);
});

test('a tag that looks like HTML is refused by name, and stays in the form', async ({ page }) => {
  const script = '<script>alert(1)</script>';
  await page.goto('/keys/new');
  await page.getByLabel('Alias').fill('html-tags');
  await page.getByRole('button', { name: 'Add tag' }).click();
  await page.getByLabel('Name of tag 1').fill(script);
  await page.getByLabel('Value of tag 1').fill('<b>prod</b>');
  await page.getByRole('button', { name: 'Create key' }).click();
  await expect(page.getByRole('alert')).toBeFocused();
  await expect(page.getByRole('group', { name: 'Tags' })).toContainText(/letters, digits/);
  await expect(page.getByLabel('Name of tag 1')).toHaveValue(script);
  await expect(page.getByLabel('Value of tag 1')).toHaveValue('<b>prod</b>');
  await expectNoSidewaysScroll(page, [1440, 390]);
});

test('a context value of 8 kB, control codes in a value and in a user agent: in the event, as text', async ({
  page,
  desk,
}) => {
  test.slow();
  const keyId = await createKey(desk, { alias: 'hostile-events' });
  const service = await createService(desk, 'hostile-service', ['key-user']);
  await dataKey(desk, keyId, { record: EIGHT_KB, note: '\u001b[31m<i>red</i>' }, service);
  const request = JSON.stringify({ KeyId: keyId, KeySpec: 'AES_256' });
  const url = `http://127.0.0.1:${desk.port}`;
  const { headers } = signRequest({
    url,
    target: 'TrentService.GenerateDataKey',
    body: request,
    credentials: service,
  });
  const answer = await fetch(url, {
    method: 'POST',
    headers: { ...headers, 'user-agent': AGENT },
    body: request,
  });
  expect(answer.status).toBe(200);

  const found = body(await desk.call('Keydesk.SearchAuditEvents', { KeyId: keyId, Classes: ['data'] }));
  const [byAgent, byContext] = found['Events'] as { Sequence: number; UserAgent: string }[]; // newest first
  expect(byAgent?.UserAgent).toBe(AGENT);
  await expectWhole(page, `/audit?key=${keyId}`, 'GenerateDataKey');
  await expectWhole(page, `/audit?key=${keyId}&event=${byAgent?.Sequence}`, '31mred');
  await expectWhole(page, `/audit?key=${keyId}&event=${byContext?.Sequence}`, '[31m<i>red</i>');
  await expect(page.getByRole('complementary')).toContainText(EIGHT_KB);
  await expect(page.getByRole('complementary').locator('i')).toHaveCount(0);
});

test('what means nothing in an address is named, as text, and the rest is shown', async ({ page, desk }) => {
  const keyId = await createKey(desk, { alias: 'hostile-address' });
  const odd = encodeURIComponent('<img src=x onerror=alert(1)>');
  for (const path of [
    `/audit?key=${keyId}&outcome=${odd}`,
    `/keys?q=hostile-address&state=${odd}`,
    `/rotation?q=hostile-address&status=${odd}`,
  ]) {
    /* oxlint-disable no-await-in-loop -- one page after the other */
    await expectWhole(page, path, '<img src=x onerror=alert(1)>');
    await expect(page.getByRole('main')).toContainText('hostile-address');
    /* oxlint-enable no-await-in-loop */
  }
});
