/** What stands around every page: who is signed in, and how the desk is. */
import { expect, test } from './fixtures.ts';

test('a page asks once who is signed in and how the desk is, and no page after it asks again', async ({
  page,
}) => {
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
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Services' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Services' })).toBeVisible();
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
  await expect(pages).toContainText(/Log signed\d+ events/);
});
