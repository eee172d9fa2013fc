/** The tour of the console: offered once, taken by keyboard, left and gone on with, and cut to what a person may see. */
import type { Page } from '@playwright/test';
import { removeDirectory, startTestDesk } from '../src/hosts/node/testing/desk.ts';
import { expect, SIGNED_OUT, test, toast } from './fixtures.ts';
import { expectNoViolations } from './support/accessibility.ts';
import { enter, tabTo } from './support/keyboard.ts';
import { expectNoSidewaysScroll } from './support/layout.ts';
import { settled } from './support/pages.ts';
import { firstPolicyEnv, openWelcome } from './support/people.ts';

const card = (page: Page) => page.getByRole('complementary', { name: /^Tour, / });
const stopIs = async (page: Page, at: number, title: string): Promise<void> => {
  await expect(card(page).getByText(new RegExp(`^Stop ${at} of \\d+$`))).toBeVisible();
  await expect(card(page).getByRole('heading', { name: title })).toBeVisible();
};
const next = (page: Page) => card(page).getByRole('button', { name: 'Next' });
const outlined = (page: Page) => page.locator('[data-tour-look]');

async function begin(page: Page): Promise<void> {
  await page.goto('/');
  await enter(page, 'button', 'Take the tour');
  await expect(card(page).getByRole('heading', { name: 'The envelope desk' })).toBeFocused();
}

test('by keyboard from the offer on Home to the end', async ({ page, filled }) => {
  await begin(page);
  await expect(page).toHaveURL('/desk');
  await tabTo(page, 'button', 'Next', { within: card(page) });
  const way = [
    ['Keys', '/keys'],
    ['A key’s policy', /\/keys\/[^/]+\/policy$/],
    ['Rotation', '/rotation'],
    ['Audit', '/audit'],
    ['People & services', '/people'],
    ['Vault', '/vault'],
    ['Posture', '/posture'],
    ['Home', '/'],
  ] as const;
  expect(filled.keyId).not.toBe('');
  for (const [i, [title, url]] of way.entries()) {
    /* oxlint-disable no-await-in-loop -- one stop after the other */
    await page.keyboard.press('Enter');
    await stopIs(page, i + 2, title);
    await expect(page).toHaveURL(url);
    await expect(card(page).getByRole('status')).toContainText(`Stop ${i + 2} of 9: ${title}.`);
    await expect(outlined(page)).toHaveCount(1);
    // Pressed again, Next stays under the finger.
    await expect(card(page).getByRole('button', { name: /^(Next|Done)$/ })).toBeFocused();
    /* oxlint-enable no-await-in-loop */
  }
  await page.keyboard.press('Enter');
  await expect(card(page)).toHaveCount(0);
  await expect(page.getByRole('heading', { level: 1, name: 'Home' })).toBeFocused();
  await expect(outlined(page)).toHaveCount(0);
  // Offered once.
  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: 'Home' })).toBeVisible();
  await expect(page.getByText('New here?')).toHaveCount(0);
});

test('left by Escape it keeps its place, and the palette goes on with it', async ({ page, filled }) => {
  expect(filled.keyId).not.toBe('');
  await begin(page);
  await next(page).click();
  await next(page).click();
  await next(page).click();
  await stopIs(page, 4, 'Rotation');
  await card(page).getByRole('button', { name: 'Back', exact: true }).click();
  await stopIs(page, 3, 'A key’s policy');
  await expect(page).toHaveURL(/\/policy$/);
  await next(page).click();
  await stopIs(page, 4, 'Rotation');

  // The page works on; a reload stays where it is; the stop is one press away.
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Vault' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Vault' })).toBeFocused();
  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: 'Vault' })).toBeVisible();
  await stopIs(page, 4, 'Rotation');
  await expect(outlined(page)).toHaveCount(0);
  await card(page).getByRole('link', { name: 'Back to this stop' }).click();
  await expect(page).toHaveURL('/rotation');
  await expect(outlined(page)).toHaveCount(1);

  await next(page).focus();
  await page.keyboard.press('Escape');
  await expect(card(page)).toHaveCount(0);
  await expect(toast(page, 'The tour waits at “Rotation”')).toBeVisible();
  await expect(page.getByRole('heading', { level: 1, name: 'Rotation' })).toBeFocused();

  await page.goto('/keys');
  await expect(page.getByRole('heading', { level: 1, name: 'Keys' })).toBeVisible();
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByRole('combobox', { name: /^Search keys, services/ }).fill('go on with');
  await page.keyboard.press('Enter');
  await stopIs(page, 4, 'Rotation');
  await expect(page).toHaveURL('/rotation');
  await expect(card(page).getByRole('heading', { name: 'Rotation' })).toBeFocused();

  await card(page).getByRole('button', { name: 'Skip' }).click();
  await page.getByRole('button', { name: 'Signed in as user/anna' }).click();
  await page.getByRole('menuitem', { name: 'Go on with the tour' }).click();
  await stopIs(page, 4, 'Rotation');
});

test('Escape is the page’s own where the page has something to close', async ({ page, filled }) => {
  expect(filled.keyId).not.toBe('');
  await begin(page);
  await page.goto('/audit');
  await page.getByRole('table', { name: 'Events, newest first' }).getByRole('link').first().click();
  const panel = page.getByRole('complementary', { name: /^Event \d+$/ });
  await expect(panel).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(panel).toHaveCount(0);
  await expect(card(page)).toBeVisible();
});

test('not now is an answer; the menu has it later', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('button', { name: 'Not now' }).click();
  await expect(page.getByText('New here?')).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: 'Home' })).toBeVisible();
  await expect(page.getByText('New here?')).toHaveCount(0);
  await page.getByRole('button', { name: 'Signed in as user/anna' }).click();
  await page.getByRole('menuitem', { name: 'Take the tour' }).click();
  await stopIs(page, 1, 'The envelope desk');
});

test('nothing is wrong with it, and it covers nothing that it explains', async ({ page, filled }) => {
  test.setTimeout(180_000);
  expect(filled.keyId).not.toBe('');
  await page.goto('/');
  await expect(page.getByText('New here?')).toBeVisible();
  await settled(page);
  await expectNoViolations(page);
  await page.getByRole('button', { name: 'Take the tour' }).click();
  await stopIs(page, 1, 'The envelope desk');
  // Under the links of a wide page: nothing of the desk is behind it.
  await settled(page);
  const [main, beside] = [await page.getByRole('main').boundingBox(), await card(page).boundingBox()];
  if (main === null || beside === null) throw new Error('not drawn');
  expect(beside.x + beside.width).toBeLessThanOrEqual(main.x);
  const links = await page.getByRole('navigation', { name: 'Pages' }).getByRole('link').all();
  for (const link of links) {
    // oxlint-disable-next-line no-await-in-loop -- one link after the other
    const each = await link.boundingBox();
    if (each === null) throw new Error('not drawn');
    expect(each.y + each.height <= beside.y || each.y >= beside.y + beside.height).toBe(true);
  }
  for (let stop = 2; stop <= 9; stop++) {
    /* oxlint-disable no-await-in-loop -- one stop after the other */
    await next(page).click();
    await expect(card(page).getByText(`Stop ${stop} of 9`, { exact: true })).toBeVisible();
    await expect(outlined(page)).toBeVisible();
    await settled(page);
    for (const size of [
      { width: 1440, height: 900 },
      { width: 390, height: 844 },
    ]) {
      await page.setViewportSize(size);
      await expect(outlined(page)).toBeVisible();
      // What comes to the page above it moves it, and it is brought into sight again.
      await expect(async () => {
        const [what, by] = [await outlined(page).boundingBox(), await card(page).boundingBox()];
        if (what === null || by === null) throw new Error('not drawn');
        const apart =
          what.y + what.height <= by.y ||
          by.y + by.height <= what.y ||
          what.x + what.width <= by.x ||
          by.x + by.width <= what.x;
        expect(apart, `stop ${stop} at ${size.width} px`).toBe(true);
      }).toPass({ timeout: 5_000 });
    }
    if (stop === 2 || stop === 9) {
      await expectNoViolations(page);
      await page.setViewportSize({ width: 1440, height: 900 });
      await expectNoViolations(page, ['[data-tour]']);
    }
    if (stop === 4) await expectNoSidewaysScroll(page);
    await page.setViewportSize({ width: 1440, height: 900 });
    /* oxlint-enable no-await-in-loop */
  }
});

test.describe('a person who may see little', () => {
  test.use({ storageState: SIGNED_OUT });

  test('is led where they may go', async ({ page }) => {
    const desk = await startTestDesk({ env: firstPolicyEnv('auditor') });
    try {
      await openWelcome(page, desk);
      await page.getByRole('button', { name: 'Take the tour' }).click();
      const titles: string[] = [];
      for (;;) {
        /* oxlint-disable no-await-in-loop -- one stop after the other */
        const heading = card(page).getByRole('heading');
        titles.push((await heading.innerText()).replace(/^Tour,\s*/, ''));
        await expect(page.getByRole('alert')).toHaveCount(0);
        const on = card(page).getByRole('button', { name: /^(Next|Done)$/ });
        if ((await on.innerText()) === 'Done') break;
        await on.click();
        await expect(heading).not.toContainText(titles.at(-1) ?? '');
        /* oxlint-enable no-await-in-loop */
      }
      expect(titles).toContain('Audit');
      expect(titles).not.toContain('Create a key');
      expect(titles.at(-1)).toBe('Home');
      await page.goto('about:blank');
    } finally {
      await desk.stop();
      removeDirectory(desk.dataDirectory);
    }
  });
});
