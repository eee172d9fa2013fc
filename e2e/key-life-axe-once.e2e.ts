import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from './fixtures.ts';
import { body, createKey } from './support/seed.ts';
import { settled } from './support/pages.ts';
test('once', async ({ page, desk, administrator, expectHttpError }) => {
  expect(administrator.cookies).not.toEqual([]);
  const keyId = await createKey(desk, { alias: 'axe-pending' });
  const open = await createKey(desk, { alias: 'x'.repeat(250), tags: { ['n'.repeat(128)]: 'v'.repeat(256), a: 'b' }, description: 'שלום '.repeat(40) });
  body(await desk.call('ScheduleKeyDeletion', { KeyId: keyId, PendingWindowInDays: 7 }));
  const lines: string[] = [];
  const look = async (where: string) => {
    await settled(page);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze();
      lines.push(...violations.map((v) => `${where} ${colorScheme} ${v.id} ${v.nodes.map((n) => n.target.join(' ') + ' ' + n.failureSummary).join('; ')}`));
    }
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 900 });
      const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      if (over > 0) lines.push(`${where} ${width} scrolls ${over}`);
      await page.screenshot({ path: `screenshots/once-${where}-${width}.png`, fullPage: true });
    }
    await page.setViewportSize({ width: 1440, height: 900 });
  };
  for (const part of ['', '/policy', '/rotation', '/settings', '/activity', '/use', '/delete']) { await page.goto(`/keys/${keyId}${part}`); await expect(page.getByRole('main')).toContainText('Destroyed in'); await look(`pending${part.replace('/', '-')}`); }
  await page.goto(`/keys/${open}/rotation`);
  await page.getByRole('radio', { name: 'Every … days' }).check();
  await page.getByRole('textbox', { name: 'Days' }).fill('3');
  await page.getByRole('button', { name: 'Enable rotation' }).click();
  await page.getByRole('button', { name: 'Rotate now…' }).click();
  await look('rotate');
  await page.goto(`/keys/${open}/settings`);
  await page.getByRole('button', { name: /^Move alias/ }).click();
  await look('move');
  await page.getByRole('button', { name: /^Delete alias/ }).click();
  await page.getByLabel('Tag name').fill('<');
  await page.keyboard.press('Enter');
  await look('delete-alias');
  await page.goto(`/keys/${open}/delete`);
  await page.getByRole('button', { name: /^Disable / }).click();
  await page.getByRole('button', { name: /^Disable / }).last().click();
  await expect(page.getByRole('main')).toContainText('Nobody has asked for it since');
  await page.getByRole('button', { name: /^Delete / }).click();
  await look('delete');
  await page.goto(`/keys/${open}`);
  await look('long');
  expectHttpError('/api/DescribeKeyOverview', 400);
  await page.route('**/api/DescribeKeyOverview', (route) => route.fulfill({ status: 400, json: { __type: 'NotFoundException', message: 'gone' } }));
  await page.route('**/api/DescribeDestroyedKey', (route) => route.fulfill({ json: { KeyId: keyId, Arn: `arn:aws:kms:us-east-1:000000000000:key/${keyId}`, Description: 'old', KeySpec: 'SYMMETRIC_DEFAULT', Tags: [{ TagKey: 'env', TagValue: 'prod' }], CreationDate: 1_790_000_000, ScheduledDate: 1_790_000_100, DestroyedDate: 1_790_700_000, Versions: 3 } }));
  await page.goto(`/keys/${keyId}`);
  await look('tombstone');
  expect(lines, lines.join('\n')).toEqual([]);
});
