/** The policy of a key: read, edited, refused, saved. */
import type { Locator, Page } from '@playwright/test';
import { expect, test, toast } from './fixtures.ts';
import { ACCOUNT, document, editor, effect, english, replaceText } from './support/key-policy.ts';
import { body, createKey, createService } from './support/seed.ts';

const saveButton = (page: Page, version: number): Locator =>
  page.getByRole('button', { name: `Save as version ${version}` });

/** What the history keeps with the version, then saving. */
async function save(page: Page, version: number, reason = 'By ticket 4471'): Promise<void> {
  await page.getByRole('textbox', { name: 'Reason' }).fill(reason);
  await saveButton(page, version).click();
}

test('an edit is read in English as it is typed, saved, and in force with the next request', async ({
  page,
  desk,
}) => {
  const keyId = await createKey(desk, { alias: 'edit-me', policy: document(ACCOUNT) });
  const service = await createService(desk, 'new-reader');
  const use = () => desk.call('GenerateDataKey', { KeyId: keyId, KeySpec: 'AES_256' }, service);
  expect((await use()).body).toMatchObject({ __type: 'AccessDeniedException' });

  await page.goto(`/keys/${keyId}/policy`);
  await expect(effect(page)).toContainText('This is the policy in force.');
  // What would save stands there once there is something to save.
  await expect(saveButton(page, 2)).toHaveCount(0);
  const reader = {
    Sid: 'Reader',
    Effect: 'Allow',
    Principal: { AWS: service.arn },
    Action: ['kms:GenerateDataKey', 'kms:Decrypt'],
    Resource: '*',
  };
  const text = document(ACCOUNT, reader);
  await replaceText(page, text);
  await expect(english(page)).toContainText('role/new-reader may GenerateDataKey and Decrypt.');
  await expect(page.getByText('You keep PutKeyPolicy')).toBeVisible();
  await save(page, 2);
  // The one request that was refused would be allowed: that is what the edit is for, and it is said.
  const question = page.getByRole('dialog', { name: 'Allow what was refused once?' });
  await expect(question).toContainText('By role/new-reader.');
  await question.getByRole('button', { name: 'Save anyway' }).click();
  await expect(toast(page, 'Saved the policy of edit-me')).toBeVisible();
  await expect(page.getByText('Version 2', { exact: true })).toBeFocused();
  await expect(saveButton(page, 3)).toHaveCount(0);
  expect(body(await desk.call('GetKeyPolicy', { KeyId: keyId }))['Policy']).toBe(text);
  expect((await use()).status).toBe(200);
});

test('what a statement counts is told when somebody asks', async ({ page, desk }) => {
  const many = ['Encrypt', 'Decrypt', 'GenerateDataKey', 'DescribeKey', 'ReEncryptTo'];
  const wide = {
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws:iam::000000000000:user/anna' },
    Action: many.map((name) => `kms:${name}`),
    Resource: '*',
  };
  const keyId = await createKey(desk, { alias: 'told', policy: document(ACCOUNT, wide) });
  await page.goto(`/keys/${keyId}/policy`);
  await expect(english(page)).toContainText('user/anna may Decrypt, Encrypt, and 3 more.');
  await english(page).getByRole('button', { name: '3 more' }).press('Enter');
  const fewer = english(page).getByRole('button', { name: 'Show fewer' });
  await expect(fewer).toBeFocused();
  await expect(fewer).toHaveAttribute('aria-expanded', 'true');
  await expect(english(page)).toContainText('GenerateDataKey, DescribeKey, and ReEncryptTo');
});

test('text that is not JSON is marked at its line, and never sent', async ({ page, desk }) => {
  const keyId = await createKey(desk, { alias: 'broken-json' });
  await page.goto(`/keys/${keyId}/policy`);
  await expect(editor(page)).toContainText('kms:*');
  await replaceText(page, '{\n  "Version": "2012-10-17",\n  "Statement": [,]\n}');
  await expect(effect(page)).toContainText('to mend before it can be saved.');
  const sent: string[] = [];
  page.on('request', (request) => sent.push(request.url()));
  await saveButton(page, 2).click();
  await expect(editor(page)).toBeFocused();
  await effect(page).getByRole('button', { name: 'Line 3' }).first().click();
  await expect(editor(page)).toBeFocused();
  expect(sent.filter((url) => url.includes('PutKeyPolicy'))).toEqual([]);
  await page.getByRole('button', { name: 'Discard' }).click();
  await expect(editor(page)).toContainText('kms:*');
  await expect(effect(page)).toContainText('This is the policy in force.');
});

test('what cannot be evaluated is refused by name, at its place', async ({ page, desk }) => {
  const keyId = await createKey(desk, { alias: 'odd-condition' });
  await page.goto(`/keys/${keyId}/policy`);
  await expect(editor(page)).toContainText('kms:*');
  const odd = { ...ACCOUNT, Condition: { StringSortOfEquals: { 'kms:ViaService': 'x' } } };
  await replaceText(page, document(odd));
  await expect(effect(page).getByRole('listitem').first()).toContainText('StringSortOfEquals');
  await expect(
    effect(page)
      .getByRole('button', { name: /^Line \d+$/ })
      .first(),
  ).toBeVisible();
});

test('what the service refuses all the same is told with its reason, until the text is another', async ({
  page,
  desk,
  expectHttpError,
}) => {
  const keyId = await createKey(desk, { alias: 'refused', policy: document(ACCOUNT) });
  const service = await createService(desk, 'gone-meanwhile');
  await page.goto(`/keys/${keyId}/policy`);
  await expect(editor(page)).toContainText('kms:*');
  // The page knows whom the desk had when it came.
  body(await desk.call('Keydesk.DeleteService', { PrincipalId: service.principalId }));
  const stranger = {
    Sid: 'Stranger',
    Effect: 'Allow',
    Principal: { AWS: service.arn },
    Action: 'kms:Decrypt',
    Resource: '*',
  };
  await replaceText(page, document(ACCOUNT, stranger));
  await expect(english(page)).toContainText('role/gone-meanwhile may Decrypt.');
  expectHttpError('/api/PutKeyPolicy', 400);
  await save(page, 2);
  const refusal = page.getByRole('main').getByRole('alert');
  await expect(refusal).toContainText('The policy was not saved.');
  await expect(refusal).toContainText('invalid principals');
  expect(body(await desk.call('GetKeyPolicy', { KeyId: keyId }))['Policy']).toBe(document(ACCOUNT));
  // It was said of another text.
  await replaceText(page, document({ ...ACCOUNT, Sid: 'All' }));
  await expect(refusal).toBeHidden();
});

test('an action that names nothing is marked, not said to be allowed, and saved only after a question', async ({
  page,
  desk,
}) => {
  const keyId = await createKey(desk, { alias: 'slip', policy: document(ACCOUNT) });
  const service = await createService(desk, 'slip-reader');
  await page.goto(`/keys/${keyId}/policy`);
  await expect(editor(page)).toContainText('kms:*');
  const slip = {
    Sid: 'Slip',
    Effect: 'Allow',
    Principal: { AWS: service.arn },
    Action: ['kms:Decrypt', 'kms:GenerateDataKye'],
    Resource: '*',
  };
  const text = document(ACCOUNT, slip);
  await replaceText(page, text);
  const finding = effect(page).getByRole('listitem').filter({ hasText: 'kms:GenerateDataKye' });
  await expect(finding).toBeVisible();
  await expect(english(page)).toContainText('role/slip-reader may Decrypt.');
  await expect(page.locator('.cm-lintRange-error')).toHaveText('"kms:GenerateDataKye"');
  await finding.getByRole('button', { name: /^Line \d+$/ }).click();
  await expect(editor(page)).toBeFocused();

  const question = page.getByRole('dialog', { name: 'Save with an error?' });
  await save(page, 2);
  await expect(question).toContainText('kms:GenerateDataKye');
  await expect(question.getByRole('button', { name: 'Keep editing' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(question).toBeHidden();
  await expect(editor(page)).toBeFocused();
  expect(body(await desk.call('GetKeyPolicy', { KeyId: keyId }))['Policy']).toBe(document(ACCOUNT));
  await saveButton(page, 2).click();
  await question.getByRole('button', { name: 'Save anyway' }).click();
  await expect(toast(page, 'Saved the policy of slip as version 2')).toBeVisible();
  expect(body(await desk.call('GetKeyPolicy', { KeyId: keyId }))['Policy']).toBe(text);
});

test('edits are not dropped without a question: by a link, by back, by a reload', async ({ page, desk }) => {
  const keyId = await createKey(desk, { alias: 'unsaved', policy: document(ACCOUNT) });
  await page.goto(`/keys/${keyId}`);
  const parts = page.getByRole('navigation', { name: 'Parts of unsaved' });
  await parts.getByRole('link', { name: 'Policy' }).click();
  await expect(editor(page)).toContainText('kms:*');
  await replaceText(page, document({ ...ACCOUNT, Sid: 'Mine' }));
  const question = page.getByRole('dialog', { name: 'Leave without saving?' });

  await parts.getByRole('link', { name: 'Overview' }).click();
  await question.getByRole('button', { name: 'Keep editing' }).click();
  await expect(question).toBeHidden();
  await expect(editor(page)).toContainText('Mine');
  await page.goBack();
  await expect(question).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page).toHaveURL(`/keys/${keyId}/policy`);
  await expect(editor(page)).toContainText('Mine');

  const asked = page.waitForEvent('dialog');
  void page.reload().catch(() => {}); // it is refused
  const dialog = await asked;
  expect(dialog.type()).toBe('beforeunload');
  await dialog.dismiss();
  await expect(editor(page)).toContainText('Mine');

  await parts.getByRole('link', { name: 'Overview' }).click();
  await question.getByRole('button', { name: 'Leave without saving' }).click();
  await expect(page).toHaveURL(`/keys/${keyId}`);
  await parts.getByRole('link', { name: 'Policy' }).click();
  await expect(effect(page)).toContainText('This is the policy in force.');
  await parts.getByRole('link', { name: 'Overview' }).click();
  await expect(page).toHaveURL(`/keys/${keyId}`);
});

test('the address of a statement opens it, marked; from it to what it decided, from the event back to it', async ({
  page,
  desk,
}) => {
  const service = await createService(desk, 'linked-reader');
  const statement = (Sid: string, Action: string) => ({
    Sid,
    Effect: 'Allow',
    Principal: { AWS: service.arn },
    Action,
    Resource: '*',
  });
  const many = Array.from({ length: 12 }, (_, n) => statement(`Reads ${n}`, 'kms:DescribeKey'));
  const policy = document(ACCOUNT, ...many, statement('Opens', 'kms:GenerateDataKey'));
  const keyId = await createKey(desk, { alias: 'linked', policy });
  body(await desk.call('GenerateDataKey', { KeyId: keyId, KeySpec: 'AES_256' }, service));

  await page.goto(`/keys/${keyId}/policy?statement=Opens`);
  const marked = english(page).locator('[aria-current]');
  await expect(marked).toContainText('role/linked-reader may GenerateDataKey.');
  await expect(marked).toBeInViewport();
  await marked.getByRole('link', { name: 'What did it decide? Opens' }).click();
  await expect(page).toHaveURL(`/audit?policy=key%3A${keyId}&statement=Opens`);
  await page
    .getByRole('table', { name: /events/i })
    .getByRole('link')
    .first()
    .click();
  const event = page.getByRole('complementary');
  await event.getByRole('link', { name: 'Opens', exact: true }).click();
  await expect(page).toHaveURL(`/keys/${keyId}/policy?statement=Opens`);

  await page.goto(`/keys/${keyId}/policy?statement=%2399`);
  await expect(page.getByText('Version 1 has no statement 99.')).toBeVisible();
  await page.getByRole('button', { name: 'Look in its history' }).click();
  await expect(page).toHaveURL(/view=history/);
});
