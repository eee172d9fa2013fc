/** The lessons of the envelope desk, and the page that sums them up: done by doing, answered from this very desk, printed on one sheet. */
import type { Page } from '@playwright/test';
import { removeDirectory, startTestDesk } from '../src/hosts/node/testing/desk.ts';
import { expect, SIGNED_OUT, test } from './fixtures.ts';
import { transitionsEnded } from './support/accessibility.ts';
import { enter, expectFocusSeen, follow, tabTo } from './support/keyboard.ts';
import { settled } from './support/pages.ts';
import { ADMINISTRATOR, firstPolicyEnv, openWelcome } from './support/people.ts';
import { createKey } from './support/seed.ts';

const lesson = (page: Page) => page.getByRole('article');
const done = (page: Page, count: number) =>
  expect(page.getByRole('progressbar', { name: `${count} of 12 lessons done.` })).toBeVisible();

/** What the walk would have noted, written by another tab of this browser. */
async function reach(page: Page, ...marks: readonly string[]): Promise<void> {
  const other = await page.context().newPage();
  await other.goto('/settings');
  await other.evaluate(([name, text]) => localStorage.setItem(name, text), [
    `keydesk arn:aws:iam::000000000000:user/${ADMINISTRATOR.name} desk progress`,
    JSON.stringify(marks),
  ] as const);
  await other.close();
}

/** Calls of the person who is signed in, as the walk makes them. */
const envelope = (page: Page, keyId: string): Promise<void> =>
  page.evaluate(async (id) => {
    const ask = async (operation: string, input: object): Promise<{ CiphertextBlob: string }> => {
      const response = await fetch(`/api/${operation}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'X-Keydesk': '1' },
        body: JSON.stringify(input),
      });
      if (!response.ok) throw new Error(`${operation}: ${response.status}`);
      return (await response.json()) as { CiphertextBlob: string };
    };
    const { CiphertextBlob } = await ask('GenerateDataKey', { KeyId: id, KeySpec: 'AES_256' });
    await ask('Decrypt', { CiphertextBlob });
  }, keyId);

test('gone on with where the first is open, walked by keyboard, kept', async ({ page }) => {
  await page.goto('/desk/lessons');
  await done(page, 0);
  await expect(lesson(page).getByRole('heading', { name: 'Encrypting is the easy part' })).toBeVisible();
  await expect(lesson(page).getByRole('link', { name: 'Check in, step 3' })).toHaveAttribute(
    'href',
    '/desk?flow=check-in&step=3',
  );

  // A step is reached in another tab: it is done here, too.
  await reach(page, 'desk/check-in/encrypt');
  await done(page, 1);
  await expect(lesson(page).getByText('Done', { exact: true })).toBeVisible();
  await enter(page, 'link', /^Next: The master key stays/);
  await expect(page).toHaveURL('/desk/lessons?lesson=the-master-key-stays');
  await expect(lesson(page).getByRole('heading')).toBeFocused();

  const contents = page.getByRole('navigation', { name: 'Lessons' });
  await enter(page, 'link', 'One key for everything', { within: contents });
  await expect(page).toHaveURL('/desk/lessons?lesson=one-key-for-everything');
  await expect(contents.getByRole('link', { name: 'One key for everything' })).toHaveAttribute(
    'aria-current',
    'true',
  );
  await reach(page, 'desk/check-in/encrypt', 'desk/one-key/one-key-stolen');
  await expect(lesson(page)).toContainText('So far 1 of 2.');

  await page.goto('/desk/lessons');
  await expect(
    lesson(page).getByRole('heading', { name: 'The master key stays in the vault' }),
  ).toBeVisible();
  await expect(contents.getByRole('link', { name: /^Encrypting is the easy part ?, done$/ })).toBeVisible();

  await enter(page, 'button', 'Begin all of it anew…');
  await expect(page.getByRole('button', { name: 'Keep it' })).toBeFocused();
  await enter(page, 'button', 'Forget what I did', { most: 2 });
  await done(page, 0);
  await page.reload();
  await done(page, 0);
});

test('a Decrypt of one’s own is found in the log, and its number is the answer', async ({ page, desk }) => {
  const keyId = await createKey(desk, { alias: 'lesson/practice' });
  await page.goto('/desk/lessons?lesson=rotate-scope-audit');
  const ask = page.getByRole('textbox', { name: 'What is the number of a Decrypt of yours?' });
  await tabTo(page, 'textbox', 'What is the number of a Decrypt of yours?');
  await page.keyboard.type('the last one');
  await page.keyboard.press('Enter');
  await expect(ask).toHaveAccessibleDescription(/Type it as it stands there/);
  await expectFocusSeen(page);
  await ask.fill('1');
  await page.keyboard.press('Enter');
  // Other tests of this worker's desk may have been there before.
  await expect(ask).toHaveAccessibleDescription(/nothing of it on this desk yet|says something else/);
  await envelope(page, keyId);
  await page.keyboard.press('Enter');
  await expect(ask).toHaveAccessibleDescription(/says something else/);

  await lesson(page).getByRole('link', { name: 'Decrypts in the log' }).click();
  await page.getByRole('table', { name: 'Events, newest first' }).getByRole('link').first().click();
  const panel = page.getByRole('complementary', { name: /^Event \d+$/ });
  await expect(panel.getByRole('heading', { level: 2, name: 'Decrypt allowed' })).toBeVisible();
  const number = /\d+/.exec((await panel.getAttribute('aria-label')) ?? '')?.[0] ?? '';
  await page.goto('/desk/lessons?lesson=rotate-scope-audit');
  await ask.fill(number);
  await page.keyboard.press('Enter');
  await expect(lesson(page).getByText('Done', { exact: true })).toBeVisible();
  await done(page, 1);
  await page.reload();
  await done(page, 1);
});

test('what the pages show is the answer', async ({ page, filled }) => {
  expect(filled.keyId).not.toBe('');
  const answer = async (id: string, question: string, typed: string): Promise<void> => {
    await page.goto(`/desk/lessons?lesson=${id}`);
    await page.getByRole('textbox', { name: question }).fill(typed);
    await page.getByRole('button', { name: 'Check the answer' }).click();
    await expect(lesson(page).getByText('Done', { exact: true })).toBeVisible();
  };
  const place = async (id: string, name: string): Promise<void> => {
    await page.goto(`/desk/lessons?lesson=${id}`);
    await lesson(page).getByRole('link', { name }).click();
    await expect(lesson(page)).toHaveCount(0);
    await settled(page);
  };

  await place('no-rotation', 'Keys without a schedule');
  const words = await page.getByRole('main').getByText('without a schedule').first().innerText();
  await answer(
    'no-rotation',
    'How many keys of this desk have no schedule?',
    /[\d,]+/.exec(words)?.[0] ?? '',
  );

  await place('the-spectrum', 'Vault');
  const row = page.getByRole('row', { name: /log/ }).filter({ hasText: /[0-9a-f]{8}/ });
  const print = /\b[0-9a-f]{8,}/.exec((await row.first().innerText()).replace(/\s/g, ' '))?.[0] ?? '';
  await answer('the-spectrum', 'How does the fingerprint of the log key begin?', print.slice(0, 6));

  await place('keys-in-code', 'Posture, access keys');
  const check = page.locator('#old-access-key');
  const looked = /all (\d+) pass|\d+ of (\d+)/.exec(await check.innerText());
  const count = looked === null ? '1' : (looked[1] ?? looked[2] ?? '');
  await answer('keys-in-code', 'How many access keys are in use on this desk?', count);

  await answer('the-other-end-of-the-wire', 'From which address did you speak to this desk?', '127.0.0.1');

  await place('no-audit', 'What was denied');
  await page.getByRole('table', { name: 'Events, newest first' }).getByRole('link').first().click();
  const panel = page.getByRole('complementary', { name: /^Event \d+$/ });
  const number = /\d+/.exec((await panel.getAttribute('aria-label')) ?? '')?.[0] ?? '';
  await answer('no-audit', 'What is the number of a denied request?', number);
  await done(page, 5);
});

test('the summary is one sheet of A4, black on white, whatever was looked at before', async ({ page }) => {
  // The audit page has sheets of its own form.
  await page.goto('/audit');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.goto('/desk/lessons');
  await reach(page, 'desk/check-in/encrypt', 'quiz/who-holds-the-master-key');
  await follow(page, 'Summary to print', 'Envelope encryption on one page');
  await expect(page.getByText('1 of 34 steps walked')).toBeVisible();
  await expect(page.getByText('1 of 9 questions answered')).toBeVisible();
  await expect(page.getByText('1 of 12 lessons done')).toBeVisible();
  await page.evaluate(() => {
    Reflect.set(window, 'print', () => document.body.setAttribute('data-printed', ''));
  });
  await page.getByRole('button', { name: 'Print' }).click();
  await expect(page.locator('body')).toHaveAttribute('data-printed', '');

  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await transitionsEnded(page);
  const colours = await page.evaluate(() => {
    const texts = [...document.querySelectorAll('main *')].filter(
      (each) =>
        each.checkVisibility() &&
        [...each.childNodes].some(
          ({ nodeType, textContent }) => nodeType === 3 && textContent?.trim() !== '',
        ),
    );
    return [...new Set(texts.map((each) => getComputedStyle(each).color))];
  });
  expect(colours).toEqual(['rgb(0, 0, 0)']);
  const sheet = (await page.pdf({ preferCSSPageSize: true, printBackground: true })).toString('latin1');
  expect(sheet.match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
  const [width = 0, height = 0] = (/\/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]/.exec(sheet) ?? [])
    .slice(1)
    .map((side) => Math.round(Number(side)));
  expect([width, height]).toEqual([595, 842]);
});

test.describe('a desk without a key', () => {
  test.use({ storageState: SIGNED_OUT });

  test('says what to do first, and what was done at the walk stays done', async ({ page }) => {
    const desk = await startTestDesk();
    try {
      await openWelcome(page, desk);
      await page.goto(`${desk.url}/desk/lessons?lesson=no-rotation`);
      await expect(lesson(page)).toContainText('This desk has no key of its own yet');
      await expect(lesson(page).getByRole('link', { name: 'Create a key' })).toHaveAttribute(
        'href',
        '/keys/new',
      );
      await expect(page.getByRole('textbox')).toHaveCount(0);
      await page.evaluate(([name, text]) => localStorage.setItem(name, text), [
        `keydesk arn:aws:iam::000000000000:user/${ADMINISTRATOR.name} desk progress`,
        '["desk/rotate/new-version","desk/rotate/still-opens"]',
      ] as const);
      await page.reload();
      await expect(lesson(page).getByText('Done', { exact: true })).toBeVisible();
      await createKey(desk, { alias: 'lesson/first' });
      await page.reload();
      await expect(lesson(page).getByText('Done', { exact: true })).toBeVisible();
      await expect(lesson(page).getByRole('link', { name: 'Keys without a schedule' })).toBeVisible();

      // What the vault is, is said as it is.
      await page.goto(`${desk.url}/desk/lessons?lesson=the-spectrum`);
      await expect(lesson(page)).toContainText('This desk’s vault is SoftHSM');
      await page.goto(`${desk.url}/desk/summary`);
      await expect(page.getByRole('row', { name: /this desk, on SoftHSM/ })).toContainText(
        'Whoever has its files and the PIN.',
      );
      await page.goto('about:blank');
    } finally {
      await desk.stop();
      removeDirectory(desk.dataDirectory);
    }
  });
});

test.describe('a person who may not read the log', () => {
  test.use({ storageState: SIGNED_OUT });

  test('is told so, and the steps count in its place', async ({ page }) => {
    const desk = await startTestDesk({ env: firstPolicyEnv('key-user') });
    try {
      await openWelcome(page, desk);
      await page.goto(`${desk.url}/desk/lessons?lesson=no-audit`);
      await expect(lesson(page)).toContainText('is not for you');
      await expect(lesson(page)).toContainText('None of your policies allows keydesk:SearchAuditEvents');
      await expect(page.getByRole('textbox')).toHaveCount(0);
      await page.evaluate(([name, text]) => localStorage.setItem(name, text), [
        `keydesk arn:aws:iam::000000000000:user/${ADMINISTRATOR.name} desk progress`,
        '["desk/turned-away/policy"]',
      ] as const);
      await page.reload();
      await expect(lesson(page).getByText('Done', { exact: true })).toBeVisible();
      await page.goto('about:blank');
    } finally {
      await desk.stop();
      removeDirectory(desk.dataDirectory);
    }
  });
});
