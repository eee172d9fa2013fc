/** Two people edit the same thing: nobody's work is lost unseen, and what was typed stays. */
import type { Page } from '@playwright/test';
import { expect, test, toast } from './fixtures.ts';
import { body, createKey, createService } from './support/seed.ts';

const DOER = 'role/root-operator';
/** ms: what a page shows is read anew when its window is looked at again, not sooner than this. */
const STALE_MS = 5_100;

const meanwhile = (page: Page) => page.getByRole('alert').filter({ hasText: 'Changed meanwhile' });

/** Comes back from another window, when what the page shows is not fresh any more by its own clock, which the test has installed. */
async function comeBack(page: Page): Promise<void> {
  await page.clock.fastForward(STALE_MS);
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true })));
}

test('a policy that somebody else saved meanwhile is not overwritten unseen', async ({
  page,
  desk,
  expectHttpError,
}) => {
  const keyId = await createKey(desk, { alias: 'two-editors' });
  const policyNow = async (): Promise<unknown> =>
    body(await desk.call('GetKeyPolicy', { KeyId: keyId }))['Policy'];
  const first = String(await policyNow());
  await page.goto(`/keys/${keyId}/policy`);
  const editor = page.getByRole('textbox', { name: /^Key policy, JSON/ });
  await editor.click();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.insertText(' ');
  body(await desk.call('PutKeyPolicy', { KeyId: keyId, Policy: `${first}   ` }));
  expectHttpError('/api/PutKeyPolicy', 409);
  await page.getByRole('textbox', { name: 'Reason' }).fill('A blank at the end');
  await page.getByRole('button', { name: 'Save as version 2' }).click();

  await expect(meanwhile(page)).toContainText(`Changed meanwhile by ${DOER} at `);
  expect(await policyNow()).toBe(`${first}   `);
  await page.getByRole('button', { name: 'See version 2' }).click();
  await expect(page.getByRole('figure', { name: 'Version 2, in force' })).toContainText('kms:*');
  await expect(page.getByRole('button', { name: 'Save as version 3' })).toHaveAccessibleDescription(
    /overwrite it/,
  );
  await page.getByRole('button', { name: 'Overwrite version 2' }).click();
  await expect(toast(page, 'Saved the policy of two-editors as version 3')).toBeVisible();
  await expect(meanwhile(page)).toBeHidden();
  expect(await policyNow()).toBe(`${first} `);
});

test('identity policies that somebody else gave meanwhile are not taken away unseen', async ({
  page,
  desk,
  expectHttpError,
}) => {
  const { principalId } = await createService(desk, 'two-masters', ['auditor']);
  const give = (...Policies: string[]) =>
    desk.call('Keydesk.UpdatePrincipalPolicies', { PrincipalId: principalId, Policies });
  await page.goto(`/services/${principalId}`);
  const user = page.getByRole('checkbox', { name: 'Key user' });
  const administrator = page.getByRole('checkbox', { name: 'Key administrator' });
  await user.check();
  body(await give('auditor', 'key-administrator'));
  expectHttpError('/api/UpdatePrincipalPolicies', 409);
  await page.getByRole('button', { name: 'Save identity policies' }).click();

  await expect(meanwhile(page)).toContainText(`Changed meanwhile by ${DOER} at `);
  await expect(meanwhile(page)).toContainText('two-masters has Auditor and Key administrator now.');
  await expect(user).toBeChecked();
  await expect(administrator).not.toBeChecked();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(administrator).toBeChecked();
  await expect(meanwhile(page)).toBeHidden();
});

test('a description that is being typed outlives another that was saved meanwhile', async ({
  page,
  desk,
}) => {
  const keyId = await createKey(desk, { alias: 'two-writers', description: 'Before' });
  await page.clock.install();
  await page.goto(`/keys/${keyId}/settings`);
  const field = page.getByRole('textbox', { name: 'What the key is for' });
  await field.fill('Mine, typed for an hour');
  body(await desk.call('UpdateKeyDescription', { KeyId: keyId, Description: 'Theirs' }));
  await comeBack(page);
  await expect(meanwhile(page)).toContainText(`Changed meanwhile by ${DOER} at `);
  await expect(meanwhile(page)).toContainText('It is now: Theirs');
  await expect(field).toHaveValue('Mine, typed for an hour');
  await page.getByRole('button', { name: 'Discard' }).click();
  await expect(field).toHaveValue('Theirs');
  await expect(meanwhile(page)).toBeHidden();
});
