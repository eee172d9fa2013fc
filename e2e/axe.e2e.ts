/** Accessibility, as far as a machine can see it: every page, with rows and empty, in both colour schemes. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, SIGNED_OUT, test } from './fixtures.ts';
import { openNewestEvent, pagesOf, see, settled } from './support/pages.ts';
import { openWelcome } from './support/people.ts';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Without frames there is nothing to gather in a page of axe's own: the older way finds the same in half the time. */
const axe = (page: Page): AxeBuilder => new AxeBuilder({ page }).setLegacyMode(true);

/** What axe finds on the page as it stands. The scheme changes colours only, so dark is asked about contrast only. */
async function expectNoViolations(page: Page): Promise<void> {
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  const light = await axe(page).withTags(TAGS).analyze();
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  const dark = await axe(page).withRules(['color-contrast', 'link-in-text-block']).analyze();
  const lines = [linesOf('light', light), linesOf('dark', dark)].flat();
  expect(lines, lines.join('\n')).toEqual([]);
}

type Results = Awaited<ReturnType<AxeBuilder['analyze']>>;

/** A line for each rule that is broken, and under it the elements. */
const linesOf = (scheme: string, { violations }: Results): readonly string[] =>
  violations.map(({ id, help, nodes }) => {
    const where = nodes.map(
      ({ target, failureSummary = '' }) =>
        `    ${target.join(' ')}\n      ${failureSummary.replaceAll('\n', ' ')}`,
    );
    return `${scheme}: ${id}: ${help}\n${where.join('\n')}`;
  });

test.describe('a desk in use', () => {
  const names = pagesOf({ keyId: '', disabledKeyId: '', serviceId: '' }).map(({ name }) => name);
  for (const [at, name] of names.entries()) {
    test(name, async ({ page, filled }) => {
      const here = pagesOf(filled)[at];
      if (here === undefined) throw new Error(`no page ${name}`);
      await see(page, here);
      await expectNoViolations(page);
    });
  }

  test('an open event', async ({ page }) => {
    await page.goto('/audit');
    await openNewestEvent(page);
    await settled(page);
    await expectNoViolations(page);
  });

  test('a form with errors', async ({ page }) => {
    await page.goto('/keys/new');
    await page.getByRole('button', { name: 'Create key' }).click();
    await expect(page.getByRole('alert')).toBeFocused();
    await expectNoViolations(page);
  });

  test('a guarded action and a menu, open', async ({ page, filled }) => {
    await page.goto(`/keys/${filled.keyId}`);
    await page.getByRole('button', { name: 'Disable billing-prod…' }).click();
    await settled(page);
    await expectNoViolations(page);
    await page.getByRole('button', { name: 'Signed in as user/anna' }).click();
    await expect(page.getByRole('menuitem', { name: 'Sign out' })).toBeVisible();
    await expectNoViolations(page);
  });

  test('a policy with an error', async ({ page, filled }) => {
    await page.goto(`/keys/${filled.keyId}/policy`);
    const editor = page.getByRole('textbox', { name: /^Key policy, JSON/ });
    await editor.click();
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.insertText('{ "Version": "2012-10-17", }');
    await expect(page.getByRole('button', { name: 'Line 1' })).toBeVisible();
    await expectNoViolations(page);
  });
});

test.describe('an empty desk', () => {
  test.use({ storageState: SIGNED_OUT });

  test('welcome, then nothing yet', async ({ page, freshDesk }) => {
    await page.goto(freshDesk.welcomeUrl ?? '');
    await expect(page.getByRole('heading', { level: 1, name: 'Welcome' })).toBeVisible();
    await expectNoViolations(page);
    await page.goto('about:blank');
    await openWelcome(page, freshDesk);
    for (const [path, words] of [
      ['/keys', 'There is no key yet'],
      ['/services', 'No service yet'],
    ] as const) {
      // oxlint-disable-next-line no-await-in-loop -- one page, one after the other
      await page.goto(freshDesk.url + path);
      // oxlint-disable-next-line no-await-in-loop -- as above
      await expect(page.getByRole('main')).toContainText(words);
      // oxlint-disable-next-line no-await-in-loop -- as above
      await expectNoViolations(page);
    }
  });

  test('sign-in, with an error', async ({ page }) => {
    await page.goto('/sign-in');
    await expectNoViolations(page);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByRole('alert')).toBeFocused();
    await expectNoViolations(page);
  });
});
