/** The editor of key policies: completion, explanations, fixes, the form. */
import { expect, test } from './fixtures.ts';
import {
  ACCOUNT,
  ARN,
  document,
  draftOf,
  editor,
  effect,
  english,
  findings,
  openPolicy,
  options,
  replaceText,
} from './support/key-policy.ts';
import { createKey, createService } from './support/seed.ts';

test('elements, actions, principals and values are completed from the catalogue and the directory', async ({
  page,
  desk,
}) => {
  const keyId = await createKey(desk, { alias: 'complete', policy: document(ACCOUNT) });
  const service = await createService(desk, 'complete-reader');
  await openPolicy(page, keyId);
  await replaceText(page, '{"Version": "2012-10-17", "Statement": [{"Sid": "Read", ');
  await page.keyboard.press('Control+ ');
  await expect(options(page).first()).toContainText('Effect');
  await expect(options(page).filter({ hasText: 'Sid' })).toHaveCount(0);
  await page.keyboard.press('Enter');
  await page.keyboard.type(', "Princ');
  await expect(options(page).first()).toContainText('Principal');
  await page.keyboard.press('Enter');
  // The new value waits for a name, and offers whom the desk knows.
  await page.keyboard.type('complete-r');
  await expect(options(page)).toHaveCount(1);
  await expect(options(page)).toContainText('role/complete-reader');
  await page.keyboard.press('Tab');
  await expect.poll(() => draftOf(page)).toContain(`"Principal": {"AWS": "${service.arn}"`);
  await page.keyboard.press('End');
  await page.keyboard.type(', "Action": "kms:Decr');
  await expect(options(page).first()).toContainText('kms:Decrypt');
  await page.keyboard.press('Escape');
  await expect(options(page)).toHaveCount(0);
  await expect(editor(page)).toBeFocused();
});

test('what a word is, is told on hover, and in a line for who has no pointer', async ({ page, desk }) => {
  const keyId = await createKey(desk, { alias: 'hover', policy: document(ACCOUNT) });
  const service = await createService(desk, 'hover-reader');
  const reader = {
    Sid: 'Reader',
    Effect: 'Deny',
    Principal: { AWS: service.arn },
    Action: 'kms:Decrypt',
    Resource: '*',
    Condition: { NumericLessThan: { 'aws:MultiFactorAuthAge': '600' } },
  };
  await openPolicy(page, keyId);
  await replaceText(page, document(ACCOUNT, reader));
  await expect(english(page)).toContainText(
    'role/hover-reader may never Decrypt, when MultiFactorAuthAge < 600.',
  );
  const bubble = page.locator('.cm-explain');
  for (const [word, said] of [
    ['kms:Decrypt', 'Opens a ciphertext.'],
    ['NumericLessThan', 'A smaller number.'],
    ['role/hover-reader', 'A service of this desk'],
  ] as const) {
    await page.mouse.move(0, 0);
    await editor(page).getByText(word).first().hover();
    await expect(bubble).toContainText(said);
  }
  await editor(page).getByText('MultiFactorAuthAge').click();
  await expect(page.getByLabel('At the cursor')).toContainText('aws:MultiFactorAuthAge Numeric');
});

test('a fix changes its place only, and undo takes it back; the way there is a key', async ({
  page,
  desk,
}) => {
  const keyId = await createKey(desk, { alias: 'fix-me', policy: document(ACCOUNT) });
  const service = await createService(desk, 'fix-reader');
  const slip = {
    Sid: 'Reader',
    Effect: 'Allow',
    Principal: { AWS: service.arn },
    Action: ['kms:Decript', 'kms:DescribeKey'],
    Resource: '*',
  };
  await openPolicy(page, keyId);
  const text = document(ACCOUNT, slip);
  await replaceText(page, text);
  const finding = findings(page).getByRole('listitem').filter({ hasText: 'kms:Decript' });
  await expect(finding).toContainText('kms:Decrypt');
  await finding.getByRole('button', { name: 'Why?' }).click();
  await expect(finding).toContainText('unknown-action');

  await editor(page).getByText('kms:Decript').click();
  // Where it rests it would open by itself what is closed below.
  await page.mouse.move(0, 0);
  await page.keyboard.press('ControlOrMeta+.');
  const fix = finding.getByRole('button', { name: /kms:Decrypt/ });
  await expect(fix).toBeFocused();
  // Back, and what F8 tells is gone when one leaves for the panel.
  await page.keyboard.press('Escape');
  await expect(editor(page)).toBeFocused();
  await page.keyboard.press('F8');
  await expect(page.locator('.cm-tooltip-lint')).toBeVisible();
  await page.keyboard.press('ControlOrMeta+.');
  await expect(page.locator('.cm-tooltip-lint')).toHaveCount(0);
  await editor(page).getByText('kms:Decript').click();
  await page.keyboard.press('ControlOrMeta+.');
  await expect(fix).toBeFocused();
  await page.keyboard.press('Enter');
  await expect.poll(() => draftOf(page)).toBe(text.replace('kms:Decript', 'kms:Decrypt'));
  await expect(finding).toBeHidden();
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect.poll(() => draftOf(page)).toBe(text);
  await page.getByRole('button', { name: 'Redo', exact: true }).click();
  await expect.poll(() => draftOf(page)).toBe(text.replace('kms:Decript', 'kms:Decrypt'));
});

test('typed over several lines it is one step of undo, and nothing that the strict policy reports', async ({
  page,
  desk,
}) => {
  const keyId = await createKey(desk, { alias: 'typed-over', policy: document(ACCOUNT) });
  await openPolicy(page, keyId);
  await editor(page).click();
  await page.keyboard.press('ControlOrMeta+Home');
  for (let line = 0; line < 4; line++) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  for (let line = 0; line < 3; line++) await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.insertText('"a":\n1');
  await expect.poll(() => draftOf(page)).toMatch(/"a":\n1/);
  await page.keyboard.press('Shift+ArrowUp');
  await page.keyboard.type('x');
  await page.keyboard.press('ControlOrMeta+Z');
  await page.keyboard.press('ControlOrMeta+Z');
  await expect.poll(() => draftOf(page)).not.toContain('"a"');
});

test('what the text shows is told before the comparison has been fetched', async ({ page, desk }) => {
  const keyId = await createKey(desk, { alias: 'slow', policy: document(ACCOUNT) });
  const dead = { ...ACCOUNT, Sid: 'Dead', Action: 'kms:Decrypt' };
  let release = (): void => undefined;
  const held = new Promise<void>((go) => (release = go));
  await page.context().route('**/assets/exact-*.js', async (route) => {
    await held;
    await route.continue();
  });
  await openPolicy(page, keyId);
  await replaceText(
    page,
    document(ACCOUNT, { ...dead, Action: 'kms:Decrpyt' }, dead, { ...dead, Sid: 'Ban', Effect: 'Deny' }),
  );
  await expect(findings(page)).toContainText('kms:Decrpyt');
  await expect(findings(page)).not.toContainText('is denied by');
  release();
  await expect(findings(page)).toContainText('is denied by');
});

test('a finding has an address', async ({ page, desk }) => {
  const reader = {
    Effect: 'Allow',
    Principal: { AWS: `${ARN}user/anna` },
    Action: 'kms:Decript',
    Resource: '*',
  };
  const keyId = await createKey(desk, { alias: 'deep', policy: document(ACCOUNT, reader) });
  await openPolicy(page, keyId, '?finding=unknown-action');
  const finding = findings(page).getByRole('listitem').filter({ hasText: 'kms:Decript' });
  await expect(finding).toBeFocused();
  await expect(finding.getByRole('button', { name: 'Hide why' })).toBeVisible();
});

test('a finding is accepted until a day, with a reason; it does not count then, until it is withdrawn', async ({
  page,
  desk,
}) => {
  const slip = (Sid: string) => ({
    Sid,
    Effect: 'Allow',
    Principal: { AWS: `${ARN}user/anna` },
    Action: 'kms:Decript',
    Resource: '*',
  });
  const keyId = await createKey(desk, {
    alias: 'accepted',
    policy: document(ACCOUNT, slip('First'), slip('Second')),
  });
  await openPolicy(page, keyId);
  const slips = findings(page).getByRole('listitem').filter({ hasText: 'kms:Decript' });
  await expect(slips).toHaveCount(2);
  await expect(findings(page).getByRole('heading', { level: 2 })).toContainText('2 errors');
  const accept = slips.first().getByRole('button', { name: /^Accept “/ });

  // What is accepted is of the version in force.
  await editor(page).click();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.press('Enter');
  await expect(accept).toHaveAttribute('aria-disabled', 'true');
  await page.getByRole('button', { name: 'Discard' }).click();

  await accept.click();
  const dialog = page.getByRole('dialog', { name: /^Accept “/ });
  await expect(dialog).toContainText('in the statement “First”');
  const send = dialog.getByRole('button', { name: /^Accept until/ });
  await send.click();
  await expect(dialog.getByText('Say why it is borne')).toBeVisible();
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('Of a newer desk');
  await send.click();
  await expect(dialog).toBeHidden();
  await expect(slips.locator('visible=true')).toHaveCount(1);
  await expect(findings(page).getByRole('heading', { level: 2 })).toContainText('1 error');
  // Focus is on what took its place, not on nothing.
  await expect(slips.locator('visible=true')).toBeFocused();

  await findings(page).getByText('1 accepted', { exact: true }).click();
  const borne = findings(page).getByRole('list', { name: 'Accepted findings' }).getByRole('listitem');
  await expect(borne).toContainText('in “First”');
  await expect(borne).toContainText('Of a newer desk');
  await expect(borne).toContainText(/user\/anna, .+, until/);
  await borne.getByRole('button', { name: /^Withdraw: / }).click();
  await expect(borne).toHaveCount(0);
  await expect(findings(page).getByRole('heading', { level: 2 })).toBeFocused();
  await expect(findings(page).getByRole('heading', { level: 2 })).toContainText('2 errors');
});

test('form and text are one: both ways, and what the form does not know stays', async ({ page, desk }) => {
  const service = await createService(desk, 'form-reader');
  const odd = {
    Sid: 'Reader',
    Effect: 'Allow',
    Principal: { AWS: service.arn },
    Action: ['kms:Decrypt'],
    Resource: '*',
  };
  // A layout of its own, which no act of the form may touch.
  const text = document(ACCOUNT, odd).replace(
    '"Effect": "Allow",\n      "Principal": {\n        "AWS": "arn:aws:iam::000000000000:root"\n      }',
    '"Effect" : "Allow", "Principal" : { "AWS":"arn:aws:iam::000000000000:root" }',
  );
  const keyId = await createKey(desk, { alias: 'form', policy: text });
  await openPolicy(page, keyId, '?view=builder');
  const card = page.getByRole('listitem', { name: 'Reader', exact: true });
  await card.getByRole('button', { name: /^Reader/ }).click();
  await card.getByRole('checkbox', { name: 'Encrypt', exact: true }).check();
  await expect.poll(() => draftOf(page)).toContain('"kms:Decrypt",\n        "kms:Encrypt"');
  expect(await draftOf(page)).toContain(
    '"Effect" : "Allow", "Principal" : { "AWS":"arn:aws:iam::000000000000:root" }',
  );
  await expect(card).toContainText('role/form-reader may Decrypt and Encrypt.');

  await card.getByRole('combobox', { name: 'Condition key to add' }).fill('kms:EncryptionContext:tenant');
  await card.getByRole('button', { name: 'Add condition' }).click();
  const tenant = card.getByLabel('Value of kms:EncryptionContext:tenant', { exact: true });
  await expect(tenant).toBeFocused();
  await tenant.fill('acme');
  await expect(card).toContainText('only when tenant = acme');
  await card.getByRole('combobox', { name: 'Operator', exact: true }).selectOption('StringLike');
  await expect.poll(() => draftOf(page)).toContain('"StringLike": ');

  // The other way: what is typed in the text stands in the form.
  await editor(page).getByText('"Reader"').click();
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.type('s of records');
  const renamed = page.getByRole('listitem', { name: 'Readers of records' });
  await expect(renamed.getByLabel('Name (Sid)')).toHaveValue('Readers of records');
  await renamed.getByRole('button', { name: 'Move Readers of records up' }).click();
  await expect(page.getByRole('list', { name: 'Statements' }).getByRole('listitem').first()).toContainText(
    'Readers of records',
  );
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(page.getByRole('list', { name: 'Statements' }).getByRole('listitem').first()).toContainText(
    'Account',
  );

  await replaceText(page, '{ "Statement": [');
  await expect(page.getByText(/^The text is not JSON at line 1/)).toBeVisible();
});

test('what is done away from the text comes into sight in it, marked for a moment', async ({
  page,
  desk,
}) => {
  const service = await createService(desk, 'shown-reader');
  const many = Array.from({ length: 14 }, (_, i) => ({
    Sid: `Reader ${i}`,
    Effect: 'Allow',
    Principal: { AWS: service.arn },
    Action: i === 13 ? 'kms:Decript' : 'kms:Decrypt',
    Resource: '*',
    Condition: { StringEquals: { 'kms:EncryptionContext:tenant': `${i}` } },
  }));
  const keyId = await createKey(desk, { alias: 'shown', policy: document(ACCOUNT, ...many) });
  await openPolicy(page, keyId);
  const marked = page.locator('.cm-justChanged');
  const finding = findings(page).getByRole('listitem').filter({ hasText: 'kms:Decript' });
  await finding.getByRole('button', { name: /^Write kms:Decrypt/ }).click();
  await expect(marked.filter({ hasText: 'Reader 13' })).toBeInViewport();
  await expect(editor(page)).not.toBeFocused();
  await expect(marked).toHaveCount(0);

  await page
    .getByRole('radio', { name: 'Builder' })
    .or(page.getByRole('button', { name: 'Builder' }))
    .click();
  await page.getByRole('button', { name: 'Add a statement' }).click();
  await expect(marked.filter({ hasText: 'New statement' })).toBeInViewport();
  // Not its neighbour too.
  await expect(marked.filter({ hasText: 'Reader 13' })).toHaveCount(0);
});

test('a fix that takes access away says from whom before it does, whatever its class', async ({
  page,
  desk,
}) => {
  const everyone = { Sid: 'Everyone', Effect: 'Allow', Principal: '*', Action: 'kms:Decrypt', Resource: '*' };
  const keyId = await createKey(desk, { alias: 'takes-away', policy: document(ACCOUNT, everyone) });
  await openPolicy(page, keyId);
  const finding = findings(page)
    .getByRole('listitem')
    .filter({ has: page.getByRole('button', { name: /name the account instead of everyone/ }) });
  const fix = finding.getByRole('button', { name: /name the account instead of everyone/ });
  const preview = finding.getByRole('group', { name: /takes away$/ });
  await fix.click();
  await expect(preview).toContainText(/would lose .*Decrypt/);
  await expect(fix.first()).toHaveAttribute('aria-expanded', 'true');
  expect(await draftOf(page)).toBe('');
  await preview.getByRole('button', { name: 'Leave it', exact: true }).click();
  await expect(preview).toHaveCount(0);
  await fix.click();
  await preview.getByRole('button', { name: /name the account/ }).click();
  await expect.poll(() => draftOf(page)).toContain(`"AWS": "${ARN}root"`);
});

test('on a phone the text is one step away, and removed lines can be opened', async ({ page, desk }) => {
  const many = Array.from({ length: 3 }, (_, i) => ({ ...ACCOUNT, Sid: `Account ${i}` }));
  const keyId = await createKey(desk, { alias: 'phone', policy: document(ACCOUNT, ...many) });
  await page.setViewportSize({ width: 390, height: 844 });
  await openPolicy(page, keyId);
  const standing = page.getByText('Version 1', { exact: true });
  await expect(standing).not.toBeInViewport();
  await effect(page).getByRole('button', { name: 'To the text' }).click();
  await expect(standing).toBeInViewport();
  await expect(standing).toBeFocused();
  await expect(editor(page)).toBeInViewport();

  await replaceText(page, document(ACCOUNT));
  const gone = page.locator('.cm-goneLines').filter({ hasText: 'more removed' });
  await expect(gone).not.toContainText('Account 2');
  await gone.getByRole('button', { name: /more removed lines$/ }).click();
  await expect(page.locator('.cm-goneLines').filter({ hasText: 'Account 2' })).toBeVisible();
});
