/** Nothing scrolls sideways, and nothing is cut off. */
import { expect, type Page } from '@playwright/test';
import { settled } from './pages.ts';

export const WIDTHS = [390, 320] as const;

/** Px by which the page is wider than the window, and what reaches out, at each width. */
export async function expectNoSidewaysScroll(page: Page, widths: readonly number[] = WIDTHS): Promise<void> {
  for (const width of widths) {
    /* oxlint-disable no-await-in-loop -- one page, one width after the other */
    await page.setViewportSize({ width, height: 844 });
    await settled(page);
    const wide = (): Promise<string[]> =>
      page.evaluate(() => {
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
    // A layout that hangs on the width comes a frame after it.
    await expect.poll(wide, { message: `${page.url()} at ${width} px`, timeout: 3_000 }).toEqual([]);
    await expect
      .poll(() => cutOff(page), { message: `cut off on ${page.url()} at ${width} px`, timeout: 3_000 })
      .toEqual([]);
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
