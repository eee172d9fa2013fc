/** On a phone, and at 320 px (WCAG 1.4.10), and with names as long as they may be: nothing scrolls sideways, nothing is cut off. */
import { keyPolicyFor } from '../src/domain/policy/default-policy.ts';
import { expect, SIGNED_OUT, test } from './fixtures.ts';
import { expectNoSidewaysScroll, WIDTHS } from './support/layout.ts';
import { openNewestEvent, settled } from './support/pages.ts';
import { openWelcome } from './support/people.ts';
import { createKey, createService, dataKey } from './support/seed.ts';

test.describe('a desk in use', () => {
  test('the audit list scrolls with the page, and comes back where it was', async ({ page, filled }) => {
    expect(filled.keyId).not.toBe('');
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto('/audit?kind=all');
    const rows = page.getByRole('table', { name: 'Events, newest first' }).getByRole('row');
    await expect(rows.first()).toBeVisible();
    const scrollers = await page.evaluate(() =>
      [...document.querySelectorAll('main, main *')]
        .filter((each) => each.scrollHeight > each.clientHeight + 1)
        .filter((each) => /auto|scroll/.test(getComputedStyle(each).overflowY))
        .map((each) => each.className),
    );
    expect(scrollers).toEqual([]);
    await settled(page);
    await page.evaluate(() => window.scrollTo(0, 2_600));
    const row = rows.filter({ has: page.getByRole('link') }).nth(16);
    const link = row.getByRole('link');
    await expect(link).toBeInViewport();
    const place = await page.evaluate(() => window.scrollY);
    expect(place).toBe(2_600);
    const time = (await link.textContent()) ?? '';
    // Its address, since two events may be of one millisecond.
    const href = (await link.getAttribute('href')) ?? '';
    const same = page.locator(`a[href="${href}"]`);
    await link.click();
    const panel = page.getByRole('complementary', { name: /^Event \d+$/ });
    await expect(panel).toBeInViewport();
    await expect(panel).toContainText(time);
    await expect(panel).toBeFocused();
    expect(await page.evaluate(() => window.scrollY)).toBe(0);
    await panel.getByRole('button', { name: 'Close this event' }).click();
    await expect(panel).toBeHidden();
    await expect(same).toBeFocused();
    await expect(same).toBeInViewport();
    expect(await page.evaluate(() => window.scrollY)).toBe(place);
  });

  test('the pages are behind a button, and a row is a block with its state', async ({ page, filled }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto('/keys?q=billing');
    expect(filled.keyId).not.toBe('');
    await expect(page.getByRole('link', { name: 'billing-prod' })).toBeVisible();
    // No header names the values there: they say by themselves what they are.
    const row = page.getByRole('row').filter({ has: page.getByRole('link', { name: 'billing-prod' }) });
    await expect(row.getByText(/^used /)).toBeVisible();
    await expect(row.getByText('rotation:')).toBeVisible();
    await expect(row.getByRole('link', { name: /^\d+ refused$/ })).toBeVisible();
    await row.getByRole('button', { name: 'Actions for billing-prod' }).click();
    await page.getByRole('menuitem', { name: 'Policy' }).press('Escape');
    await expect(page.getByRole('navigation', { name: 'Pages' })).toBeHidden();
    await page.getByRole('button', { name: 'Pages' }).click();
    const sheet = page.getByRole('dialog', { name: 'Pages' });
    await sheet.getByRole('link', { name: 'People & services' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'People' })).toBeVisible();
    await expect(sheet).toBeHidden();
  });

  test('on a phone, place and time zone are in the menu of who is signed in', async ({ page }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto('/keys');
    const person = page.getByRole('button', { name: 'Signed in as user/anna' });
    await person.click();
    await expect(page.getByText(/region us-east-1, account 0000 0000 0000/)).toBeVisible();
    await expect(page.getByRole('menuitem', { name: /^Show times in another zone/ })).toContainText(
      'Now in UTC',
    );
    await page.getByRole('menuitem', { name: /^Show times in .*, this browser/ }).click();
    await person.click();
    await expect(page.getByRole('menuitem', { name: 'Show times in UTC' })).toBeVisible();
  });
});

test.describe('names as long as they may be', () => {
  /** 1,440 px at 200 %, and what stands on a desk. */
  const SIZES = [1440, 1280, 720, ...WIDTHS] as const;

  test('nothing reaches out of its place', async ({ page, desk }) => {
    test.slow();
    const service = await createService(desk, 'x'.repeat(64));
    const policy = keyPolicyFor({
      accountId: '000000000000',
      administrators: ['arn:aws:iam::000000000000:user/anna'],
      users: [service.arn],
      delegateToAccount: true,
    });
    // With its prefix an alias has at most 256 characters.
    const keyId = await createKey(desk, {
      alias: 'long_alias-'.repeat(30).slice(0, 250),
      description: `${'W'.repeat(300)} مفتاح الفوترة`,
      tags: { ['n'.repeat(128)]: 'v'.repeat(256) },
      policy,
    });
    await dataKey(desk, keyId, { ['c'.repeat(100)]: 'd'.repeat(300) }, service);
    const principal = encodeURIComponent(service.arn);
    for (const path of [
      '/',
      '/posture',
      '/keys?q=long_alias',
      `/keys/${keyId}`,
      `/keys/${keyId}/policy`,
      `/keys/${keyId}/rotation`,
      `/keys/${keyId}/activity`,
      `/keys/${keyId}/use`,
      `/keys/${keyId}/settings`,
      `/keys/${keyId}/delete`,
      `/audit?key=${keyId}&principal=${principal}`,
      '/services',
      `/services/${service.principalId}`,
      '/keys/new',
    ]) {
      // oxlint-disable-next-line no-await-in-loop -- one page, one after the other
      await test.step(path, async () => {
        await page.goto(path);
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        await expectNoSidewaysScroll(page, SIZES);
        if (path.startsWith('/audit')) await openNewestEvent(page);
        if (path === `/keys/${keyId}`) await page.getByRole('button', { name: /^Disable .+…$/ }).click();
        await expectNoSidewaysScroll(page, SIZES);
      });
    }
  });
});

test.describe('doors', () => {
  test.use({ storageState: SIGNED_OUT });

  test('welcome and sign-in fit', async ({ page, freshDesk }) => {
    await page.goto(freshDesk.welcomeUrl ?? '');
    await expectNoSidewaysScroll(page);
    await page.goto('/sign-in');
    await expectNoSidewaysScroll(page);
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto('about:blank');
    await openWelcome(page, freshDesk);
    await expectNoSidewaysScroll(page);
  });
});
