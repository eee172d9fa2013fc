/** An auditor's question to a million events, by keyboard alone: who decrypted record 8841, and from where. */
import { readFileSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import type { StoryDecrypt } from '../src/service/seeded/story.ts';
import { dayTest as test, expect, toast } from './fixtures.ts';
import { enter, goTo, tabTo, typeInto } from './support/keyboard.ts';
import { ADMINISTRATOR } from './support/people.ts';

test.use({ longUsedBy: 'auditor' });

const main = (page: Page): Locator => page.getByRole('main');
const events = (page: Page): Locator =>
  page
    .getByRole('table', { name: 'Events, newest first' })
    .getByRole('row')
    .filter({ has: page.getByRole('link') });
const panel = (page: Page): Locator => page.getByRole('complementary', { name: /^Event \d+$/ });
const name = (arn: string): string => arn.split(':').at(-1) ?? '';
const clock = (time: number): string => new Date(time).toISOString().slice(11, 19);

/** The cells of one line of CSV. */
const cells = (line: string): string[] =>
  [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
  );

/** Waits until the page says that it searched all of the log, which is at least `least` long, and how many match. */
async function answered(page: Page, least: number, matching: number): Promise<void> {
  const words = main(page).getByRole('status').filter({ hasText: 'Searched all' });
  // What no index knows is looked for two seconds at a time, and goes on by itself.
  await expect(words).toContainText(
    new RegExp(`^Searched all [\\d,]+ events of the log; ${matching} match\\.`),
    { timeout: 60_000 },
  );
  const searched = /all ([\d,]+)/.exec((await words.textContent()) ?? '')?.[1]?.replaceAll(',', '');
  expect(Number(searched)).toBeGreaterThanOrEqual(least);
}

/** The rows are these acts, in this order. */
async function expectRows(page: Page, acts: readonly StoryDecrypt[]): Promise<void> {
  await expect(events(page)).toHaveCount(acts.length);
  for (const [at, { principal, source, outcome, time }] of acts.entries()) {
    /* oxlint-disable no-await-in-loop -- row by row */
    for (const words of [clock(time), outcome, name(principal), 'Decrypt', source])
      await expect(events(page).nth(at)).toContainText(new RegExp(RegExp.escape(words), 'i'));
    /* oxlint-enable no-await-in-loop */
  }
}

test('who decrypted record 8841, and from where: found, looked into, exported, printed', async ({
  page,
  longUsed,
}) => {
  test.setTimeout(180_000);
  const { story, events: inLog } = longUsed;
  const decrypts = story.decrypts.toReversed();
  const refused = decrypts.filter(({ outcome }) => outcome === 'denied');

  await test.step('by its context, among all events of the log', async () => {
    await page.goto('/');
    await expect(page.getByRole('heading', { level: 1, name: 'Home' })).toBeVisible();
    await goTo(page, 'a', 'Audit');
    await typeInto(page, 'textbox', 'Context pair', `record=${story.record}`);
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(`/audit?context=record%3D${story.record}`);
    await answered(page, inLog, decrypts.length + 1);
    await expect(events(page).last()).toContainText('GenerateDataKey');
    await expect(events(page).last()).toContainText(story.made.source);
  });

  await test.step('only who opened it, or tried', async () => {
    await typeInto(page, 'combobox', 'Operation', 'Decrypt', { by: 'Shift+Tab' });
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/operation=Decrypt/);
    await answered(page, inLog, decrypts.length);
    await expectRows(page, decrypts);
  });

  await test.step('who was refused, from which network, and why', async () => {
    await enter(page, 'button', 'More filters');
    await typeInto(page, 'textbox', 'Address or network', '203.0.113.0/24');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/source=203\.0\.113\.0%2F24/);
    await answered(page, inLog, refused.length);
    await expectRows(page, refused);
    await tabTo(page, 'link', new RegExp(RegExp.escape(clock(refused[0]?.time ?? 0))));
    await page.keyboard.press('Enter');
    await expect(panel(page).getByRole('heading', { level: 2, name: 'Decrypt denied' })).toBeVisible();
    for (const words of [
      `record=${story.record}`,
      'No statement allows it.',
      'role/marketing-export',
      '203.0.113.17',
      refused[0]?.request ?? '',
    ])
      // oxlint-disable-next-line no-await-in-loop -- as above
      await expect(panel(page)).toContainText(words);
    await enter(page, 'button', 'Copy digest of the ciphertext', { within: panel(page) });
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(story.envelope);
    // The first Escape puts away the hint of the button that has focus (WCAG 1.4.13).
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await expect(panel(page)).toBeHidden();
    await enter(page, 'button', 'Remove filter address 203.0.113.0/24', { by: 'Shift+Tab' });
    await answered(page, inLog, decrypts.length);
  });

  await test.step('the envelope that was opened, counted by principal', async () => {
    await tabTo(page, 'textbox', 'Envelope', { by: 'Shift+Tab' });
    await page.keyboard.press('ControlOrMeta+V');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(new RegExp(`envelope=${story.envelope}`));
    await answered(page, inLog, decrypts.length);
    await enter(page, 'button', 'Counts');
    const counts = page.getByRole('region', { name: 'Over time' });
    await expect(counts.getByRole('status')).toContainText(`${decrypts.length} events`);
    for (const principal of new Set(decrypts.map((each) => each.principal))) {
      const times = decrypts.filter((each) => each.principal === principal);
      const line = counts.getByRole('listitem').filter({ hasText: name(principal) });
      // oxlint-disable-next-line no-await-in-loop -- few, and each has a line of its own when it fails
      await expect(line).toContainText(
        new RegExp(
          `${name(principal)}${times.length}${times[0]?.outcome === 'denied' ? ` ${times.length} refused` : ''}$`,
        ),
      );
    }
  });

  await test.step('exported', async () => {
    await tabTo(page, 'button', 'Export', { by: 'Shift+Tab' });
    await page.keyboard.press('Enter');
    await expect(page.getByRole('menuitem', { name: 'CSV' })).toBeFocused();
    const [file] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
    await expect(toast(page, `Exported ${decrypts.length} events`)).toBeVisible();
    const [head, ...lines] = readFileSync(await file.path(), 'utf8')
      .trimEnd()
      .split('\r\n');
    const rows = lines.map(cells);
    const column = (title: string): number => (head ?? '').replace('\uFEFF', '').split(',').indexOf(title);
    expect(
      rows.map((row) => ({
        principal: row[column('Principal')],
        source: row[column('Address')],
        outcome: row[column('Outcome')],
        time: Date.parse(row[column('Time')] ?? ''),
        request: row[column('Request id')],
      })),
    ).toEqual(decrypts);
    for (const row of rows) {
      expect(row[column('Operation')]).toBe('Decrypt');
      expect(row[column('Key id')]).toBe(story.keyId);
      expect(row[column('Envelope')]).toBe(story.envelope);
      expect(row[column('Encryption context')]).toContain(`record=${story.record}`);
    }
  });

  await test.step('printed: what was asked, of how much, under which checkpoint, by whom', async () => {
    // A browser without a window has no printer: that it is asked to print is seen, then the paper itself.
    await page.evaluate(() => {
      window.print = () => document.body.setAttribute('data-print-asked', '');
    });
    await enter(page, 'button', 'Print');
    await expect(page.locator('body')).toHaveAttribute('data-print-asked', '');
    await page.emulateMedia({ media: 'print' });
    const paper = page
      .locator('section')
      .filter({ has: page.getByRole('heading', { name: /^Audit log of/ }) });
    await expect(paper).toBeVisible();
    await expect(paper).toContainText(/Queryoperation: Decrypt; context: record=8841; envelope: [0-9a-f]{4}/);
    await expect(paper).toContainText(/Searched all [\d,]+ events of the log; 8 match\./);
    await expect(paper).toContainText('8 events, newest first, times in UTC');
    await expect(paper).toContainText(
      /Checkpoint[\d,]{7,} events, signed \d{4}-\d\d-\d\d \d\d:\d\d:\d\d, root hash [A-Za-z0-9+/]{43}=/,
    );
    await expect(paper).toContainText(
      new RegExp(`UTC by arn:aws:iam::000000000000:user/${ADMINISTRATOR.name}`),
    );
    const lines = paper.getByRole('table').getByRole('row');
    await expect(lines).toHaveCount(1 + decrypts.length);
    for (const [at, { principal, source, request }] of decrypts.entries())
      for (const words of [principal, source, request])
        // oxlint-disable-next-line no-await-in-loop -- as above
        await expect(lines.nth(at + 1)).toContainText(words);
    await expect(page.getByRole('navigation', { name: 'Pages' })).toBeHidden();
    const pdf = await page.pdf({ preferCSSPageSize: true });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  });
});
