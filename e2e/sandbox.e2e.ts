/** Practice keys: not among the keys of the desk nor in its log at first sight, one click away in both, and marked on their own page. */
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { expectNoViolations } from './support/accessibility.ts';
import { createKey } from './support/seed.ts';

interface SandboxKey {
  readonly Name: string;
  readonly KeyId: string;
  readonly Alias: string;
}

/** As the envelope desk asks: from the page, over its session. */
const ask = (page: Page, operation: string, body: object): Promise<unknown> =>
  page.evaluate(
    async ([name, text]) => {
      const answer = await fetch(`/api/${name}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-keydesk': '1' },
        body: text,
      });
      return answer.json() as Promise<unknown>;
    },
    [operation, JSON.stringify(body)] as const,
  );

async function practise(page: Page): Promise<SandboxKey> {
  await page.goto('/account');
  const { Keys } = (await ask(page, 'OpenDeskSandbox', {})) as { Keys: SandboxKey[] }; // its output
  const key = Keys.find(({ Name }) => Name === 'guest-records');
  if (key === undefined) throw new Error('there is no guest-records');
  await ask(page, 'GenerateDataKey', { KeyId: key.KeyId, KeySpec: 'AES_256' });
  return key;
}

test('the key list leaves practice keys out, shows them by a view, and a chip leads back', async ({
  page,
  desk,
}) => {
  await createKey(desk, { alias: 'a-real-key' });
  const key = await practise(page);
  await page.goto('/keys');
  const aliases = page.getByRole('table', { name: 'Keys' }).getByRole('rowheader');
  await expect(aliases.filter({ hasText: 'a-real-key' })).toBeVisible();
  await expect(aliases.filter({ hasText: 'guest-records' })).toHaveCount(0);
  await page.goto('/keys?practice=1');
  await expect(aliases.filter({ hasText: 'guest-records' })).toHaveCount(1);
  await expect(aliases.filter({ hasText: 'a-real-key' })).toHaveCount(0);
  await expectNoViolations(page);

  await aliases.filter({ hasText: 'guest-records' }).getByRole('link').click();
  await expect(page).toHaveURL(`/keys/${key.KeyId}`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(key.Alias.replace('alias/', ''));
  await expect(page.getByRole('main').getByText('Practice key', { exact: true })).toBeVisible();
  await expectNoViolations(page);

  await page.goto('/keys?practice=1');
  await page.getByRole('button', { name: 'Remove filter practice keys only' }).click();
  await expect(page).toHaveURL('/keys');
  await expect(aliases.filter({ hasText: 'a-real-key' })).toBeVisible();
});

test('the log says how many events of practice keys it leaves out, and shows them by a click', async ({
  page,
}) => {
  const key = await practise(page);
  await page.goto('/audit?operation=GenerateDataKey');
  const bar = page.getByRole('search');
  await expect(bar).toContainText(/\d+ events? of practice keys left out/);
  const rows = page.getByRole('main').getByText('desk/', { exact: false });
  await expect(rows).toHaveCount(0);
  await expectNoViolations(page);
  await bar.getByRole('button', { name: /^Show (it|them)$/ }).click();
  await expect(page).toHaveURL('/audit?operation=GenerateDataKey&practice=1');
  await expect(page.getByRole('main')).toContainText(key.Alias.replace('alias/', ''));
  await expect(bar).not.toContainText('left out');
  // Whoever asks for the key has what was done with it.
  await page.goto(`/audit?key=${key.KeyId}`);
  await expect(page.getByRole('main')).toContainText('GenerateDataKey');
  await expect(bar).not.toContainText('left out');
});
