/** The live desk: signed requests are visits, refusals are turned away, many are aggregated, and any window of the log is played again. */
import type { Locator, Page } from '@playwright/test';
import { removeDirectory, startTestDesk, type TestDesk } from '../src/hosts/node/testing/desk.ts';
import { expect, test } from './fixtures.ts';
import { expectNoViolations } from './support/accessibility.ts';
import { standsAt } from './support/desk-walk.ts';
import { enter, tabTo } from './support/keyboard.ts';
import { firstPolicyEnv, openWelcome } from './support/people.ts';
import { createKey, createService, dataKey, type SeedService } from './support/seed.ts';

const guests = (page: Page): Locator => page.getByRole('list', { name: 'At the desk' }).getByRole('listitem');
const lines = (page: Page): Locator =>
  page.getByRole('list', { name: 'Newest lines of the logbook' }).getByRole('listitem');
const feed = (page: Page): Locator => page.getByRole('main').getByRole('status').first();

/** The page as it stands once the stream is open. */
async function watch(page: Page, path = '/desk/live'): Promise<void> {
  await page.goto(path);
  await expect(feed(page)).toHaveText('Live');
}

/** A key, a service that may use it, and one that may not. */
async function cast(
  desk: TestDesk,
  name: string,
): Promise<{ readonly keyId: string; readonly friend: SeedService; readonly stranger: SeedService }> {
  const friend = await createService(desk, `${name}-api`, ['key-user']);
  const stranger = await createService(desk, `${name}-stranger`);
  return { keyId: await createKey(desk, { alias: `${name}-prod` }), friend, stranger };
}

test('a visit stands at the desk with who asks for what, and is written into the logbook', async ({
  page,
  desk,
}) => {
  const { keyId, friend } = await cast(desk, 'visit');
  await watch(page);
  await dataKey(desk, keyId, {}, friend);

  await expect(guests(page).getByRole('link')).toHaveAccessibleName(`${friend.arn}, GenerateDataKey`);
  await expect(page.getByRole('main')).toContainText(
    'role/visit-api asks for GenerateDataKey with visit-prod and gets a room key and its sealed envelope.',
  );
  await expect(lines(page).first()).toContainText(/Allowedrole\/visit-apiGenerateDataKey visit-prod/);
  await expect(page.getByRole('link', { name: 'visit-prod', exact: true })).toBeVisible();
  await expectNoViolations(page);

  await lines(page).first().getByRole('link').click();
  await expect(page.getByRole('complementary', { name: /^Event \d+$/ })).toContainText('GenerateDataKey');
});

test('an empty desk offers a first visit: one’s own', async ({ page }) => {
  await watch(page);
  await expect(page.getByRole('main')).toContainText('Ring the bell to be the first');
  await page.getByRole('button', { name: 'Ring the bell' }).click();
  await expect(guests(page).getByRole('link')).toHaveAccessibleName(
    'arn:aws:iam::000000000000:user/anna, GenerateRandom',
  );
  await expect(page.getByRole('main')).toContainText('user/anna asks for GenerateRandom and gets an answer.');
});

test('who is refused is visibly turned away, and it is said', async ({ page, desk }) => {
  const { keyId, stranger } = await cast(desk, 'refused');
  await watch(page);
  const refused = await desk.call('GenerateDataKey', { KeyId: keyId, KeySpec: 'AES_256' }, stranger);
  expect(refused.status).toBe(400);

  await expect(page.getByText('Turned away', { exact: true })).toBeVisible();
  await expect(page.getByText('1 turned away', { exact: true })).toBeVisible();
  await expect(page.locator('[aria-live="polite"]').filter({ hasText: 'is turned away' })).toHaveText(
    'role/refused-stranger asks for GenerateDataKey with refused-prod and is turned away (AccessDeniedException).',
  );
  await expect(lines(page).first()).toContainText('Denied');
  await expectNoViolations(page);
});

test('more than an eye can follow is aggregated, and the desk says so; after it one by one again', async ({
  page,
  desk,
}) => {
  const { keyId, friend, stranger } = await cast(desk, 'many');
  await watch(page);
  const calls = 60;
  await Promise.all(
    Array.from({ length: calls }, (_, at) =>
      at % 6 === 0
        ? desk.call('GenerateDataKey', { KeyId: keyId, KeySpec: 'AES_256' }, stranger)
        : dataKey(desk, keyId, {}, friend),
    ),
  );
  await expect(page.getByRole('main')).toContainText(
    /visits a second: shown as 2 guests, each standing for many\. .*turned away/,
  );
  await expect(guests(page)).toHaveCount(2);
  await expect(guests(page).getByRole('link', { name: /many-api/ })).toHaveAccessibleName(
    /^arn:aws:iam::000000000000:role\/many-api, GenerateDataKey: [\d.]+ a second$/,
  );
  await expect(guests(page).getByRole('link', { name: /many-stranger/ })).toHaveAccessibleName(/turned away/);
  await page.getByRole('button', { name: 'Pause' }).click();
  await expectNoViolations(page);
  await page.getByRole('button', { name: 'Go on' }).click();

  await expect(page.getByText(`${calls} visits`, { exact: true })).toBeVisible();
  await expect(page.getByText(`${calls / 6} turned away`, { exact: true })).toBeVisible();
  await expect(guests(page)).toHaveCount(0, { timeout: 15_000 });
  await dataKey(desk, keyId, {}, friend);
  await expect(page.getByRole('main')).toContainText('role/many-api asks for GenerateDataKey with many-prod');
});

test('paused, what is shown stands and what comes is counted', async ({ page, desk }) => {
  const { keyId, friend } = await cast(desk, 'paused');
  await watch(page);
  await dataKey(desk, keyId, {}, friend);
  await expect(page.getByText('1 visit', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(feed(page)).toHaveText('Paused');
  await dataKey(desk, keyId, {}, friend);
  await dataKey(desk, keyId, {}, friend);
  const goOn = page.getByRole('button', { name: 'Go on, 2 came meanwhile' });
  await expect(goOn).toBeVisible();
  await expect(lines(page)).toHaveCount(1);
  await goOn.click();
  await expect(lines(page)).toHaveCount(3);
  await expect(page.getByText('3 visits', { exact: true })).toBeVisible();
});

test('one principal only, by the address and by the box', async ({ page, desk }) => {
  const { keyId, friend, stranger } = await cast(desk, 'only');
  await watch(page, `/desk/live?principal=${encodeURIComponent(stranger.arn)}`);
  await dataKey(desk, keyId, {}, friend);
  await desk.call('ListKeys', {}, stranger);
  await expect(lines(page)).toHaveCount(1);
  await expect(lines(page).first()).toContainText('role/only-stranger');

  await page.getByRole('combobox', { name: 'Principal' }).fill('only-api');
  await page.getByRole('option', { name: 'role/only-api' }).click();
  await expect(page).toHaveURL(/principal=[^&]*only-api/);
  await expect(feed(page)).toHaveText('Live');
  await desk.call('ListKeys', {}, stranger);
  await dataKey(desk, keyId, {}, friend);
  await expect(lines(page)).toHaveCount(1);
  await expect(lines(page).first()).toContainText('role/only-api');
});

test('practice keys are left out until one asks for them; that they are opened is no visit', async ({
  page,
  context,
}) => {
  await watch(page);
  await expect(page.getByRole('main')).toContainText('Practice keys: left out');
  const walk = await context.newPage();
  await walk.goto('/desk?flow=check-in&step=2');
  await standsAt(walk, 'check-in', 1);
  await page.getByRole('button', { name: 'Ring the bell' }).click();
  await expect(lines(page)).toHaveCount(1);
  await expect(lines(page).first()).toContainText('GenerateRandom');

  await page.getByRole('button', { name: 'Show them' }).click();
  await expect(page).toHaveURL('/desk/live?practice=1');
  await expect(page.getByRole('main')).toContainText('Practice keys: shown');
  await expect(feed(page)).toHaveText('Live');
  await walk.goto('/desk?flow=check-in&step=3');
  await standsAt(walk, 'check-in', 2);
  await walk.close();
  await expect(lines(page)).toHaveCount(1);
  await expect(lines(page).first()).toContainText(
    /Alloweduser\/annaGenerateDataKey desk\/anna\/guest-records/,
  );
  await expectNoViolations(page);
  await lines(page).first().getByRole('link').click();
  await expect(page).toHaveURL(/practice=1/);
  await watch(page, '/desk/live?practice=1');

  // The replay of the same hour keeps the choice, and says what it leaves out.
  await page.getByRole('link', { name: 'Replay' }).click();
  await expect(page).toHaveURL(/practice=1/);
  await expect(lines(page).filter({ hasText: 'guest-records' })).not.toHaveCount(0);
  await expect(lines(page).filter({ hasText: 'OpenDeskSandbox' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Leave them out' }).click();
  await expect(page).not.toHaveURL(/practice/);
  await expect(page.getByRole('main')).toContainText(/Practice keys: left out, [1-9]\d* of this window/);

  await page.getByRole('link', { name: 'Envelope desk' }).and(page.locator('main a')).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Envelope desk' })).toBeVisible();
});

test('who chose the field’s words reads them here, too', async ({ page, desk }) => {
  const { keyId, friend } = await cast(desk, 'field');
  await page.goto('/desk');
  await page.getByRole('button', { name: 'Field’s words' }).click();
  await watch(page);
  await expect(page.locator('b', { hasText: 'KMS API' })).toBeVisible();
  await dataKey(desk, keyId, {}, friend);
  await expect(page.getByRole('main')).toContainText('gets a data key, in the clear and wrapped.');
});

test('another tab takes the stream; this one says so, takes it back and misses nothing', async ({
  page,
  context,
  desk,
}) => {
  const { keyId, friend } = await cast(desk, 'tabs');
  await watch(page);
  const other = await context.newPage();
  await watch(other);
  await expect(feed(page)).toHaveText('Another tab of this session watches now');
  await dataKey(desk, keyId, {}, friend);
  await expect(lines(other)).toHaveCount(1);
  await expect(lines(page)).toHaveCount(0);
  await page.getByRole('button', { name: 'Watch here again' }).click();
  await expect(feed(page)).toHaveText('Live');
  await expect(lines(page)).toHaveCount(1);
  await expect(feed(other)).toHaveText('Another tab of this session watches now');
  await other.close();
});

const sequences = (page: Page): Promise<readonly (string | undefined)[]> =>
  lines(page)
    .getByRole('link')
    .evaluateAll((links) => links.map((link) => /event=(\d+)/.exec(link.getAttribute('href') ?? '')?.[1]));

test('the replay of a window shows the same visits; it is scrubbed, and goes to the next refusal', async ({
  page,
  desk,
}) => {
  const { keyId, friend, stranger } = await cast(desk, 'replay');
  const since = new Date();
  await watch(page, `/desk/live?key=${keyId}`);
  // Less quiet than is skipped, and enough to be paused in.
  await new Promise((done) => setTimeout(done, 2_000));
  await dataKey(desk, keyId, {}, friend);
  await desk.call('GenerateDataKey', { KeyId: keyId, KeySpec: 'AES_256' }, stranger);
  await dataKey(desk, keyId, {}, friend);
  await expect(lines(page)).toHaveCount(3);
  const live = await sequences(page);
  const until = new Date(since.getTime() + 3_600_000);

  const moment = (date: Date): string => encodeURIComponent(date.toISOString().replace('.000Z', 'Z'));
  await page.goto(`/desk/live?since=${moment(since)}&until=${moment(until)}&speed=1&key=${keyId}`);
  const place = page.getByRole('slider', { name: 'Place in the window' });
  await expect(lines(page)).toHaveCount(3);
  expect(await sequences(page)).toEqual(live);
  await expect(page.getByText('3 visits', { exact: true })).toBeVisible();
  await expect(page.getByText('1 turned away', { exact: true })).toBeVisible();
  // Nothing more happens for an hour: what is left of the window is skipped.
  await expect(page.getByText('The end of the window.')).toBeVisible({ timeout: 20_000 });
  await expectNoViolations(page);

  // Back to the beginning by keys, and on to the refusal.
  await place.focus();
  await page.keyboard.press('Home');
  await expect(lines(page)).toHaveCount(0);
  await expect(place).toHaveAttribute('aria-valuetext', /UTC$/);
  await page.getByRole('button', { name: 'Next refusal or failure' }).click();
  await expect(page.getByText('1 turned away', { exact: true })).toBeVisible();
  await expect(page.getByText('Stopped at a refusal.')).toBeVisible();
  await expect(page.getByRole('main')).toContainText('role/replay-stranger asks for GenerateDataKey');
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Next refusal or failure' }).click();
  await expect(page.getByText('No refusal or failure behind here.')).toBeVisible();

  // Where it stands when it is paused is in the address, and there it goes on.
  await place.focus();
  await page.keyboard.press('End');
  await expect(page).toHaveURL(/at=/);
  await page.keyboard.press('Home');
  await expect(page).not.toHaveURL(/at=/);
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page).toHaveURL(/at=/);
  await page.getByRole('combobox', { name: 'Speed' }).selectOption('As fast as it can');
  await expect(page).toHaveURL(/speed=max/);
});

test('windows: the last hour, a day with refusals, and times that are typed', async ({ page, desk }) => {
  const { keyId, stranger } = await cast(desk, 'window');
  await desk.call('GenerateDataKey', { KeyId: keyId, KeySpec: 'AES_256' }, stranger);
  await watch(page);
  const window = page.getByRole('combobox', { name: 'Window' });
  await page.getByRole('link', { name: 'Replay' }).click();
  await expect(page).toHaveURL(/since=.*until=/);
  await expect(window).toHaveValue('hour');
  const day = window.getByRole('option', { name: /refused or failed$/ });
  await expect(day).toHaveCount(1);
  await window.selectOption((await day.textContent()) ?? '');
  await expect(page).toHaveURL(/since=[\d-]+T00%3A00%3A00Z/);
  await page.getByRole('combobox', { name: 'Speed' }).selectOption('As fast as it can');
  await expect(page.getByText('The end of the window.')).toBeVisible();
  await expect(lines(page).filter({ hasText: 'role/window-stranger' })).not.toHaveCount(0);

  await window.selectOption('Other times');
  await page.getByLabel('From (UTC)').fill('2026-01-02T00:00');
  await page.getByLabel('Until (UTC, not included)').fill('2026-01-01T00:00');
  await expect(page.getByText('Choose a time after “From”.')).toBeVisible();
  await page.getByLabel('Until (UTC, not included)').fill('2026-01-03T00:00');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/since=2026-01-02T00%3A00%3A00Z&until=2026-01-03T00%3A00%3A00Z/);
  await expect(page.getByText('The end of the window.')).toBeVisible();
  await page.getByRole('link', { name: 'Live', exact: true }).click();
  await expect(feed(page)).toHaveText('Live');
});

test('by keyboard alone: pause, a guest’s events, a line of the logbook', async ({ page, desk }) => {
  const { keyId, friend } = await cast(desk, 'keys');
  await watch(page);
  await dataKey(desk, keyId, {}, friend);
  await expect(guests(page)).toHaveCount(1);
  await enter(page, 'button', 'Pause');
  await expect(feed(page)).toHaveText('Paused');
  await tabTo(page, 'link', `${friend.arn}, GenerateDataKey`);
  await expect(page.getByRole('tooltip')).toHaveText(`${friend.arn}, GenerateDataKey`);
  await tabTo(page, 'link', /^\d\d:\d\d:\d\d/, { within: lines(page) });
  await page.keyboard.press('Enter');
  await expect(page.getByRole('complementary', { name: /^Event \d+$/ })).toBeVisible();
});

test('who may not read the log is told so, and nothing is asked in vain', async ({ page }) => {
  const desk = await startTestDesk({ env: firstPolicyEnv('key-user') });
  try {
    await openWelcome(page, desk);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(`${desk.url}/desk/live`);
    await expect(page.getByRole('heading', { name: 'You may not read the log' })).toBeVisible();
    expect(asked.filter((url) => /(Tail|Search|Summarize)AuditEvents/.test(url))).toEqual([]);
    await expectNoViolations(page);
  } finally {
    await page.goto('about:blank');
    await desk.stop();
    removeDirectory(desk.dataDirectory);
  }
});
