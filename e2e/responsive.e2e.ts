/** On a phone, and at 320 px (WCAG 1.4.10), and with names as long as they may be: nothing scrolls sideways, nothing is cut off. */
import type { Page } from '@playwright/test';
import { keyPolicyFor } from '../src/domain/policy/default-policy.ts';
import { expect, SIGNED_OUT, test } from './fixtures.ts';
import { openNewestEvent, pagesOf, see, settled } from './support/pages.ts';
import { openWelcome } from './support/people.ts';
import { createKey, createService, dataKey } from './support/seed.ts';

const WIDTHS = [390, 320] as const;

/** Px by which the page is wider than the window, and what reaches out, at each width. */
async function expectNoSidewaysScroll(page: Page, widths: readonly number[] = WIDTHS): Promise<void> {
  for (const width of widths) {
    /* oxlint-disable no-await-in-loop -- one page, one width after the other */
    await page.setViewportSize({ width, height: 844 });
    await settled(page);
    const wide = await page.evaluate(() => {
      const room = document.documentElement.clientWidth;
      const page = document.documentElement.scrollWidth - room;
      if (page <= 0) return [];
      return [...document.body.querySelectorAll('*')]
        .filter((each) => each.getBoundingClientRect().right > room + 0.5)
        .map(
          (each) =>
            `${each.tagName} ${each.getAttribute('class') ?? ''} ${Math.round(each.getBoundingClientRect().right)}`,
        );
    });
    expect(wide, `${page.url()} at ${width} px`).toEqual([]);
    expect(await cutOff(page), `cut off on ${page.url()} at ${width} px`).toEqual([]);
    /* oxlint-enable no-await-in-loop */
  }
}

/** What reaches out of a box that neither scrolls nor ends it with an ellipsis: nobody can see it. */
const cutOff = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const isCut = (element: Element): boolean => {
      const { right, width } = element.getBoundingClientRect();
      let box = element.parentElement;
      for (; box !== null; box = box.parentElement) {
        const { overflowX, textOverflow } = getComputedStyle(box);
        if (overflowX === 'visible') continue;
        if (overflowX === 'auto' || overflowX === 'scroll' || textOverflow === 'ellipsis') return false;
        const room = box.getBoundingClientRect();
        // What is there for screen readers alone has a box of one pixel.
        return room.width > 1 && width > 0 && right > room.right + 0.5;
      }
      return false;
    };
    return [...document.querySelectorAll('main *')]
      .filter((each) => each.children.length === 0 && (each.textContent ?? '') !== '' && isCut(each))
      .map((each) => `${each.tagName} ${each.textContent?.slice(0, 60) ?? ''}`);
  });

test.describe('a desk in use', () => {
  test('no page scrolls sideways', async ({ page, filled }) => {
    test.slow();
    await page.setViewportSize({ width: WIDTHS[0], height: 844 });
    for (const here of pagesOf(filled)) {
      // oxlint-disable-next-line no-await-in-loop -- one page, one after the other
      await test.step(here.name, async () => {
        await see(page, here);
        await expectNoSidewaysScroll(page);
      });
    }
    await page.goto('/audit');
    await openNewestEvent(page);
    await expectNoSidewaysScroll(page);
  });

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
    await page.evaluate(() => window.scrollTo(0, 2_600));
    const row = rows.filter({ has: page.getByRole('link') }).nth(16);
    const link = row.getByRole('link');
    await expect(link).toBeInViewport();
    const place = await page.evaluate(() => window.scrollY);
    expect(place).toBe(2_600);
    const time = (await link.textContent()) ?? '';
    await link.click();
    const panel = page.getByRole('complementary', { name: /^Event \d+$/ });
    await expect(panel).toBeInViewport();
    await expect(panel).toContainText(time);
    await expect(panel).toBeFocused();
    expect(await page.evaluate(() => window.scrollY)).toBe(0);
    await panel.getByRole('button', { name: 'Close this event' }).click();
    await expect(panel).toBeHidden();
    await expect(page.getByRole('link', { name: time })).toBeFocused();
    await expect(page.getByRole('link', { name: time })).toBeInViewport();
    expect(await page.evaluate(() => window.scrollY)).toBe(place);
  });

  test('the pages are behind a button, and a row is a block with its state', async ({ page, filled }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto('/keys?q=billing');
    expect(filled.keyId).not.toBe('');
    await expect(page.getByRole('link', { name: 'billing-prod' })).toBeVisible();
    await expect(page.getByRole('navigation', { name: 'Pages' })).toBeHidden();
    await page.getByRole('button', { name: 'Pages' }).click();
    const sheet = page.getByRole('dialog', { name: 'Pages' });
    await sheet.getByRole('link', { name: 'Services' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Services' })).toBeVisible();
    await expect(sheet).toBeHidden();
  });

  test('on a phone, place and time zone are in the menu of who is signed in', async ({ page }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto('/keys');
    const person = page.getByRole('button', { name: 'Signed in as user/anna' });
    await person.click();
    await expect(page.getByText(/region us-east-1, account 0000 0000 0000/)).toBeVisible();
    const zone = page.getByRole('menuitem', { name: /^Show times in/ });
    await expect(zone).toContainText('Now in UTC');
    await zone.click();
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
