/** The create-key form: what it refuses, what it keeps, and the policy that results. */
import { expect, test, toast } from './fixtures.ts';
import { keyPolicyFor } from '../src/domain/policy/default-policy.ts';
import { ADMINISTRATOR } from './support/people.ts';
import { body, createKey, createService, dataKey } from './support/seed.ts';

test('errors stand by their fields and in a summary that takes focus', async ({ page }) => {
  await page.goto('/keys/new');
  await page.getByLabel('Alias').fill('über-key');
  await page.getByRole('button', { name: 'Add tag' }).click();
  await page.getByLabel('Value of tag 1').fill('prod');
  await page.getByRole('group', { name: 'Administrators' }).getByLabel('user/anna').uncheck();
  await page.getByLabel('The account keeps control').uncheck();
  await page.getByRole('button', { name: 'Create key' }).click();

  const summary = page.getByRole('alert');
  await expect(summary).toBeFocused();
  await expect(summary.getByRole('listitem')).toHaveCount(3);
  const alias = page.getByLabel('Alias');
  await expect(alias).toHaveAttribute('aria-invalid', 'true');
  await expect(alias).toHaveAccessibleDescription(/Use letters without accents, digits and/);
  await expect(page.getByRole('group', { name: 'Tags' })).toContainText('Every tag needs a name.');
  await expect(page.getByRole('group', { name: 'Administrators' })).toContainText(
    'Add yourself, or let the account keep control',
  );

  await summary.getByRole('link', { name: 'Alias' }).click();
  await expect(alias).toBeFocused();
  await alias.clear();
  // Key by key: mending a field must not send focus away from it. The prefix goes away as it is typed.
  await alias.pressSequentially('alias/uber-key');
  await expect(alias).toBeFocused();
  await expect(alias).toHaveValue('uber-key');
  await expect(alias).not.toHaveAttribute('aria-invalid', 'true');
  await expect(page).toHaveURL('/keys/new');
});

test('each error is seen where it is led to, also below the window', async ({ page, desk }) => {
  // So many that a box to filter them stands before the choices.
  for (let n = 0; n < 8; n++)
    // oxlint-disable-next-line no-await-in-loop -- few
    await createService(desk, `led-to-${n}`);
  await page.setViewportSize({ width: 1280, height: 560 });
  await page.goto('/keys/new');
  await page.getByLabel('Alias').fill('seen-errors');
  const administrators = page.getByRole('group', { name: 'Administrators' });
  const me = administrators.getByRole('checkbox', { name: 'user/anna', exact: true });
  // Who is ticked stands first, in sight of the list.
  await expect(administrators.getByRole('checkbox').first()).toHaveAccessibleName('user/anna');
  await expect(me).toHaveAccessibleDescription(/^person, you/);
  await me.uncheck();
  await page.getByLabel('The account keeps control').uncheck();
  await page.getByRole('button', { name: 'Create key' }).click();
  const summary = page.getByRole('alert');
  await expect(summary).toBeFocused();
  await expect(summary).toBeInViewport({ ratio: 1 });
  await summary.getByRole('link', { name: 'Administrators' }).click();
  await expect(me).toBeFocused();
  await expect(me).toBeInViewport({ ratio: 1 });
  await expect(administrators.getByText('Add yourself, or let the account')).toBeInViewport({ ratio: 1 });
  await me.check();
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test('a draft survives a reload, and is gone once the key is made', async ({ page }) => {
  await page.goto('/keys/new');
  await page.getByLabel('Alias').fill('draft-key');
  await page.getByLabel('Description').fill('Kept over a reload');
  await page.getByRole('button', { name: 'Add tag' }).click();
  await page.getByLabel('Name of tag 1').fill('env');
  await page.getByLabel('Value of tag 1').fill('test');
  await page.reload();
  await expect(page.getByLabel('Alias')).toHaveValue('draft-key');
  await expect(page.getByLabel('Description')).toHaveValue('Kept over a reload');
  await expect(page.getByLabel('Value of tag 1')).toHaveValue('test');
  await page.getByRole('button', { name: 'Create key' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'draft-key' })).toBeVisible();
  await expect(toast(page, 'Created draft-key')).toBeVisible();
  await expect(page.getByRole('main')).toContainText('Kept over a reload');
  await page.goto('/keys/new');
  await expect(page.getByLabel('Alias')).toHaveValue('');
});

test('an alias that is taken is said by the field, and no key is made', async ({ page, desk }) => {
  await createKey(desk, { alias: 'taken-name' });
  const keys = async (): Promise<unknown> => body(await desk.call('Keydesk.SearchKeys'))['Total'];
  const before = await keys();
  await page.goto('/keys/new');
  await page.getByLabel('Alias').fill('taken-name');
  await page.getByRole('button', { name: 'Create key' }).click();
  await expect(page.getByRole('alert')).toBeFocused();
  await expect(page.getByLabel('Alias')).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByLabel('Alias')).toHaveAccessibleDescription(/taken|already/i);
  expect(await keys()).toBe(before);
});

test('the policy beside the form is the one that the key gets', async ({ page, desk }) => {
  const service = await createService(desk, 'policy-reader');
  await page.goto('/keys/new');
  await page.getByLabel('Alias').fill('shown-policy');
  await expect(page.getByRole('main')).toContainText('Nobody is named to use it yet');
  await page.getByRole('button', { name: 'Show JSON' }).click();
  const shown = page.getByRole('figure', { name: 'Key policy, JSON' });
  await expect(shown).not.toContainText('Use of the key');
  await page.getByRole('group', { name: 'Users' }).getByLabel('role/policy-reader').check();
  await expect(shown).toContainText('Use of the key');
  await expect(shown).toContainText(service.arn);
  await expect(page.getByRole('main')).toContainText('role/policy-reader may use it');
  await page.getByLabel('The account keeps control').uncheck();
  await expect(shown).not.toContainText('kms:*');
  const text = (await shown.locator('pre').textContent()) ?? '';
  await page.getByRole('button', { name: 'Create key' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'shown-policy' })).toBeVisible();

  const keyId = new URL(page.url()).pathname.split('/')[2] ?? '';
  await page.goto(`/keys/${keyId}/policy`);
  const editor = page.getByRole('textbox', { name: /^Key policy, JSON/ });
  await expect(editor).toContainText('role/policy-reader');
  const used = await desk.call('GenerateDataKey', { KeyId: keyId, KeySpec: 'AES_256' }, service);
  expect(used.status).toBe(200);
  // The account's own policies have no word here any more.
  const root = await desk.call('GetKeyPolicy', { KeyId: keyId });
  expect(root.body).toMatchObject({ __type: 'AccessDeniedException' });
  expect(JSON.parse(text)).toHaveProperty('Statement.length', 2);
});

test('what the release cannot do is folded away, and says why once', async ({ page }) => {
  await page.goto('/keys/new');
  const purposes = page.getByRole('group', { name: 'What is it for?' });
  await expect(purposes.getByRole('radio')).toHaveCount(1);
  await expect(purposes.getByRole('radio', { name: /^Encrypt records/ })).toBeChecked();
  const unfold = page.getByRole('button', { name: 'Not in this release (5)' });
  const left = page.getByRole('list', { name: 'Not in this release' });
  await expect(unfold).toHaveAttribute('aria-expanded', 'false');
  await expect(left).toHaveCount(0);
  await unfold.press('Enter');
  await expect(unfold).toHaveAttribute('aria-expanded', 'true');
  await expect(left.getByRole('listitem')).toHaveCount(5);
  await expect(left).toContainText('Sign tokens');
  await expect(page.getByText(/makes symmetric keys .* The token .* could do all of these/)).toHaveCount(1);
});

test('on a phone warnings and the policy are seen before the button', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('/keys/new');
  await page.getByLabel('Alias').fill('refunds-test');
  await page.getByRole('button', { name: 'Add tag' }).click();
  await page.getByLabel('Name of tag 1').fill('env');
  await page.getByLabel('Value of tag 1').fill('prod');
  const top = async (text: string): Promise<number> =>
    (await page.getByText(text, { exact: false }).first().boundingBox())?.y ?? 0;
  const create = await page.getByRole('button', { name: 'Create key' }).boundingBox();
  const cancel = await page.getByRole('link', { name: 'Cancel' }).boundingBox();
  expect(await top('The alias says test, the tags say prod')).toBeLessThan(await top('May change the key'));
  expect(await top('The policy that results')).toBeLessThan(create?.y ?? 0);
  expect(await top('The same as code')).toBeGreaterThan(create?.y ?? 0);
  // The way back first, the act last: as everywhere.
  expect(cancel?.x).toBeLessThan(create?.x ?? 0);
});

test('rotation is switched on with the key, by a period of one’s own', async ({ page, desk }) => {
  await page.goto('/keys/new');
  await page.getByLabel('Alias').fill('turns');
  const rotation = page.getByRole('group', { name: 'Rotation' });
  await expect(rotation.getByLabel('Every 365 days')).toBeChecked();
  await rotation.getByLabel('Every … days').check();
  await page.getByLabel('Days', { exact: true }).fill('12');
  await page.getByRole('button', { name: 'Create key' }).click();
  await page.getByRole('alert').getByRole('link', { name: 'Rotation' }).click();
  await expect(page.getByLabel('Days', { exact: true })).toBeFocused();
  await page.getByLabel('Days', { exact: true }).fill('100');
  await page.getByRole('button', { name: 'Create key' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'turns' })).toBeVisible();
  const seen = body(await desk.call('Keydesk.DescribeKeyOverview', { KeyId: 'alias/turns' }));
  expect(seen['Key']).toMatchObject({ RotationPeriodInDays: 100 });
});

test('the same as code follows the form, escaped for its language', async ({ page }) => {
  await page.goto('/keys/new');
  await page.getByLabel('Alias').fill('coded');
  await page.getByLabel('Description').fill(`it's "\${x}" $(id)\nnext`);
  const code = page.getByRole('tabpanel');
  await expect(code).toContainText(`--description 'it'\\''s "\${x}" $(id)`);
  await expect(code).toContainText('aws kms enable-key-rotation');
  await page.getByRole('tab', { name: 'AWS CLI' }).press('End');
  await expect(page.getByRole('tab', { name: 'Terraform' })).toBeFocused();
  await expect(code).toContainText('"it\'s \\"$${x}\\" $(id)\\nnext"');
  await page.getByRole('group', { name: 'Rotation' }).getByLabel('Only when somebody rotates it').check();
  await expect(code).not.toContainText('rotation');
  await page.reload();
  await expect(page.getByRole('tab', { name: 'Terraform' })).toHaveAttribute('aria-selected', 'true');
});

test('what would stand across environments or repeat an alias is said while typing', async ({
  page,
  desk,
}) => {
  const [prod, test_] = [await createService(desk, 'across-prod'), await createService(desk, 'across-test')];
  for (const [service, env] of [
    [prod, 'prod'],
    [test_, 'test'],
  ] as const) {
    const policy = keyPolicyFor({
      accountId: '000000000000',
      administrators: [],
      users: [service.arn],
      delegateToAccount: true,
    });
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const keyId = await createKey(desk, { alias: `across/${env}`, tags: { env }, policy });
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await dataKey(desk, keyId, {}, service);
  }
  await page.goto('/keys/new');
  const users = page.getByRole('group', { name: 'Users' });
  const said = page.getByRole('status');
  await users.getByLabel('role/across-prod').check();
  await users.getByLabel('role/across-test').check();
  await expect(said.filter({ hasText: 'Its users come from several environments' })).toBeVisible();
  await page.getByRole('button', { name: 'Add tag' }).click();
  await page.getByLabel('Name of tag 1').fill('env');
  await page.getByLabel('Value of tag 1').fill('prod');
  await expect(said.filter({ hasText: 'role/across-test uses keys of test so far' })).toBeVisible();
  await expect(
    page.locator('datalist#tags-names option[value="domain"], datalist#tags-values-0 option[value="test"]'),
  ).not.toHaveCount(0);
  await page.getByLabel('Alias').fill('across/prod');
  await expect(said.filter({ hasText: 'Another key has the alias across/prod already' })).toBeVisible();
});

test('a key whose alias fails is told, with a link, and can be finished', async ({
  page,
  desk,
  expectHttpError,
}) => {
  await page.goto('/keys/new');
  await page.getByLabel('Alias').fill('half-made');
  expectHttpError('/api/CreateAlias', 400);
  // Once: to take the route away just before the next request can leave that one hanging.
  await page.route(
    '**/api/CreateAlias',
    (route) =>
      route.fulfill({
        status: 400,
        contentType: 'application/json',
        body: JSON.stringify({ __type: 'LimitExceededException', message: 'Too many aliases' }),
      }),
    { times: 1 },
  );
  await page.getByRole('button', { name: 'Create key' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Finish the key' })).toBeVisible();
  await expect(page.getByRole('alert')).toContainText('Too many aliases');
  await expect(page.getByText('Its rotation is as asked for.')).toBeVisible();
  const keyId = (await page.getByRole('link', { name: 'open it' }).getAttribute('href'))?.split('/')[2] ?? '';
  const seen = async (): Promise<unknown> =>
    body(await desk.call('Keydesk.DescribeKeyOverview', { KeyId: keyId }))['Key'];
  expect(await seen()).toMatchObject({ Aliases: [], RotationPeriodInDays: 365 });

  // Neither a reload nor a look elsewhere makes a second key of it.
  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: 'Finish the key' })).toBeVisible();
  await page.getByLabel('Alias').fill('whole-made');
  await page.getByRole('button', { name: 'Finish the key' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'whole-made' })).toBeVisible();
  expect(await seen()).toMatchObject({ Aliases: ['alias/whole-made'], RotationPeriodInDays: 365 });
  await page.goto('/keys/new');
  await expect(page.getByRole('heading', { level: 1, name: 'Create key' })).toBeVisible();
});

test('no answer is not taken for a refusal', async ({ page, expectHttpError }) => {
  await page.goto('/keys/new');
  await page.getByLabel('Alias').fill('unheard');
  expectHttpError('/api/CreateKey', 502);
  await page.route('**/api/CreateKey', (route) => route.fulfill({ status: 502, body: 'Bad gateway' }));
  await page.getByRole('button', { name: 'Create key' }).click();
  await expect(
    page.getByRole('alert').filter({ hasText: 'It is not known whether the key was created' }),
  ).toBeVisible();
  await expect(page.getByLabel('Alias')).toHaveValue('unheard');
});

test('a session that ended in mid-form: signing in again keeps what was typed', async ({
  page,
  expectHttpError,
}) => {
  await page.goto('/keys/new');
  await page.getByLabel('Description').fill('Typed before the session ended');
  await page.context().clearCookies();
  // Whether the alias is taken is asked while typing: that finds the session ended, or the shell's look at the desk does.
  expectHttpError('/api/', 401);
  await page.getByLabel('Alias').fill('survivor');
  const ended = page.getByRole('dialog', { name: 'Your session has ended' });
  await ended.getByLabel('Password of anna').fill(ADMINISTRATOR.password);
  await ended.getByRole('button', { name: 'Sign in' }).click();
  await expect(ended).toBeHidden();
  await expect(page.getByLabel('Description')).toHaveValue('Typed before the session ended');
  await expect(page.getByLabel('Alias')).toHaveValue('survivor');
  await page.getByRole('button', { name: 'Create key' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'survivor' })).toBeVisible();
});

test('pressing twice makes one key', async ({ page, desk }) => {
  await page.goto('/keys/new');
  await page.getByLabel('Alias').fill('only-once');
  await page.evaluate(() => {
    const form = document.querySelector('form');
    form?.requestSubmit();
    form?.requestSubmit();
    form?.requestSubmit();
  });
  await expect(page.getByRole('heading', { level: 1, name: 'only-once' })).toBeVisible();
  const made = body(
    await desk.call('Keydesk.SearchAuditEvents', {
      Operation: 'CreateKey',
      Principal: 'arn:aws:iam::000000000000:user/anna',
    }),
  );
  const aliases = body(
    await desk.call('Keydesk.SearchAuditEvents', {
      Operation: 'CreateAlias',
      Principal: 'arn:aws:iam::000000000000:user/anna',
    }),
  );
  expect(made['Matching']).toBe(aliases['Matching']);
});

test('leaving what was typed asks once; the draft is there again, and can be dropped', async ({ page }) => {
  await page.goto('/keys');
  await page.getByRole('link', { name: 'Create key', exact: true }).first().click();
  await page.getByLabel('Alias').fill('left-behind');
  await page.getByRole('link', { name: 'Cancel' }).click();
  const question = page.getByRole('dialog', { name: 'Leave without creating the key?' });
  await question.getByRole('button', { name: 'Stay here' }).click();
  await expect(page.getByLabel('Alias')).toHaveValue('left-behind');
  await page.getByRole('link', { name: 'Cancel' }).click();
  await question.getByRole('button', { name: 'Leave the form' }).click();
  await expect(page).toHaveURL('/keys');
  await page.getByRole('link', { name: 'Create key', exact: true }).first().click();
  await expect(page.getByText('What you typed before is here again.')).toBeVisible();
  await page.getByRole('button', { name: 'Start over' }).click();
  await expect(page.getByLabel('Alias')).toHaveValue('');
  await page.getByRole('link', { name: 'Cancel' }).click();
  await expect(page).toHaveURL('/keys');
});

test('cancel leads back to the list', async ({ page }) => {
  await page.goto('/keys');
  await page.getByRole('link', { name: 'Create key', exact: true }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: 'Create key' })).toBeFocused();
  await page.getByRole('link', { name: 'Cancel' }).click();
  await expect(page).toHaveURL('/keys');
});
