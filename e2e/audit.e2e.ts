/** The auditor's questions: who, what, when, decided by what, and is that all. */
import type { Locator, Page } from '@playwright/test';
import { keyPolicyFor } from '../src/domain/policy/default-policy.ts';
import { expect, test } from './fixtures.ts';
import { openWelcome } from './support/people.ts';
import { body, createKey, createService, dataKey } from './support/seed.ts';
import { withShiftedDesk } from './support/shifted-desk.ts';

let keyId: string;
const ALLOWED = 3;

test.beforeAll(async ({ desk }) => {
  const user = await createService(desk, 'audited-user');
  const stranger = await createService(desk, 'audited-stranger');
  const policy = keyPolicyFor({
    accountId: '000000000000',
    administrators: [],
    users: [user.arn],
    delegateToAccount: true,
  });
  keyId = await createKey(desk, { alias: 'audited', policy });
  let sealed = '';
  /* oxlint-disable no-await-in-loop -- in order: the log is what is tested */
  for (let n = 0; n < ALLOWED; n++) sealed = await dataKey(desk, keyId, { record: `88${n}` }, user);
  /* oxlint-enable no-await-in-loop */
  const context = { record: '882' };
  body(await desk.call('Decrypt', { CiphertextBlob: sealed, EncryptionContext: context }, user));
  const refused = await desk.call(
    'Decrypt',
    { CiphertextBlob: sealed, EncryptionContext: context },
    stranger,
  );
  expect(refused.body).toMatchObject({ __type: 'AccessDeniedException' });
});

const events = (page: Page): Locator =>
  page
    .getByRole('table', { name: 'Events, newest first' })
    .getByRole('row')
    .filter({ has: page.getByRole('link') });
const panel = (page: Page): Locator => page.getByRole('complementary', { name: /^Event \d+$/ });
const searched = (page: Page): Locator => page.getByRole('status').filter({ hasText: 'Searched all' });

test('each filter is a chip and a part of the URL; reload keeps them, back takes them off', async ({
  page,
}) => {
  await page.goto('/audit');
  const key = page.getByRole('combobox', { name: 'Key', exact: true });
  await key.fill('audited');
  await page.getByRole('option', { name: /^audited/ }).click();
  await expect(page).toHaveURL(`/audit?key=${keyId}`);
  await page.getByRole('combobox', { name: 'Outcome' }).selectOption('denied');
  await expect(page).toHaveURL(`/audit?key=${keyId}&outcome=denied`);
  await expect(events(page)).toHaveCount(1);
  await expect(events(page)).toContainText('role/audited-stranger');
  await expect(events(page)).toContainText('no statement');
  await expect(searched(page)).toContainText(
    /Searched all [\d,]+ events of the log; 1 matches\. Newest first\./,
  );
  await page.reload();
  await expect(events(page)).toHaveCount(1);
  await page.goBack();
  await expect(page).toHaveURL(`/audit?key=${keyId}`);
  await expect(events(page).filter({ hasText: 'GenerateDataKey' })).toHaveCount(ALLOWED);
  await page.getByRole('button', { name: 'Remove filter key audited' }).click();
  await expect(page).toHaveURL('/audit');
});

test('the deciding statement and the encryption context are columns', async ({ page }) => {
  await page.goto(`/audit?key=${keyId}&operation=GenerateDataKey`);
  await expect(events(page)).toHaveCount(ALLOWED);
  for (const row of await events(page).all()) {
    // oxlint-disable-next-line no-await-in-loop -- few, and each has a line of its own when it fails
    await expect(row.getByRole('cell', { name: 'Use of the key' })).toBeVisible();
  }
  await expect(page.getByRole('columnheader', { name: 'Decided by' })).toBeVisible();
  await expect(page.getByRole('columnheader', { name: 'Encryption context' })).toBeVisible();
  await expect(events(page).first().getByRole('cell', { name: 'record=882' })).toBeVisible();
  await expect(page.getByRole('columnheader', { name: 'Time (UTC)' })).toHaveAttribute(
    'aria-sort',
    'descending',
  );
});

test('the details of an event have an address; next and previous walk the list', async ({ page }) => {
  await page.goto(`/audit?key=${keyId}`);
  const first = events(page).filter({ hasText: 'GenerateDataKey' }).first();
  await first.getByRole('link').first().click();
  await expect(page).toHaveURL(new RegExp(`^[^?]+\\?key=${keyId}&event=\\d+$`));
  await expect(panel(page).getByRole('heading', { level: 2, name: 'GenerateDataKey allowed' })).toBeVisible();
  await expect(panel(page)).toContainText('record=882');
  await expect(panel(page)).toContainText('Use of the key allows, key policy, version 1');
  const address = page.url();

  await panel(page).getByRole('button', { name: 'Older event' }).click();
  await expect(panel(page)).toContainText('record=881');
  await page.keyboard.press('[');
  await expect(panel(page)).toContainText('record=882');
  await page.keyboard.press(']');
  await expect(panel(page)).toContainText('record=881');

  await page.goto(address);
  await expect(panel(page)).toContainText('record=882');
  await page.keyboard.press('Escape');
  await expect(panel(page)).toBeHidden();
  await expect(page).toHaveURL(`/audit?key=${keyId}`);
});

test('what a statement decided is one click from an event, and a filter of its own', async ({ page }) => {
  await page.goto(`/audit?key=${keyId}&operation=GenerateDataKey`);
  await events(page).first().getByRole('link').first().click();
  await panel(page).getByRole('link', { name: 'All that it decided: Use of the key' }).click();
  await expect(page).toHaveURL(`/audit?policy=key%3A${keyId}&statement=Use+of+the+key`);
  await expect(events(page)).toHaveCount(ALLOWED + 1);
  await expect(events(page).filter({ hasText: 'Decrypt' })).toHaveCount(1);
  await expect(events(page).filter({ hasText: 'audited-stranger' })).toHaveCount(0);
  await expect(
    page.getByRole('button', { name: 'Remove filter decided by key policy of audited' }),
  ).toBeVisible();
  await page.getByRole('button', { name: 'Remove filter statement Use of the key' }).click();
  // The other statement of the same policy: it let the key be named.
  await expect(events(page).filter({ hasText: 'CreateAlias' })).toHaveCount(1);

  // The rare filters stand folded, but where one of them is set.
  const more = page.getByRole('button', { name: 'More filters', exact: true });
  await expect(more).toHaveAttribute('aria-expanded', 'true');
  await more.press('Enter');
  await expect(page.getByRole('button', { name: 'More filters, 1 set' })).toBeFocused();
  await page.goto('/audit');
  await more.click();
  const policy = page.getByRole('combobox', { name: 'Decided by policy' });
  await policy.fill('policy administrator');
  await page.getByRole('option', { name: 'policy administrator' }).click();
  await expect(page).toHaveURL('/audit?policy=identity%3Aadministrator');
  await page.getByRole('textbox', { name: 'Decided by statement' }).fill('Everything');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL('/audit?policy=identity%3Aadministrator&statement=Everything');
  await expect(events(page).filter({ hasText: 'CreateKey' })).not.toHaveCount(0);
  await expect(events(page).filter({ hasText: 'no statement' })).toHaveCount(0);
});

test('a refusal says that no statement allows it, and who could', async ({ page }) => {
  await page.goto(`/audit?key=${keyId}&outcome=denied`);
  // Anywhere in the row.
  await events(page).first().getByRole('cell').nth(3).click();
  await expect(panel(page).getByRole('heading', { level: 2, name: 'Decrypt denied' })).toBeVisible();
  await expect(panel(page)).toContainText('No statement allows it.');
  await expect(panel(page)).toContainText('AccessDeniedException');
  await panel(page).getByRole('link', { name: 'audited', exact: true }).click();
  await expect(page).toHaveURL(`/keys/${keyId}`);
});

test('reads are hidden until they are asked for, and the page says so', async ({ page, desk }) => {
  body(await desk.call('DescribeKey', { KeyId: keyId }));
  const looks = events(page).filter({ hasText: 'DescribeKey' });
  await page.goto(`/audit?key=${keyId}`);
  await expect(events(page).filter({ hasText: 'GenerateDataKey' })).toHaveCount(ALLOWED);
  await expect(looks).toHaveCount(0);
  await expect(page.getByRole('search')).toContainText('Reads hidden');
  await page.getByRole('button', { name: 'Show reads' }).click();
  await expect(page).toHaveURL(`/audit?key=${keyId}&kind=all`);
  await expect(looks.first()).toBeVisible();
  await page.getByRole('button', { name: 'Remove filter reads shown' }).click();
  await expect(page).toHaveURL(`/audit?key=${keyId}`);
  await expect(looks).toHaveCount(0);

  const kind = page.getByRole('combobox', { name: 'Kind' });
  await kind.selectOption('management');
  await expect(page).toHaveURL(`/audit?key=${keyId}&kind=management`);
  await expect(events(page)).toHaveCount(2);
  await expect(events(page).filter({ hasText: /CreateKey|CreateAlias/ })).toHaveCount(2);
  await page.reload();
  await expect(kind).toHaveValue('management');
  await kind.selectOption('read');
  await expect(looks.first()).toBeVisible();
  await expect(events(page).filter({ hasText: /GenerateDataKey|CreateKey/ })).toHaveCount(0);
});

test('an operation that is asked for by its name is found, whatever its kind', async ({ page, desk }) => {
  body(await desk.call('DescribeKey', { KeyId: keyId }));
  await page.goto(`/audit?key=${keyId}&operation=DescribeKey`);
  await expect(events(page).filter({ hasText: 'DescribeKey' }).first()).toBeVisible();
  await expect(page.getByRole('search')).not.toContainText('Reads hidden');
  // From a read on to what else happened: with the reads, of which it is one.
  await events(page).getByRole('link').first().click();
  await panel(page).getByRole('link', { name: 'This key' }).click();
  await expect(page).toHaveURL(`/audit?key=${keyId}&kind=all`);
});

test('an event that stands for many reads says how many', async ({ page }) => {
  await withShiftedDesk(page, 61_000, async ({ desk, moveOn }) => {
    await openWelcome(page, desk);
    /* oxlint-disable no-await-in-loop -- one page, again and again */
    for (let n = 0; n < 5; n++) {
      await page.goto(`${desk.url}/services`);
      await expect(page.getByRole('heading', { level: 1, name: 'Services' })).toBeVisible();
    }
    /* oxlint-enable no-await-in-loop */
    // The first read of the next minute closes this one.
    await moveOn();
    await page.goto(`${desk.url}/services`);
    await expect(page.getByRole('heading', { level: 1, name: 'Services' })).toBeVisible();
    await page.goto(`${desk.url}/audit?operation=ListServices`);
    const closing = events(page).filter({ hasText: /, \d+ times more/ });
    await closing.getByRole('link').first().click();
    await expect(panel(page)).toContainText(/\d+ identical reads? in one minute/);
  });
});

test('nothing found says how much was searched', async ({ page }) => {
  await page.goto(`/audit?key=${keyId}&operation=EnableKey`);
  await expect(page.getByRole('heading', { name: 'No event matches' })).toBeVisible();
  await expect(page.getByRole('main')).toContainText(
    /All [\d,]+ events of the log were searched, none was left out\./,
  );
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await expect(page).toHaveURL('/audit');
  await expect(events(page).first()).toBeVisible();
});

test('a range of time is relative until it is given in dates; dates in the wrong order are said', async ({
  page,
  expectHttpError,
}) => {
  await page.goto(`/audit?key=${keyId}`);
  const range = page.getByRole('combobox', { name: 'Time range' });
  await range.selectOption('1h');
  await expect(page).toHaveURL(`/audit?key=${keyId}&since=1h`);
  await expect(events(page).first()).toBeVisible();
  await range.selectOption('custom');
  expectHttpError('/api/SearchAuditEvents', 400);
  await page.getByLabel('Until (UTC, not included)').fill('2020-02-01T00:00');
  await expect(page).toHaveURL(/until=2020-02-01/);
  await expect(page.getByRole('alert')).toContainText('The log could not be searched');
  // The filters are still there to mend it with.
  await page.getByLabel('From (UTC)').fill('2020-01-01T00:00');
  await expect(page.getByRole('heading', { name: 'No event matches' })).toBeVisible();
});

test('an operation is taken from the keyboard: the exact one or the only one by Enter, the exact one by Tab', async ({
  page,
}) => {
  await page.goto('/audit');
  const operation = page.getByRole('combobox', { name: 'Operation' });
  await operation.pressSequentially('decrypt');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL('/audit?operation=Decrypt');
  await expect(operation).toHaveValue('Decrypt');
  await operation.fill('putk');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL('/audit?operation=PutKeyPolicy');
  await expect(operation).toHaveValue('PutKeyPolicy');
  await operation.fill('ListKeys');
  await page.keyboard.press('Tab');
  await expect(page).toHaveURL('/audit?operation=ListKeys');
  await expect(operation).toHaveValue('ListKeys');
});

test('a key is searched for on the desk as one types; what has gone is taken by its id or ARN', async ({
  page,
  desk,
}) => {
  body(await desk.call('UpdateKeyDescription', { KeyId: keyId, Description: 'Ledgers of the mill' }));
  await page.goto('/audit');
  const key = page.getByRole('combobox', { name: 'Key', exact: true });
  // No label holds this: the desk has found it by its description.
  await key.fill('ledgers of the mill');
  await page.getByRole('option', { name: 'audited', exact: true }).click();
  await expect(page).toHaveURL(`/audit?key=${keyId}`);
  await expect(key).toHaveValue('audited');

  const principal = page.getByRole('combobox', { name: 'Principal' });
  const gone = 'arn:aws:iam::000000000000:role/long-gone';
  await principal.fill(gone);
  await expect(page.getByRole('option')).toHaveText(['role/long-gone']);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(`/audit?key=${keyId}&principal=${encodeURIComponent(gone)}`);
  await expect(principal).toHaveValue('role/long-gone');
  await principal.fill('scheduler');
  await expect(page.getByRole('option')).toHaveText(['role/keydesk/scheduler']);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/principal=[^&]+scheduler/);
  await expect(principal).toHaveValue('role/keydesk/scheduler');
});
