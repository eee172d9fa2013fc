/** The editor of policies: completion, explanations, fixes, the form, templates, history, saving. */
import type { Locator, Page } from '@playwright/test';
import { expect, test, toast } from './fixtures.ts';
import { body, createKey, createService } from './support/seed.ts';

const ARN = 'arn:aws:iam::000000000000:';
const ACCOUNT = {
  Sid: 'Account',
  Effect: 'Allow',
  Principal: { AWS: `${ARN}root` },
  Action: 'kms:*',
  Resource: '*',
};
const document = (...statements: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements }, null, 2);

const editor = (page: Page): Locator => page.getByRole('textbox', { name: /^Key policy, JSON/ });
const effect = (page: Page): Locator => page.getByRole('complementary', { name: 'What the policy does' });
const english = (page: Page): Locator => page.getByRole('region', { name: 'In English' });
const findings = (page: Page): Locator => effect(page).getByRole('region', { name: 'Findings' });
const options = (page: Page): Locator => page.locator('.cm-tooltip-autocomplete').getByRole('option');

async function openPolicy(page: Page, keyId: string, search = ''): Promise<void> {
  await page.goto(`/keys/${keyId}/policy${search}`);
  await expect(editor(page)).toContainText('kms:*');
}

async function replaceText(page: Page, text: string): Promise<void> {
  await editor(page).click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.insertText(text);
}

/** The text as the person sees it, from the draft that the tab keeps. */
const draftOf = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const name = Object.keys(sessionStorage).find((each) => each.startsWith('keydesk-draft policy '));
    const kept: unknown = JSON.parse(name === undefined ? 'null' : (sessionStorage.getItem(name) ?? 'null'));
    return typeof kept === 'object' && kept !== null && 'text' in kept ? String(kept.text) : '';
  });

const savedPolicy = async (desk: Parameters<typeof createKey>[0], keyId: string): Promise<unknown> =>
  body(await desk.call('GetKeyPolicy', { KeyId: keyId }))['Policy'];

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

test('a template is inserted for somebody, with a context', async ({ page, desk }) => {
  const keyId = await createKey(desk, { alias: 'template', policy: document(ACCOUNT) });
  const service = await createService(desk, 'template-reader');
  await openPolicy(page, keyId);
  await page.getByRole('button', { name: 'Templates' }).click();
  const dialog = page.getByRole('dialog', { name: 'Start from a template' });
  await dialog.getByRole('radio', { name: 'Decrypt-only reader' }).check();
  await expect(dialog.getByRole('button', { name: 'Insert the statement' })).toHaveAccessibleDescription(
    'Choose who it is for',
  );
  await dialog.getByRole('combobox', { name: 'Who' }).fill('template-reader');
  await page.keyboard.press('Enter');
  await dialog.getByLabel('Only with context').fill('tenant');
  await dialog.getByLabel('Its value').fill('acme');
  await expect(dialog.getByRole('figure', { name: 'What is inserted' })).toContainText(service.arn);
  await dialog.getByRole('button', { name: 'Insert the statement' }).click();
  await expect(english(page)).toContainText('role/template-reader may Decrypt, only when tenant = acme.');
  await expect(english(page)).toContainText('new');
  expect((await draftOf(page)).startsWith(document(ACCOUNT).slice(0, -6))).toBe(true);
});

test('the guards are two statements for everybody, and what the linter asked for is found no more', async ({
  page,
  desk,
}) => {
  const administer = {
    Sid: 'Administer',
    Effect: 'Allow',
    Principal: { AWS: `${ARN}user/anna` },
    Action: ['kms:GetKeyPolicy', 'kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion'],
    Resource: '*',
  };
  const keyId = await createKey(desk, { alias: 'guards', policy: document(ACCOUNT, administer) });
  await openPolicy(page, keyId);
  const asked = findings(page)
    .getByRole('listitem')
    .filter({ hasText: /shortest waiting period|lockout check bypassed/ });
  await expect(asked).toHaveCount(2);
  await page.getByRole('button', { name: 'Templates' }).click();
  const dialog = page.getByRole('dialog', { name: 'Start from a template' });
  await dialog.getByRole('radio', { name: 'Guards' }).check();
  const days = dialog.getByRole('textbox', { name: /^Shortest waiting period/ });
  await expect(days).toHaveValue('30');
  await days.fill('31');
  await expect(dialog.getByRole('button', { name: /^Insert/ })).toHaveAccessibleDescription(
    'Give a number of days from 7 to 30',
  );
  await days.fill('14');
  await dialog.getByRole('button', { name: 'Insert 2 statements' }).click();
  await expect(toast(page, 'Inserted: Guards')).toBeVisible();
  await expect(english(page)).toContainText('Keep the lockout check');
  await expect(english(page)).toContainText('Deletion waits 14 days');
  await expect(asked).toHaveCount(0);
  expect((await draftOf(page)).startsWith(document(ACCOUNT, administer).slice(0, -6))).toBe(true);
  // One step of undo takes both back.
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(asked).toHaveCount(2);
});

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

test('a lockout of oneself is stopped before it happens, and possible for who means it', async ({
  page,
  desk,
  expectHttpError,
}) => {
  const keyId = await createKey(desk, { alias: 'lock-out', policy: document(ACCOUNT) });
  const service = await createService(desk, 'only-one');
  await openPolicy(page, keyId);
  // What the page itself reads stays allowed.
  const look = {
    Sid: 'Look',
    Effect: 'Allow',
    Principal: { AWS: `${ARN}user/anna` },
    Action: ['kms:Describe*', 'kms:Get*', 'kms:List*'],
    Resource: '*',
  };
  const text = document({ ...ACCOUNT, Sid: 'Only one', Principal: { AWS: service.arn } }, look);
  await replaceText(page, text);
  await expect(page.getByText('You lose PutKeyPolicy')).toBeVisible();
  const sent: string[] = [];
  page.on('request', (request) => sent.push(request.url()));
  await page.getByRole('textbox', { name: 'Reason' }).fill('Handed over');
  await page.getByRole('button', { name: 'Save as version 2' }).click();
  const question = page.getByRole('dialog', { name: 'This would lock you out' });
  await expect(question).toContainText('role/only-one keeps it');
  await expect(question.getByRole('button', { name: 'Keep editing' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(question).toBeHidden();
  expect(sent.filter((url) => url.includes('PutKeyPolicy'))).toEqual([]);
  expect(await savedPolicy(desk, keyId)).toBe(document(ACCOUNT));

  await page.getByRole('button', { name: 'Save as version 2' }).click();
  const bypass = question.getByRole('button', { name: 'Bypass the check and save' });
  await expect(bypass).toHaveAccessibleDescription('Type lock-out first');
  await question.getByLabel('Type lock-out if you mean it').fill('lock-out');
  await bypass.click();
  await expect(toast(page, 'Saved the policy of lock-out as version 2')).toBeVisible();
  expect(body(await desk.call('GetKeyPolicy', { KeyId: keyId }, service))['Policy']).toBe(text);

  // Who hands over the reading, too: what may no more be read is not shown as what is in force.
  const blind = await createKey(desk, { alias: 'blind-out', policy: document(ACCOUNT) });
  await openPolicy(page, blind);
  await replaceText(page, document({ ...ACCOUNT, Principal: { AWS: service.arn } }));
  await page.getByRole('textbox', { name: 'Reason' }).fill('Handed over whole');
  await page.getByRole('button', { name: 'Save as version 2' }).click();
  await question.getByLabel('Type blind-out if you mean it').fill('blind-out');
  for (const refused of ['GetKeyPolicy', 'DescribePolicyWorld', 'DescribeKeyOverview', 'ListAllowedActions'])
    expectHttpError(`/api/${refused}`, 400);
  await bypass.click();
  await expect(toast(page, 'Saved the policy of blind-out as version 2')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Not allowed' })).toBeVisible();
  await expect(page.getByText('This is the policy in force.')).toHaveCount(0);
});

test('who lets in more than can be named is asked first', async ({ page, desk }) => {
  const keyId = await createKey(desk, { alias: 'open', policy: document(ACCOUNT) });
  await openPolicy(page, keyId);
  const anyone = { Sid: 'Anyone', Effect: 'Allow', Principal: '*', Action: 'kms:Decrypt', Resource: '*' };
  await replaceText(page, document(ACCOUNT, anyone));
  await expect(effect(page)).toContainText(/Any(one| user).* gains? Decrypt/);
  await page.getByRole('textbox', { name: 'Reason' }).fill('A test');
  await page.getByRole('button', { name: 'Save as version 2' }).click();
  const question = page.getByRole('dialog', { name: 'Let in more than you can name?' });
  await expect(question).toContainText(/Any(one| user).* gains? Decrypt/);
  await page.keyboard.press('Enter');
  await expect(question).toBeHidden();
  expect(await savedPolicy(desk, keyId)).toBe(document(ACCOUNT));
  await page.getByRole('button', { name: 'Save as version 2' }).click();
  await question.getByRole('button', { name: 'Save anyway' }).click();
  await expect(toast(page, 'Saved the policy of open as version 2')).toBeVisible();
});

test('text that is half typed keeps the outline, and a draft outlives a reload', async ({ page, desk }) => {
  const keyId = await createKey(desk, { alias: 'half', policy: document(ACCOUNT) });
  await openPolicy(page, keyId);
  await expect(english(page)).toContainText('may do everything');
  await replaceText(page, '{ "Version": "2012-10-17", "State');
  await expect(effect(page)).toContainText('to mend before it can be saved.');
  await expect(english(page)).toContainText('As it was last read');
  await expect(english(page)).toContainText('may do everything');
  await page.getByRole('textbox', { name: 'Reason' }).fill('half a thought');
  page.on('dialog', (dialog) => void dialog.accept());
  await page.reload();
  await expect(editor(page)).toContainText('"State');
  await expect(page.getByText('Version 1, edited')).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Reason' })).toHaveValue('half a thought');
  await expect(page.getByText('It was kept in this tab and is not saved.')).toBeVisible();
  await page.getByRole('button', { name: 'Discard' }).click();
  await expect(editor(page)).toContainText('kms:*');
  await page.reload();
  await expect(effect(page)).toContainText('This is the policy in force.');
});

test('an edit is tried on what the log holds', async ({ page, desk }) => {
  const service = await createService(desk, 'replayed');
  const user = {
    Sid: 'User',
    Effect: 'Allow',
    Principal: { AWS: service.arn },
    Action: 'kms:GenerateDataKey',
    Resource: '*',
  };
  const keyId = await createKey(desk, { alias: 'replay', policy: document(ACCOUNT, user) });
  for (let i = 0; i < 3; i++)
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    expect((await desk.call('GenerateDataKey', { KeyId: keyId, KeySpec: 'AES_256' }, service)).status).toBe(
      200,
    );
  await openPolicy(page, keyId);
  await replaceText(page, document(ACCOUNT));
  const replay = effect(page).getByRole('region', { name: 'Replay' });
  await expect(replay).toContainText(
    /3 of \d+ requests of the last 90 days \([\d.]+ %\) would have been refused\./,
  );
  await replay.getByRole('button', { name: 'Here they are' }).click();
  const refused = replay.getByRole('list', { name: 'Would have been refused' }).getByRole('listitem');
  await expect(refused).toHaveCount(3);
  await expect(refused.first()).toContainText('role/replayed');

  // Saving says the same once more, and it is typed.
  await page.getByRole('textbox', { name: 'Reason' }).fill('They are to ask somebody else');
  await page.getByRole('button', { name: 'Save as version 2' }).click();
  const question = page.getByRole('dialog', { name: 'Refuse what was allowed 3 times?' });
  await expect(question).toContainText('By role/replayed.');
  await expect(question.getByRole('button', { name: 'Save anyway' })).toBeDisabled();
  await question.getByRole('textbox', { name: 'Type replay if you mean it' }).fill('replay');
  await question.getByRole('button', { name: 'Save anyway' }).click();
  await expect(page.getByText('Version 2', { exact: true })).toBeVisible();
});

test('who gains and who loses is told as it is typed, with a request that shows it', async ({
  page,
  desk,
}) => {
  const [reader, support] = [
    await createService(desk, 'gain-reader'),
    await createService(desk, 'gain-support'),
  ];
  const read = (principal: string) => ({
    Sid: `Read ${principal.split('/')[1] ?? ''}`,
    Effect: 'Allow',
    Principal: { AWS: principal },
    Action: 'kms:Decrypt',
    Resource: '*',
  });
  const tenant = { Condition: { StringEquals: { 'kms:EncryptionContext:tenant': 'acme' } } };
  const keyId = await createKey(desk, { alias: 'gains', policy: document(ACCOUNT, read(reader.arn)) });
  await openPolicy(page, keyId);

  await replaceText(page, document(ACCOUNT, { ...read(reader.arn), ...tenant }));
  await expect(effect(page)).toContainText('Nobody gains access: proved.');
  await expect(effect(page)).toContainText('role/gain-reader loses Decrypt');
  await expect(effect(page)).toContainText('Proved for every possible request');

  await replaceText(page, document(ACCOUNT, read(reader.arn), read(support.arn)));
  await expect(effect(page)).toContainText('role/gain-support gains Decrypt');
  await expect(effect(page)).toContainText('denied today, allowed by this edit');

  // The same with another layout is the same.
  await replaceText(page, JSON.stringify(JSON.parse(document(ACCOUNT, read(reader.arn)))));
  await expect(effect(page)).toContainText('Nobody gains or loses access: proved.');
});
