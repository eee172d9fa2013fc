/** Identity policies: written, given to a service whose tag it asks for, seen in the log, edited, taken away, deleted. */
import type { Page } from '@playwright/test';
import type { TestDesk } from '../src/hosts/node/testing/desk.ts';
import { expect, test, toast } from './fixtures.ts';
import { expectNoViolations } from './support/accessibility.ts';

const title = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true });

interface Made {
  readonly principalId: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}
async function makeService(desk: TestDesk, Name: string): Promise<Made> {
  const { body } = await desk.call('Keydesk.CreateService', { Name });
  return {
    principalId: String(body['PrincipalId']),
    accessKeyId: String(body['AccessKeyId']),
    secretAccessKey: String(body['SecretAccessKey']),
  };
}

/** Replaces the text in the editor as somebody who pastes does: typed, its brackets would be closed for them. */
async function write(page: Page, text: string): Promise<void> {
  const editor = page.getByRole('textbox', { name: /JSON\. Escape/ });
  await editor.click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.press('Delete');
  await page.keyboard.insertText(text);
}

/** Saves what somebody is given, and waits until it is saved: what it does is looked at first. */
async function saveGiven(page: Page): Promise<void> {
  const save = page.getByRole('button', { name: 'Save identity policies' });
  await save.click();
  await expect(save).toHaveAccessibleDescription('Nothing is changed');
}

const statement = (over: object): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...over }] }, null, 2);

test('a policy lets a service decrypt with one key while it has it and the tag that it asks for', async ({
  page,
  desk,
}) => {
  const { body } = await desk.call('CreateKey', { Description: 'for one service' });
  const { KeyId, Arn } = body['KeyMetadata'] as { readonly KeyId: string; readonly Arn: string }; // what CreateKey answers
  const service = await makeService(desk, 'card-reader');
  const { CiphertextBlob } = (await desk.call('Encrypt', { KeyId, Plaintext: 'Y2FyZA==' })).body;
  const decrypt = async (): Promise<unknown> => {
    const answer = await desk.call('Decrypt', { CiphertextBlob }, service);
    return answer.body['Plaintext'] ?? answer.body['__type'];
  };
  expect(await decrypt()).toBe('AccessDeniedException');

  await page.goto('/people');
  await page
    .getByRole('navigation', { name: 'People and services' })
    .getByRole('link', { name: 'Policies' })
    .click();
  await expect(title(page, 'Identity policies')).toBeVisible();
  await page.getByRole('link', { name: 'Create policy' }).first().click();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('cards-read');
  await page.getByRole('textbox', { name: /^What it is for/ }).fill('Decrypts cards, for the payments team.');
  await write(page, '{"Version":"2012-10-17","Statement":[{"Effect":"Allow"}]}');
  await page.getByRole('button', { name: 'Create policy' }).click();
  await expect(page.getByRole('alert')).toContainText('Policy');
  await expect(page.getByRole('region', { name: 'Findings' })).toContainText('Action');
  await write(
    page,
    statement({
      Sid: 'ReadCards',
      Action: 'kms:Decrypt',
      Resource: Arn,
      Condition: { StringEquals: { 'aws:PrincipalTag/team': 'payments' } },
    }),
  );
  await page.getByRole('textbox', { name: /^Why it is made/ }).fill('Payments goes live');
  await page.getByRole('button', { name: 'Create policy' }).click();
  await expect(title(page, 'cards-read')).toBeVisible();
  await expect(page.getByText('Nobody has it, so it gives nothing yet.')).toBeVisible();
  const english = page.getByRole('region', { name: 'In English' });
  await expect(english).toContainText('The holder may Decrypt on');
  await expect(english).toContainText('only when tag team of the caller = payments');
  await english.getByRole('button', { name: 'ReadCards' }).click();
  await expect(page.getByRole('textbox', { name: /JSON\. Escape/ })).toBeFocused();
  expect(await decrypt()).toBe('AccessDeniedException');

  await page.goto(`/services/${service.principalId}`);
  await page.getByRole('checkbox', { name: 'cards-read' }).check();
  await expect(page.getByText('card-reader gets cards-read, from the next request on.')).toBeVisible();
  await saveGiven(page);
  await expect(toast(page, 'card-reader gets cards-read')).toBeVisible();
  expect(await decrypt()).toBe('AccessDeniedException');
  await page.getByRole('textbox', { name: 'Tag name' }).fill('team');
  await page.getByRole('textbox', { name: 'Value' }).fill('payments');
  await page.getByRole('button', { name: 'Add tag' }).click();
  await expect(toast(page, 'Added tag team')).toBeVisible();
  expect(await decrypt()).toBe('Y2FyZA==');

  // The event names the statement, and leads to the policy.
  await page.goto(`/audit?key=${KeyId}&operation=Decrypt&outcome=allowed`);
  await page
    .getByRole('table', { name: /events/i })
    .getByRole('link')
    .first()
    .click();
  const panel = page.getByRole('complementary');
  await expect(panel).toContainText('ReadCards');
  await panel.getByRole('link', { name: 'policy cards-read' }).click();
  await expect(title(page, 'cards-read')).toBeVisible();
  await expect(page.getByRole('link', { name: 'card-reader' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Delete cards-read…' })).toHaveAccessibleDescription(
    'Take it from 1 service first',
  );

  await page.getByRole('link', { name: 'card-reader' }).click();
  await page.getByRole('checkbox', { name: 'cards-read' }).uncheck();
  await saveGiven(page);
  await expect(toast(page, 'card-reader loses cards-read')).toBeVisible();
  expect(await decrypt()).toBe('AccessDeniedException');

  await page.goto('/people/policies/cards-read');
  await page.getByRole('button', { name: 'Delete cards-read…' }).click();
  await page.getByRole('button', { name: 'Delete cards-read', exact: true }).click();
  await expect(toast(page, 'Deleted cards-read')).toBeVisible();
  await expect(page).toHaveURL('/people/policies');
});

test('an edit is a version with its reason; what somebody else saved meanwhile is not overwritten unseen', async ({
  page,
  desk,
  expectHttpError,
}) => {
  const Policy = statement({ Sid: 'Find', Action: 'kms:ListKeys', Resource: '*' });
  await desk.call('Keydesk.CreateIdentityPolicy', {
    Name: 'finds-keys',
    Policy,
    Description: 'Finds keys',
  });
  await page.goto('/people/policies/finds-keys');
  const save = page.getByRole('button', { name: 'Save as version 2' });
  await expect(save).toHaveAccessibleDescription('Nothing is changed');
  await write(page, statement({ Sid: 'Find', Action: 'kms:ListAliases', Resource: '*' }));
  const reason = page.getByRole('textbox', { name: 'Why it changes' });
  await expect(page.getByRole('textbox', { name: 'What it is for' })).toHaveAccessibleDescription(
    /^As it was before the text changed\./,
  );
  await save.click();
  await expect(reason).toBeFocused();
  await expect(reason).toHaveAccessibleDescription(/Say why, in a few words/);
  await reason.fill('Aliases are enough');
  await save.click();
  await expect(toast(page, 'Saved finds-keys as version 2')).toBeVisible();
  await expect(page.getByRole('main')).toContainText('Aliases are enough');

  const Other = statement({ Sid: 'Find', Action: ['kms:ListAliases', 'kms:ListKeys'], Resource: '*' });
  await write(page, statement({ Sid: 'Mine', Action: 'kms:ListAliases', Resource: '*' }));
  await reason.fill('Mine is less');
  await desk.call('Keydesk.PutIdentityPolicy', { Name: 'finds-keys', Policy: Other });
  expectHttpError('/api/PutIdentityPolicy', 409);
  await page.getByRole('button', { name: 'Save as version 3' }).click();
  await expect(page.getByRole('alert')).toContainText('Changed meanwhile by role/root-operator');
  await page.getByRole('button', { name: 'Overwrite version 3' }).click();
  await expect(toast(page, 'Saved finds-keys as version 4')).toBeVisible();
  await expect(page.getByRole('textbox', { name: /JSON\. Escape/ })).toContainText('Mine');
});

test('every version is kept with who saved it and why, shows what it changed, and comes back', async ({
  page,
  desk,
}) => {
  const Policy = statement({ Sid: 'Find', Action: 'kms:ListKeys', Resource: '*' });
  await desk.call('Keydesk.CreateIdentityPolicy', { Name: 'comes-back', Policy, Reason: 'to begin with' });
  await page.goto('/people/policies/comes-back');
  const region = page.getByRole('list', { name: 'Versions, newest first' });
  await expect(title(page, 'comes-back')).toBeVisible();
  await expect(region).toHaveCount(0);
  await write(page, statement({ Sid: 'Find', Action: 'kms:ListAliases', Resource: '*' }));
  await page.getByRole('textbox', { name: /^Why it changes/ }).fill('Aliases are enough');
  await page.getByRole('button', { name: 'Save as version 2' }).click();
  await expect(region.getByRole('button')).toHaveText([
    /^Version 2 in force.*Aliases are enough.*user\/anna/,
    /^Version 1.*to begin with.*role\/root-operator/,
  ]);
  const change = page.getByRole('figure', { name: 'What version 2 changed' });
  await expect(change.locator('[data-kind="new"]')).toContainText('kms:ListAliases');
  await expect(change.locator('[data-kind="gone"]')).toContainText('kms:ListKeys');

  await region.getByRole('button', { name: /^Version 1/ }).click();
  await expect(page).toHaveURL(/\?version=1$/);
  await page.getByRole('button', { name: 'Put version 1 into the editor' }).click();
  await expect(toast(page, 'Version 1 is in the editor, not saved yet')).toBeVisible();
  await expect(page.getByText('Version 2, edited.')).toBeFocused();
  await expect(page.getByRole('textbox', { name: /^Why it changes/ })).toHaveValue('Restore version 1');
  await page.getByRole('button', { name: 'Save as version 3' }).click();
  await expect(toast(page, 'Saved comes-back as version 3')).toBeVisible();
  await expect(region.getByRole('button').first()).toHaveText(/^Version 3 in force.*Restore version 1/);
  await expect(page.getByRole('textbox', { name: /JSON\. Escape/ })).toContainText('kms:ListKeys');
});

test('what is being written is told in English before it is created; as good as an administrator is asked about', async ({
  page,
}) => {
  await page.goto('/people/new-policy');
  const english = page.getByRole('region', { name: 'In English' });
  await expect(english.getByRole('listitem')).toHaveCount(1);
  await write(page, statement({ Sid: 'Find', Action: 'kms:ListAliases', Resource: '*' }));
  await expect(english).toContainText('ListAliases');
  await english.getByRole('button', { name: 'Find' }).click();
  await expect(page.getByRole('textbox', { name: /JSON\. Escape/ })).toBeFocused();

  await write(page, statement({ Sid: 'Attach', Action: 'keydesk:UpdatePrincipalPolicies', Resource: '*' }));
  await expect(page.getByRole('textbox', { name: /^What it is for/ })).toHaveAccessibleDescription(
    /^In the words of “A team reads its own records”, and the text is not that any more\./,
  );
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('attaches');
  await page.getByRole('button', { name: 'Create policy' }).click();
  const question = page.getByRole('dialog', { name: 'Create a policy that is as good as an administrator?' });
  await expect(question).toContainText('attach "administrator" to themselves');
  await question.getByRole('button', { name: 'Keep editing' }).click();
  await expect(title(page, 'Create identity policy')).toBeVisible();
});

test('a built-in policy is read, copied and never changed; the palette finds both', async ({ page }) => {
  await page.goto('/people/policies');
  await page.getByRole('link', { name: 'Auditor' }).click();
  await expect(page.getByRole('main')).toContainText('Search the audit log, export it');
  await expect(page.getByRole('textbox')).toHaveCount(0);
  await page.getByRole('link', { name: 'Copy to a new policy' }).click();
  await expect(page.getByRole('combobox', { name: 'Start from' })).toHaveValue('copy auditor');
  await expect(page.getByRole('textbox', { name: /JSON\. Escape/ })).toContainText('keydesk:SearchKeys');
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Auditor');
  await page.getByRole('button', { name: 'Create policy' }).click();
  await expect(page.getByText('There is a policy named auditor.').first()).toBeVisible();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('reads-at-night');
  await page.getByRole('button', { name: 'Create policy' }).click();
  await expect(title(page, 'reads-at-night')).toBeVisible();
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByRole('combobox', { name: /./ }).fill('auditor');
  await expect(page.getByRole('option', { name: /^Auditor/ })).toBeVisible();
  await page.getByRole('combobox', { name: /./ }).fill('at-night');
  await page.getByRole('option', { name: /^reads-at-night/ }).click();
  await expect(title(page, 'reads-at-night')).toBeVisible();
});

test('an edit is fixed by proof and compared; who has it, what they would gain; as good as an administrator is asked about', async ({
  page,
  desk,
}) => {
  const { body } = await desk.call('CreateKey', {});
  const { KeyId } = body['KeyMetadata'] as { readonly KeyId: string }; // what CreateKey answers
  const { CiphertextBlob } = (await desk.call('Encrypt', { KeyId, Plaintext: 'Y2FyZA==' })).body;
  const worker = await makeService(desk, 'gain-worker');
  const encrypts = { Sid: 'Use', Action: ['kms:Encrypt'], Resource: '*' };
  await desk.call('Keydesk.CreateIdentityPolicy', { Name: 'gains', Policy: statement(encrypts) });

  await test.step('given: what they would gain is told, and leaving asks', async () => {
    await page.goto(`/services/${worker.principalId}`);
    await page.getByRole('checkbox', { name: 'gains' }).check();
    const gains = page.getByRole('region', { name: 'What gain-worker would gain and lose' });
    await expect(gains).toContainText(/role\/gain-worker would gain Encrypt on /);
    await page.getByRole('link', { name: 'Services' }).last().click();
    await page.getByRole('button', { name: 'Keep choosing' }).click();
    await saveGiven(page);
    await expect(toast(page, 'gain-worker gets gains')).toBeVisible();
  });

  const gains = page.getByRole('region', { name: 'What those who have it would gain and lose' });
  const findings = page.getByRole('region', { name: 'Findings' });
  await test.step('edited: fixed in one go, and compared', async () => {
    await page.goto('/people/policies/gains');
    const twice = { ...encrypts, Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:Decrypt'] };
    await write(page, statement(twice));
    await page.getByRole('button', { name: /^Do (?:the one safe fix|all \d+ safe fixes)$/ }).click();
    await expect(toast(page, /^Done:|safe fixes done/)).toBeVisible();
    await expect(page.getByRole('main')).toContainText('Whoever it is attached to gains Decrypt.');
    await expect(page.getByRole('main')).toContainText('Proved for every possible request');
    await expect(gains).toContainText(/role\/gain-worker would gain Decrypt on /);
    await expectNoViolations(page);
    page.once('dialog', (leaving) => void leaving.accept());
    await page.reload();
    await expect(page.getByRole('main')).toContainText('It was kept in this tab and is not saved.');
    await findings.getByRole('button', { name: 'Why?' }).first().click();
    await expect(findings.getByRole('button', { name: 'Hide why' })).toBeVisible();
  });

  await test.step('as good as an administrator: asked, taken back by its fix', async () => {
    const powers = { ...encrypts, Action: ['kms:Encrypt', 'kms:Decrypt', 'keydesk:UpdatePrincipalPolicies'] };
    await write(page, statement(powers));
    await expect(gains).toContainText('UpdatePrincipalPolicies');
    await page.getByRole('textbox', { name: 'Why it changes' }).fill('Attaches for a week');
    await page.getByRole('button', { name: 'Save as version 2' }).click();
    const question = page.getByRole('dialog', { name: /Make role\/gain-worker as good as an administrator/ });
    await expect(question).toContainText('attach “administrator” to themselves');
    await expectNoViolations(page, ['[role="dialog"]']);
    await question.getByRole('button', { name: 'Keep it as it is' }).click();
    const fix = findings.getByRole('button', { name: /^Take keydesk:UpdatePrincipalPolicies out/ }).first();
    await fix.click();
    // What it takes is shown first.
    await findings
      .getByRole('group', { name: /takes away$/ })
      .getByRole('button', { name: /^Take / })
      .click();
    await expect(page.getByRole('textbox', { name: /JSON\. Escape/ })).not.toContainText(
      'UpdatePrincipalPolicies',
    );
    await page.getByRole('button', { name: 'Save as version 2' }).click();
    await expect(toast(page, 'Saved gains as version 2')).toBeVisible();
    const answer = await desk.call('Decrypt', { CiphertextBlob }, worker);
    expect(answer.body['Plaintext']).toBe('Y2FyZA==');
  });

  await test.step('given on its own page', async () => {
    const second = await makeService(desk, 'gain-second');
    await page.getByRole('button', { name: 'Give it to…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Give gains to…' });
    await expect(dialog.getByRole('button', { name: 'Give it' })).toHaveAccessibleDescription(
      'Choose who gets it',
    );
    await dialog.getByRole('combobox', { name: 'Person or service' }).fill('gain-second');
    await page.getByRole('option', { name: 'role/gain-second' }).click();
    await expect(dialog).toContainText(/role\/gain-second would gain .*Decrypt.* on /);
    await dialog.getByRole('button', { name: 'Give it' }).click();
    await expect(toast(page, 'gain-second gets gains')).toBeVisible();
    await expect(page.getByRole('main').getByRole('link', { name: 'gain-second' })).toBeVisible();
    const answer = await desk.call('Decrypt', { CiphertextBlob }, second);
    expect(answer.body['Plaintext']).toBe('Y2FyZA==');
  });
});
