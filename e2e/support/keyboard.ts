/** A person without a pointer: Tab by Tab to what is wanted, with focus seen at every stop. */
import { expect, type Locator, type Page } from '@playwright/test';

type Role =
  'link' | 'button' | 'textbox' | 'searchbox' | 'checkbox' | 'radio' | 'combobox' | 'option' | 'slider';

/** Fails unless what has focus shows it: an outline or a ring, on itself or on the box around it. */
export async function expectFocusSeen(page: Page): Promise<void> {
  const look = () =>
    page.evaluate(() => {
      let at: Element | null = document.activeElement;
      if (at === null || at === document.body) return 'nothing has focus';
      const name = `${at.tagName} ${at.textContent?.slice(0, 40) ?? ''}`;
      for (let up = 0; up < 8 && at !== null; up++, at = at.parentElement) {
        const style = getComputedStyle(at);
        const ring = style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) >= 1;
        const inner =
          style.boxShadow.includes('inset') ||
          getComputedStyle(at, '::after').boxShadow.includes('inset') ||
          (up === 0 && style.boxShadow !== 'none');
        if (ring || inner) return 'seen';
      }
      return `${name} shows no focus`;
    });
  await expect.poll(look).toBe('seen');
}

interface Way {
  /** Where to look for it; else the whole page. */
  readonly within?: Locator;
  /** Stops after which it counts as not to be reached. */
  readonly most?: number;
  /** `Shift+Tab` walks back. */
  readonly by?: 'Tab' | 'Shift+Tab';
}

/** Tabs until the control of this role and name has focus; each stop on the way must show itself. */
export async function tabTo(
  page: Page,
  role: Role,
  name: string | RegExp,
  { within, most = 60, by = 'Tab' }: Way = {},
): Promise<void> {
  const target = (within ?? page).getByRole(role, { name, exact: typeof name === 'string' }).first();
  await expect(target).toBeVisible();
  for (let stop = 0; stop < most; stop++) {
    /* oxlint-disable no-await-in-loop -- a person presses Tab once, and looks */
    await page.keyboard.press(by);
    await expectFocusSeen(page);
    if (await target.evaluate((element) => element === document.activeElement)) return;
    /* oxlint-enable no-await-in-loop */
  }
  throw new Error(`${String(name)} was not reached within ${most} stops`);
}

/** Tabs to a button or link and presses Enter there. */
export async function enter(page: Page, role: 'link' | 'button', name: string | RegExp, way?: Way) {
  await tabTo(page, role, name, way);
  await page.keyboard.press('Enter');
}

/** Tabs to a link and follows it, to a page known by its heading, which has focus then. */
export async function follow(page: Page, name: string | RegExp, heading: string, way?: Way): Promise<void> {
  await enter(page, 'link', name, way);
  await expectArrived(page, heading);
}

/** Who presses Tab before the page has come would start from the one before. */
const expectArrived = (page: Page, heading: string): Promise<void> =>
  expect(page.getByRole('heading', { level: 1, name: heading, exact: true })).toBeFocused();

/** Tabs to a field and types over what is in it. */
export async function typeInto(
  page: Page,
  role: 'textbox' | 'searchbox' | 'combobox',
  name: string | RegExp,
  text: string,
  way?: Way,
): Promise<void> {
  await tabTo(page, role, name, way);
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type(text);
}

/** By the shell's shortcut to a page, known by its heading, which has focus then. */
export async function goTo(page: Page, key: string, heading: string): Promise<void> {
  await page.keyboard.press('g');
  await page.keyboard.press(key);
  await expectArrived(page, heading);
}
