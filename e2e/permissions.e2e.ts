/** The console through an auditor's eyes: everything can be read, and what cannot be done says why and who could. */
import type { Locator, Page } from '@playwright/test';
import { removeDirectory, startTestDesk, type TestDesk } from '../src/hosts/node/testing/desk.ts';
import { expect, test } from './fixtures.ts';
import { fillDesk, type Believable } from './support/believable.ts';
import { pagesOf, see } from './support/pages.ts';
import { firstPolicyEnv, openWelcome } from './support/people.ts';

const MUTATES =
  /^(?:accept|withdraw|create|new|add|remove(?! filter)|change(?! password)|move|delete|schedule|disable|enable|rotate|save(?! a checkpoint)|overwrite|clear description|cancel deletion)\b/i;

async function withAuditor(
  page: Page,
  use: (desk: TestDesk, filled: Believable) => Promise<void>,
): Promise<void> {
  const desk = await startTestDesk({ env: firstPolicyEnv('auditor') });
  try {
    await openWelcome(page, desk);
    await use(desk, await fillDesk(desk, 'arn:aws:iam::000000000000:role/root-operator'));
  } finally {
    // What a page asks of a desk that has stopped is an error in its console.
    await page.goto('about:blank');
    await desk.stop();
    removeDirectory(desk.dataDirectory);
  }
}

/** Buttons and links on the page that would change something, and do not say why not. */
const open = (part: Locator): Promise<readonly string[]> =>
  part
    .locator('button:not([aria-disabled="true"]), a[href$="/new"], a[href$="/delete"]')
    .evaluateAll((elements) =>
      elements.map((element) => element.getAttribute('aria-label') ?? element.textContent ?? ''),
    );

test('an auditor reads every page, and no button is dead or in vain', async ({ page }) => {
  test.setTimeout(120_000);
  await withAuditor(page, async (desk, filled) => {
    const failures: string[] = [];
    page.on('response', (response) => {
      if (response.status() >= 400) failures.push(`${response.status()} ${response.url()}`);
    });
    for (const here of pagesOf(filled)) {
      /* oxlint-disable no-await-in-loop -- one page after the other */
      await see(page, { ...here, path: desk.url + here.path });
      // What is filled in before a key or service is made changes nothing yet; sending it is what may not be.
      // An edit of a policy may be tried, too.
      const form = here.path.endsWith('/new')
        ? page.locator('form > :last-child')
        : /^\/keys\/[^/]+\/policy/.test(here.path)
          ? page.getByRole('region', { name: 'Saving' })
          : page.getByRole('main');
      const inVain = (await open(form)).filter((name) => MUTATES.test(name.trim()));
      expect([here.name, inVain]).toEqual([here.name, []]);
      /* oxlint-enable no-await-in-loop */
    }
    expect(failures).toEqual([]);
  });
});

test('what cannot be done has focus like anything else, and says why not and who could', async ({ page }) => {
  await withAuditor(page, async (desk, filled) => {
    await page.goto(`${desk.url}/keys`);
    const create = page.getByRole('button', { name: 'Create key' });
    await expect(create).toHaveAttribute('aria-disabled', 'true');
    await expect(create).toHaveAccessibleDescription(
      'None of your policies allows kms:CreateKey. carla can.',
    );
    await create.focus();
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/\/keys$/);

    // By its address the form is there to be read, and tells at once.
    await page.goto(`${desk.url}/keys/new`);
    await expect(page.getByRole('main')).toContainText('None of your policies allows kms:CreateKey.');
    await page.getByRole('button', { name: 'Create key' }).press('Enter');
    await expect(page.getByRole('heading', { level: 1, name: 'Create key' })).toBeVisible();

    await page.goto(`${desk.url}/keys/${filled.keyId}/rotation`);
    const rotations = page.getByRole('button', { name: 'Rotate now…' });
    for (const each of [rotations.first(), rotations.last()])
      // oxlint-disable-next-line no-await-in-loop -- at the head of the key, and at its place
      await expect(each).toHaveAccessibleDescription(/^None of your policies allows kms:RotateKeyOnDemand\./);
    await page.keyboard.press('ControlOrMeta+k');
    await page.keyboard.insertText('rotate this');
    const rotate = page.getByRole('option', { name: /Rotate this key/ });
    await expect(rotate).toHaveAttribute('aria-disabled', 'true');
    await expect(rotate).toContainText('None of your policies allows kms:RotateKeyOnDemand.');
  });
});

test('an auditor tries an edit of a key’s policy: what it would do is told, and that it cannot be saved', async ({
  page,
}) => {
  await withAuditor(page, async (desk, filled) => {
    await page.goto(`${desk.url}/keys/${filled.keyId}/policy?view=builder`);
    const saving = page.getByRole('region', { name: 'Saving' });
    await expect(saving).toContainText('You can try an edit and see what it would do. You cannot save it.');
    await page.getByRole('button', { name: 'Add a statement' }).click();
    await expect(page.getByText(/^Version \d+, edited$/)).toBeVisible();
    await expect(saving).toContainText('None of your policies allows kms:PutKeyPolicy.');
    await expect(saving.getByRole('button', { name: /^Save as version/ })).toHaveAttribute(
      'aria-disabled',
      'true',
    );
    await saving.getByRole('button', { name: 'Discard' }).click();
    await expect(page.getByText(/^Version \d+$/)).toBeVisible();
  });
});
