/** An administrator's day on a desk in long use, by keyboard alone: from a new key to its deletion, called off. */
import type { Locator, Page } from '@playwright/test';
import { keyPolicyFor } from '../src/domain/policy/default-policy.ts';
import type { TestDesk } from '../src/hosts/node/testing/desk.ts';
import type { Seeded } from '../src/hosts/node/testing/seeded/seeded-desk.ts';
import { dayTest as test, expect, toast } from './fixtures.ts';
import { enter, expectFocusSeen, follow, goTo, tabTo, typeInto } from './support/keyboard.ts';
import { ADMINISTRATOR } from './support/people.ts';
import { body, dataKey } from './support/seed.ts';

const ALIAS = 'health/discharge-letters';
/** More keys than a page holds, of all states. */
const HERD = '-store/archive-';
const TAG = { TagKey: 'review', TagValue: 'q4' };

const dialog = (page: Page): Locator => page.getByRole('dialog');
const bar = (page: Page): Locator => page.getByRole('region', { name: 'Selected keys' });

function serviceNamed({ services }: Seeded, name: string): Seeded['services'][number] {
  const found = services.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no service ${name}`);
  return found;
}

/** Types into the search of Keys, and waits for its answer. */
async function findKeys(page: Page, text: string): Promise<void> {
  await page.keyboard.press('/');
  await expect(page.getByRole('searchbox', { name: 'Search keys' })).toBeFocused();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type(text);
  await expect(page).toHaveURL(`/keys?q=${encodeURIComponent(text)}`);
  await expect(page.getByRole('table', { name: 'Keys' }).getByRole('rowheader').first()).toContainText(text);
}

/** Chooses all keys that the search finds, also those of other pages. How many. */
async function chooseAll(page: Page): Promise<number> {
  await tabTo(page, 'checkbox', 'Select the rows of this page');
  await page.keyboard.press('Space');
  const all = page.getByRole('button', { name: /^Select all [\d,]+ that match$/ });
  const count = Number(/[\d,]+/.exec((await all.textContent()) ?? '')?.[0]);
  await enter(page, 'button', /^Select all [\d,]+ that match$/, { by: 'Shift+Tab' });
  await expect(bar(page)).toContainText(`${count} of ${count} selected`);
  return count;
}

/** Ends the bulk dialog that is at work; how many it was done with. */
async function ended(page: Page): Promise<number> {
  const report = dialog(page).getByText(/^Done \d+\.$/);
  await expect(report).toBeFocused({ timeout: 30_000 });
  const done = Number(/\d+/.exec((await report.textContent()) ?? '')?.[0]);
  await enter(page, 'button', 'Close', { within: dialog(page) });
  await expect(dialog(page)).toBeHidden();
  return done;
}

const search = async (desk: TestDesk, input: object): Promise<readonly Record<string, unknown>[]> =>
  body(await desk.call('Keydesk.SearchKeys', { Limit: 1000, ...input }))['Keys'] as Record<string, unknown>[]; // our own operation

test('creates, gives access, tags and rotates in bulk, watches who screams, deletes and thinks again', async ({
  page,
  longUsed,
}) => {
  test.setTimeout(180_000);
  const { desk } = longUsed;
  const [records, support] = [serviceNamed(longUsed, 'records-api'), serviceNamed(longUsed, 'support-desk')];
  const me = `arn:aws:iam::000000000000:user/${ADMINISTRATOR.name}`;
  let keyId = '';
  let sealed = '';

  await test.step('a key, with a service that may use it', async () => {
    await page.goto('/');
    await expect(page.getByRole('heading', { level: 1, name: 'Home' })).toBeVisible();
    await goTo(page, 'k', 'Keys');
    const total = Number(body(await desk.call('Keydesk.SearchKeys'))['Total']);
    expect(total).toBeGreaterThan(9_500);
    await expect(page.getByRole('main')).toContainText(`${total.toLocaleString('en')} in all`);
    await follow(page, 'Create key', 'Create key');
    await typeInto(page, 'textbox', 'Alias', ALIAS);
    await typeInto(page, 'textbox', /^Description/, 'Letters that leave with the patient');
    await enter(page, 'button', 'Add tag');
    await tabTo(page, 'combobox', 'Name of tag 1', { by: 'Shift+Tab' });
    await page.keyboard.type('env');
    await typeInto(page, 'combobox', 'Value of tag 1', 'prod');
    await typeInto(page, 'textbox', 'Filter users', 'records');
    await tabTo(page, 'checkbox', 'role/records-api', { within: page.getByRole('group', { name: 'Users' }) });
    await page.keyboard.press('Space');
    await enter(page, 'button', 'Create key');
    await expect(page.getByRole('heading', { level: 1, name: ALIAS })).toBeFocused();
    keyId = new URL(page.url()).pathname.split('/')[2] ?? '';
    sealed = await dataKey(desk, keyId, { patient: '77' }, records.credentials);
  });

  const open = () =>
    desk.call(
      'Decrypt',
      { CiphertextBlob: sealed, EncryptionContext: { patient: '77' } },
      support.credentials,
    );

  await test.step('another service gets access in the policy', async () => {
    expect((await open()).body).toMatchObject({ __type: 'AccessDeniedException' });
    await enter(page, 'link', 'Policy', {
      within: page.getByRole('navigation', { name: `Parts of ${ALIAS}` }),
    });
    const editor = page.getByRole('textbox', { name: /^Key policy, JSON/ });
    await expect(editor).toContainText('role/records');
    await tabTo(page, 'textbox', /^Key policy, JSON/);
    const users = [records.arn, support.arn];
    const policy = keyPolicyFor({
      accountId: '000000000000',
      administrators: [me],
      users,
      delegateToAccount: true,
    });
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.insertText(policy);
    await expect(page.getByRole('region', { name: 'In English' })).toContainText('role/support-desk');
    // Tab indents in the editor; Escape, then Tab, leaves it.
    await page.keyboard.press('Escape');
    await tabTo(page, 'textbox', 'Reason');
    await page.keyboard.type('Support opens records, by ticket 4471');
    await enter(page, 'button', 'Save as version 2');
    // They were refused before: that it would be allowed is said first.
    await expect(dialog(page)).toContainText('By role/support-desk.');
    await enter(page, 'button', 'Save anyway', { within: dialog(page) });
    await expect(toast(page, `Saved the policy of ${ALIAS}`)).toBeVisible();
    expect((await open()).status).toBe(200);
  });

  await test.step('tags in bulk', async () => {
    await goTo(page, 'k', 'Keys');
    await findKeys(page, HERD);
    const count = await chooseAll(page);
    expect(count).toBeGreaterThan(50);
    await enter(page, 'button', 'Tag', { within: bar(page) });
    await expect(dialog(page).getByRole('button', { name: 'Cancel' })).toBeFocused();
    await typeInto(page, 'textbox', 'Tag', TAG.TagKey, { within: dialog(page) });
    await typeInto(page, 'textbox', /^Value/, TAG.TagValue, { within: dialog(page) });
    await page.keyboard.press('Enter');
    const done = await ended(page);
    expect(await search(desk, { Tags: [TAG] })).toHaveLength(done);
    expect(done).toBeGreaterThan(count * 0.8);
  });

  await test.step('rotates them in bulk', async () => {
    const before = await search(desk, { Tags: [TAG], States: ['Enabled'] });
    await enter(page, 'button', 'Clear the selection');
    await page.keyboard.press('g');
    await page.keyboard.press('k');
    await findKeys(page, HERD);
    await chooseAll(page);
    await enter(page, 'button', 'Rotate now', { within: bar(page) });
    await expect(dialog(page)).toContainText('disabled: enabling comes first');
    await enter(page, 'button', /^Rotate \d+ keys now$/, { within: dialog(page) });
    expect(await ended(page)).toBe(before.length);
    const first = String(before[0]?.['KeyId']);
    const rotations = body(await desk.call('ListKeyRotations', { KeyId: first }))['Rotations'];
    expect(rotations).toContainEqual(expect.objectContaining({ RotationType: 'ON_DEMAND' }));
  });

  await test.step('disables the key, and sees who screams', async () => {
    await findKeys(page, ALIAS);
    await follow(page, ALIAS, ALIAS);
    await follow(page, /^Schedule deletion/, `Delete ${ALIAS}`);
    await enter(page, 'button', `Disable ${ALIAS}…`);
    await expect(page.getByRole('button', { name: 'Keep it enabled' })).toBeFocused();
    await page.keyboard.press('Tab');
    await expectFocusSeen(page);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('main')).toContainText('Nobody has asked for it since.');
    expect((await open()).body).toMatchObject({ __type: 'DisabledException' });
    const screams = page.getByRole('table', { name: 'Who was refused since it was disabled' });
    await expect(screams).toContainText('role/support-desk');
    await expect(screams).toContainText('Decrypt');
    await expect(page.getByRole('main')).toContainText('1 request was refused since');
  });

  await test.step('schedules its deletion, with those who lose by it in sight', async () => {
    const victims = page.getByRole('table', { name: 'Who used it in 90 days' });
    await expect(victims).toContainText('role/records-api');
    await expect(victims).toContainText('role/support-desk');
    await typeInto(page, 'textbox', 'Days until it is destroyed', '7');
    await typeInto(page, 'textbox', `Type ${ALIAS} to confirm`, ALIAS);
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(`/keys/${keyId}`);
    await expect(page.getByRole('main')).toContainText(/Destroyed in (7 days|6 days 23 h)\./);
    await goTo(page, 'k', 'Keys');
    await findKeys(page, ALIAS);
    await expect(page.getByRole('table', { name: 'Keys' })).toContainText(/Pending deletion \d+ \w+/);
  });

  await test.step('calls it off: everything opens again', async () => {
    await follow(page, ALIAS, ALIAS);
    await enter(page, 'button', 'Cancel deletion');
    await expect(toast(page, 'Cancelled the deletion')).toBeVisible();
    expect((await open()).status).toBe(400);
    await enter(page, 'button', `Enable ${ALIAS}`);
    await expect(page.getByRole('button', { name: `Enable ${ALIAS}` })).toHaveCount(0);
    expect((await open()).status).toBe(200);
  });
});
