/** On a phone, and at 320 px (WCAG 1.4.10): the page never scrolls sideways. */
import type { Page } from '@playwright/test';
import { expect, SIGNED_OUT, test } from './fixtures.ts';
import { openNewestEvent, pagesOf, see, settled } from './support/pages.ts';
import { openWelcome } from './support/people.ts';

const WIDTHS = [390, 320] as const;

/** Px by which the page is wider than the window, and what reaches out, at each width. */
async function expectNoSidewaysScroll(page: Page): Promise<void> {
  for (const width of WIDTHS) {
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
    /* oxlint-enable no-await-in-loop */
  }
}

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
