/** Who still asks for a disabled key is looked up again and again, but not for ever: that would keep the session from ending. */
import { expect, test } from './fixtures.ts';
import { body, createKey } from './support/seed.ts';

const MINUTE = 60_000;

test('the watch ends after ten minutes, until one watches on', async ({ page, desk }) => {
  const keyId = await createKey(desk, { alias: 'asked-for' });
  body(await desk.call('DisableKey', { KeyId: keyId }));
  await page.clock.install();
  await page.goto(`/keys/${keyId}/delete`);
  const main = page.getByRole('main');
  await expect(main).toContainText('events of the log are searched anew every few seconds.');
  await page.clock.fastForward(10 * MINUTE);
  await page.clock.fastForward(MINUTE / 2);
  await expect(main).toContainText('Not watched any more');

  let searches = 0;
  page.on('request', (request) => {
    if (request.url().endsWith('/api/SearchAuditEvents')) searches++;
  });
  await page.clock.fastForward(MINUTE);
  await page.clock.fastForward(MINUTE);
  expect(searches).toBe(0);
  await page.getByRole('button', { name: 'Watch on' }).click();
  await expect(main).toContainText('events of the log are searched anew every few seconds.');
  await page.clock.fastForward(MINUTE);
  await expect.poll(() => searches).toBeGreaterThan(1);
});
