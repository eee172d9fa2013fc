/** What stands around every page: who is signed in, and how the desk is. */
import { removeDirectory, startTestDesk } from '../src/hosts/node/testing/desk.ts';
import { expect, SIGNED_OUT, test } from './fixtures.ts';
import { openWelcome } from './support/people.ts';
import { createKey } from './support/seed.ts';

test('a page asks once who is signed in and how the desk is, and no page after it asks again', async ({
  page,
}) => {
  // A log whose newest events are not signed yet is looked at more often; whether they are is not this test's matter.
  await page.route('**/api/DescribeDesk', async (route) => {
    const response = await route.fetch();
    const { Log, ...facts } = (await response.json()) as { Log: Record<string, unknown> }; // our own API's
    const { UncoveredSince: _, ...signed } = Log;
    return route.fulfill({ response, json: { ...facts, Log: { ...signed, CheckpointSize: 1 } } });
  });
  const asked: string[] = [];
  page.on('request', (request) => {
    const [, operation] = /\/api\/(GetSession|DescribeDesk)$/.exec(request.url()) ?? [];
    if (operation !== undefined) asked.push(operation);
  });
  await page.clock.install();
  await page.goto('/keys');
  await expect(page.getByRole('heading', { level: 1, name: 'Keys' })).toBeVisible();
  expect(asked.toSorted()).toEqual(['DescribeDesk', 'GetSession']);
  // Longer than an answer is fresh, shorter than the look at the desk that comes each minute.
  await page.clock.fastForward(20_000);
  await page.getByRole('link', { name: 'Create key', exact: true }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: 'Create key' })).toBeVisible();
  await page
    .getByRole('navigation', { name: 'Pages' })
    .getByRole('link', { name: 'People & services' })
    .click();
  await expect(page.getByRole('heading', { level: 1, name: 'People' })).toBeVisible();
  expect(asked.toSorted()).toEqual(['DescribeDesk', 'GetSession']);
});

test('a log that is not signed yet is looked at again, until it is', async ({ page }) => {
  let looks = 0;
  await page.route('**/api/DescribeDesk', async (route) => {
    looks++;
    const answer = await route.fetch();
    if (looks > 2) return route.fulfill({ response: answer });
    const { Log, ...desk } = (await answer.json()) as { Log: Record<string, unknown> }; // our own API's
    return route.fulfill({ response: answer, json: { ...desk, Log: { ...Log, CheckpointSize: 0 } } });
  });
  await page.goto('/keys');
  const pages = page.getByRole('navigation', { name: 'Pages' });
  await expect(pages).toContainText('Log not signed yet');
  await expect(pages).toContainText(/Log verified[\d,]+ events/);
});

test('a desk that does not answer is said to be so, and its page comes back by itself with it', async ({
  browser,
}) => {
  // A context of its own: that the browser finds nobody at the address is meant here.
  const context = await browser.newContext({ storageState: SIGNED_OUT });
  const page = await context.newPage();
  let desk = await startTestDesk();
  const env = { KEYDESK_PORT: String(desk.port) };
  const again = () => startTestDesk({ dataDirectory: desk.dataDirectory, env });
  const lamp = page.getByRole('banner').getByText(/^(HSM \d|Desk not reachable)/);
  const error = page.getByRole('main').getByRole('alert');
  try {
    await createKey(desk, { alias: 'here-again' });
    await openWelcome(page, desk);
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Keys' }).click();
    await expect(page.getByRole('link', { name: 'here-again' })).toBeVisible();
    await expect(lamp).toHaveText(/^HSM/);

    // A call fails.
    await desk.stop();
    await page.getByRole('searchbox').fill('here');
    await expect(lamp).toHaveText('Desk not reachable');
    await expect(page.getByRole('navigation', { name: 'Pages' })).not.toContainText(/Log (signed|verified)/);
    await expect(error).toContainText('Keydesk cannot be reached.');
    desk = await again();
    await expect(page.getByRole('link', { name: 'here-again' })).toBeVisible();
    await expect(error).toBeHidden();
    await expect(lamp).toHaveText(/^HSM/);

    // A page's own code cannot be fetched.
    await desk.stop();
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Audit' }).click();
    await expect(error).toContainText('Keydesk cannot be reached.');
    await expect(lamp).toHaveText('Desk not reachable');
    desk = await again();
    await expect(page.getByRole('heading', { level: 1, name: 'Audit' })).toBeVisible();
    await expect(lamp).toHaveText(/^HSM/);
  } finally {
    // What a page asks of a desk that has stopped is an error in its console.
    await page.goto('about:blank');
    await desk.stop();
    removeDirectory(desk.dataDirectory);
    await context.close();
  }
});
