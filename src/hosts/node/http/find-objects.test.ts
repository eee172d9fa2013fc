/** The palette's search: what is found, and by whom. */
import { beforeAll, expect, it } from 'vitest';
import { makeService, succeed, useDesk, useService, type Service } from './testing/conformance.ts';

const desk = useDesk();
const auditor = useService(desk, 'auditor', ['auditor']);
const user = useService(desk, 'user', ['key-user']);
const plain = useService(desk, 'plain');

interface Found {
  readonly Keys: readonly { readonly KeyId: string; readonly Alias?: string }[];
  readonly Grants: readonly { readonly GrantId: string; readonly Name: string; readonly Grantee: string }[];
  readonly Policies: readonly { readonly Name: string }[];
  readonly Principals: readonly { readonly Arn: string; readonly Kind: string }[];
}
async function find(Text: string, as: Service = auditor): Promise<Found> {
  const answer = await desk.call('Keydesk.FindObjects', { Text }, as);
  expect(answer.status).toBe(200);
  return answer.body as unknown as Found; // the schema
}
const aliases = async (text: string): Promise<readonly (string | undefined)[]> =>
  (await find(text)).Keys.map(({ Alias }) => Alias);

const NOTHING = { Grants: [], Keys: [], Policies: [], Principals: [] };

let billing = '';
let billingApi: Service;
beforeAll(async () => {
  for (const [alias, description, env] of [
    ['rebilling', 'x', 'prod'],
    ['billing-test', 'x', 'test'],
    ['billing-prod', 'Card tokens', 'prod'],
    ['payout', 'Bank details for <b>billing</b>', 'prod'],
  ] as const) {
    /* oxlint-disable no-await-in-loop -- in order */
    const made = await succeed(desk, 'CreateKey', {
      Description: description,
      Tags: [{ TagKey: 'env', TagValue: env }],
    });
    const { KeyId } = made['KeyMetadata'] as { KeyId: string };
    await succeed(desk, 'CreateAlias', { AliasName: `alias/${alias}`, TargetKeyId: KeyId });
    if (alias === 'billing-prod') {
      billing = KeyId;
      await succeed(desk, 'CreateAlias', { AliasName: 'alias/zz-second', TargetKeyId: KeyId });
    }
    /* oxlint-enable no-await-in-loop */
  }
  billingApi = await makeService(desk, 'billing-api', []);
});

it('ranks keys by alias before description and tags', async () => {
  expect(await aliases('billing')).toEqual([
    'alias/billing-prod',
    'alias/billing-test',
    'alias/payout',
    'alias/rebilling',
  ]);
  expect(await aliases('billing env=test')).toEqual(['alias/billing-test']);
  expect(await aliases('card')).toEqual(['alias/billing-prod']);
  expect(await aliases('nothing of the kind')).toEqual([]);
});

it('takes what names one key as that key', async () => {
  const { KeyArn } = { KeyArn: `arn:aws:kms:us-east-1:000000000000:key/${billing}` };
  for (const text of [billing, KeyArn, ` ${billing} `])
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    expect((await find(text)).Keys).toMatchObject([{ KeyId: billing, Alias: 'alias/billing-prod' }]);
  for (const text of ['alias/zz-second', 'arn:aws:kms:us-east-1:000000000000:alias/zz-second'])
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    expect((await find(text)).Keys).toMatchObject([{ KeyId: billing, Alias: 'alias/zz-second' }]);
  expect(await find('9f2c'.repeat(16))).toEqual(NOTHING);
});

it('finds services by name, ARN and access key', async () => {
  for (const text of ['billing-api', billingApi.arn, billingApi.accessKeyId])
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    expect((await find(text)).Principals).toMatchObject([{ Arn: billingApi.arn, Kind: 'role' }]);
});

it('finds identity policies by name, and built-in ones by title', async () => {
  const Policy =
    '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"kms:ListKeys","Resource":"*"}}';
  await succeed(desk, 'Keydesk.CreateIdentityPolicy', {
    Name: 'billing-read',
    Policy,
    Description: 'Reads.',
  });
  expect((await find('billing')).Policies).toEqual([
    { Name: 'billing-read', Title: 'billing-read', Description: 'Reads.' },
  ]);
  expect((await find('key admin')).Policies).toMatchObject([
    { Name: 'key-administrator', Title: 'Key administrator' },
  ]);
  expect((await find('billing', user)).Policies).toEqual([]);
});

it('finds grants by name, by who has them and by id, for who may list them', async () => {
  const reporter = await makeService(desk, 'reporter', []);
  const grant = async (Name?: string): Promise<string> => {
    const input = { KeyId: billing, GranteePrincipal: reporter.arn, Operations: ['Decrypt'], Name };
    return String((await succeed(desk, 'CreateGrant', input))['GrantId']);
  };
  const [named, nameless] = [await grant('nightly-export'), await grant()];
  const found = {
    GrantId: named,
    KeyId: billing,
    KeyAlias: 'alias/billing-prod',
    Name: 'nightly-export',
    Grantee: reporter.arn,
  };
  expect((await find('nightly')).Grants).toEqual([found]);
  expect((await find(named)).Grants).toEqual([found]);
  expect(new Set((await find('reporter')).Grants.map(({ GrantId }) => GrantId))).toEqual(
    new Set([named, nameless]),
  );
  expect((await find(nameless.slice(0, 12))).Grants).toMatchObject([{ GrantId: nameless, Name: '' }]);
  for (const text of ['nightly', named]) expect((await find(text, plain)).Grants).toEqual([]);
});

it('asks of each key whether its grants may be listed, however many others have grants of that name', async () => {
  const grantee = await makeService(desk, 'many-grantee', []);
  const lister = await makeService(desk, 'lister', []);
  const grant = (KeyId: string, Name: string): Promise<unknown> =>
    succeed(desk, 'CreateGrant', { KeyId, GranteePrincipal: grantee.arn, Operations: ['Decrypt'], Name });
  for (let i = 0; i < 40; i++)
    // oxlint-disable-next-line no-await-in-loop -- a grant of the same name and shape would be the same grant
    await grant(billing, `quarterly${String(i).padStart(2, '0')}`);
  const Policy = {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::123456789012:root' },
        Action: 'kms:*',
        Resource: '*',
      },
      { Effect: 'Allow', Principal: { AWS: lister.arn }, Action: 'kms:ListGrants', Resource: '*' },
    ],
  };
  const made = await succeed(desk, 'CreateKey', { Policy: JSON.stringify(Policy) });
  const { KeyId } = made['KeyMetadata'] as { KeyId: string };
  await grant(KeyId, 'quarterly99');
  expect((await find('quarterly')).Grants.map(({ Name }) => Name)).toEqual(
    Array.from({ length: 8 }, (_, i) => `quarterly0${i}`),
  );
  expect((await find('quarterly', lister)).Grants).toMatchObject([{ Name: 'quarterly99', KeyId }]);
});

it('shows of each kind only what the caller may list', async () => {
  expect((await find('billing', user)).Keys).toHaveLength(4);
  expect((await find('billing', user)).Principals).toEqual([]);
  expect(await find('billing', plain)).toEqual(NOTHING);
  expect(await find(billing, plain)).toEqual(NOTHING);
});

it('refuses what is no search', async () => {
  for (const Text of ['', 'x'.repeat(2049)])
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    expect((await desk.call('Keydesk.FindObjects', { Text }, auditor)).body['__type']).toBe(
      'ValidationException',
    );
  expect(await find('   ')).toEqual(NOTHING);
});
