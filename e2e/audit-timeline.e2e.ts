/** The log over time: a range is chosen on the chart, and new events come in live until they are held. */
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { createKey, dataKey } from './support/seed.ts';

let keyId: string;

test.beforeAll(async ({ desk }) => {
  keyId = await createKey(desk, { alias: 'on-the-chart' });
  await dataKey(desk, keyId);
});

const chart = (page: Page): Locator => page.getByRole('slider', { name: /^Events over time/ });
const events = (page: Page): Locator =>
  page
    .getByRole('table', { name: 'Events, newest first' })
    .getByRole('row')
    .filter({ has: page.getByRole('link') });

/** Minutes of the range in the address. */
function minutesChosen(page: Page): number {
  const { searchParams } = new URL(page.url());
  const at = (name: string): number => Date.parse(searchParams.get(name) ?? '');
  return (at('until') - at('since')) / 60_000;
}

/** The last hour in buckets of a minute, once the chart is drawn. */
async function lastHour(page: Page): Promise<{ readonly buckets: number; readonly box: DOMRect }> {
  await page.goto(`/audit?key=${keyId}&since=1h`);
  await expect(chart(page)).toBeVisible();
  await expect(events(page).first()).toBeVisible();
  const box = await chart(page).evaluate((element) => element.getBoundingClientRect().toJSON() as DOMRect);
  return { buckets: Number(await chart(page).getAttribute('aria-valuemax')), box };
}

test('a range is chosen by dragging', async ({ page }) => {
  const { buckets, box } = await lastHour(page);
  const middleOf = (bucket: number): number => box.x + ((bucket + 0.5) / buckets) * box.width;
  await page.mouse.move(middleOf(buckets - 10), box.y + 20);
  await page.mouse.down();
  await page.mouse.move(middleOf(buckets - 6), box.y + 20, { steps: 4 });
  await expect(chart(page)).toHaveAttribute('aria-valuetext', /^5 chosen, up to /);
  await page.mouse.up();
  await expect(page).toHaveURL(/since=.+&until=/);
  expect(minutesChosen(page)).toBe(5);
  await expect(page.getByRole('button', { name: /^Remove filter until/ })).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL(`/audit?key=${keyId}&since=1h`);
});

test('a click chooses one bucket', async ({ page }) => {
  const { buckets, box } = await lastHour(page);
  await page.mouse.click(box.x + (9.5 / buckets) * box.width, box.y + 20);
  await expect(page).toHaveURL(/since=.+&until=/);
  expect(minutesChosen(page)).toBe(1);
});

test('arrows walk, Shift widens, Enter takes the range, Escape lets go of it', async ({ page }) => {
  const { buckets } = await lastHour(page);
  await chart(page).focus();
  await page.keyboard.press('End');
  await expect(chart(page)).toHaveAttribute('aria-valuenow', String(buckets));
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Shift+ArrowLeft');
  await page.keyboard.press('Shift+ArrowLeft');
  await expect(chart(page)).toHaveAttribute('aria-valuetext', /^3 chosen, up to /);
  await page.keyboard.press('Escape');
  await expect(chart(page)).toHaveAttribute('aria-valuetext', /^\d{4}-\d\d-\d\d \d\d:\d\d: /);
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/since=.+&until=/);
  expect(minutesChosen(page)).toBe(2);
});

test('live: what happens comes in at the top; paused it is counted, and nothing moves', async ({
  page,
  desk,
}) => {
  await page.clock.install();
  await page.goto(`/audit?key=${keyId}&operation=GenerateDataKey`);
  await expect(events(page).first()).toBeVisible();
  const made = await events(page).count();
  await page.getByRole('button', { name: 'Watch live' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Live: new events come in' })).toBeVisible();
  const searched = page.getByRole('status').filter({ hasText: /^Searched all/ });

  await dataKey(desk, keyId);
  await expect(events(page)).toHaveCount(made + 1);
  await expect(searched).toContainText(`; ${made + 1} match.`);

  await page.getByRole('button', { name: 'Pause' }).click();
  await dataKey(desk, keyId);
  await dataKey(desk, keyId);
  await expect(page.getByRole('button', { name: 'Go on, 2 new' })).toBeVisible();
  await expect(events(page)).toHaveCount(made + 1);
  await expect(searched).toContainText(`when it was paused; ${made + 1} match.`);

  // Neither another window nor a look at an event reads the pages anew.
  const reads: string[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/api/SearchAuditEvents')) reads.push(request.url());
  });
  await page.clock.fastForward(5_100); // what a page shows is fresh for five seconds
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true })));
  await events(page).first().getByRole('link').first().click();
  await expect(page.getByRole('complementary', { name: /^Event \d+$/ })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Go on, 2 new' })).toBeVisible();
  await expect(events(page)).toHaveCount(made + 1);
  expect(reads).toEqual([]);

  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Go on, 2 new' }).click();
  await expect(events(page)).toHaveCount(made + 3);
  await expect(searched).toContainText(`; ${made + 3} match.`);
});
