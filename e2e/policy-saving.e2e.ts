/** Saving a key's policy: what an edit would do, what is asked first, drafts. */
import { expect, test, toast } from './fixtures.ts';
import {
  ACCOUNT,
  ARN,
  document,
  editor,
  effect,
  english,
  openPolicy,
  replaceText,
  savedPolicy,
} from './support/key-policy.ts';
import { body, createKey, createService } from './support/seed.ts';

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
  await expect(effect(page)).toContainText(/any(one| user).* gains? Decrypt/i);
  await page.getByRole('textbox', { name: 'Reason' }).fill('A test');
  await page.getByRole('button', { name: 'Save as version 2' }).click();
  const question = page.getByRole('dialog', { name: 'Let in more than you can name?' });
  await expect(question).toContainText(/any(one| user).* gains? Decrypt/i);
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
