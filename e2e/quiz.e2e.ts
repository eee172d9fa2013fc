/** The questions after a flow: answered by keyboard, explained when wrong, kept when right. */
import { expect, test } from './fixtures.ts';
import { expectNoViolations } from './support/accessibility.ts';
import { expectFocusSeen } from './support/keyboard.ts';
import { settled } from './support/pages.ts';

test('a wrong answer is explained and tried again, a right one is kept', async ({ page }) => {
  await page.goto('/desk?flow=check-in&step=5');
  const cards = page.getByRole('region', { name: 'What you know now' });
  const question = cards.getByRole('group', { name: 'Who holds the master key?' });
  await expect(question).toBeVisible({ timeout: 30_000 });
  await cards.getByRole('radio').first().focus();
  await expectFocusSeen(page);
  await page.keyboard.press('Space');
  await page.keyboard.press('Enter');
  const result = cards.getByRole('status');
  await expect(result).toContainText('Not so.');
  await expect(result).toContainText('What it held was the data key, for a moment.');
  await expect(cards.getByText('You have answered it')).toHaveCount(0);
  await page.keyboard.press('ArrowDown');
  await expect(result).toHaveText('');
  await page.keyboard.press('ArrowDown');
  await expect(cards.getByRole('radio', { name: 'The vault alone' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(result).toContainText('Right.');
  await expect(cards.getByText('You have answered it')).toBeVisible();
  await settled(page);
  await expectNoViolations(page, ['section[aria-label="What you know now"]']);

  await page.reload();
  await expect(cards.getByText('You have answered it')).toBeVisible({ timeout: 30_000 });
  await page.goto('/desk/summary');
  await expect(page.getByText('1 of 9 questions answered')).toBeVisible();
  await expect(page.getByText(/^[1-5] of 34 steps walked$/)).toBeVisible();
});
