/** The versions of a key's policy. */
import { expect, test, toast } from './fixtures.ts';
import { ACCOUNT, document, openPolicy, replaceText, savedPolicy } from './support/key-policy.ts';
import { createKey } from './support/seed.ts';

test('saving wants a reason; the history has it, shows what changed, and brings a version back', async ({
  page,
  desk,
}) => {
  const first = document(ACCOUNT);
  const keyId = await createKey(desk, { alias: 'history', policy: first });
  await openPolicy(page, keyId);
  const second = document({ ...ACCOUNT, Sid: 'The account keeps control' });
  await replaceText(page, second);
  await page.keyboard.press('ControlOrMeta+s');
  const reason = page.getByRole('textbox', { name: 'Reason' });
  await expect(reason).toBeFocused();
  await expect(reason).toHaveAccessibleDescription(/Say why/);
  expect(await savedPolicy(desk, keyId)).toBe(first);
  await reason.fill('A name that says what it is for');
  await page.keyboard.press('Enter');
  await expect(toast(page, 'Saved the policy of history as version 2')).toBeVisible();

  await page.getByRole('button', { name: 'History', exact: true }).click();
  await expect(page).toHaveURL(`/keys/${keyId}/policy?view=history`);
  const versions = page.getByRole('list', { name: 'Versions, newest first' });
  await expect(versions.getByRole('listitem').first()).toContainText('A name that says what it is for');
  await expect(versions.getByRole('listitem').first()).toContainText('user/anna');
  const diff = page.getByRole('figure', { name: 'What version 2 changed' });
  await expect(diff).toContainText('added: "Sid": "The account keeps control"'.replace('added: ', ''));
  await versions.getByRole('button', { name: /^Version 1/ }).click();
  await expect(page).toHaveURL(`/keys/${keyId}/policy?view=history&version=1`);
  // The first has nothing before it: all of it was new. What came since is one step away.
  await expect(page.getByText('This is the first version: all of it was new.')).toBeVisible();
  await page.getByRole('button', { name: 'Against the one in force' }).click();
  await expect(
    page.getByRole('heading', { name: 'What changed since version 1, up to version 2, which is in force' }),
  ).toBeVisible();
  await page.reload();
  await page.getByRole('button', { name: 'Put version 1 into the editor' }).click();
  await expect(page).toHaveURL(`/keys/${keyId}/policy`);
  await expect(reason).toHaveValue('Restore version 1');
  expect(await savedPolicy(desk, keyId)).toBe(second);
  await page.getByRole('button', { name: 'Save as version 3' }).click();
  await expect(toast(page, 'Saved the policy of history as version 3')).toBeVisible();
  expect(await savedPolicy(desk, keyId)).toBe(first);
});
