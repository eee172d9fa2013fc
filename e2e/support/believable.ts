/** A desk as it looks in use: twelve keys over three domains, four services, uses and refusals. All of it by signed calls. */
import type { TestDesk } from '../../src/hosts/node/testing/desk.ts';
import { keyPolicyFor } from '../../src/domain/policy/default-policy.ts';
import { body, createKey, createPerson, createService, dataKey, type SeedService } from './seed.ts';

export interface Believable {
  /** The key whose page is worth looking at: used by two services, with refusals. */
  readonly keyId: string;
  readonly disabledKeyId: string;
  /** A key with grants: one in use, one that passes on, one whose grantee is gone. And the one in use. */
  readonly grantsKeyId: string;
  readonly grantId: string;
  /** PrincipalId of a service with two access keys. */
  readonly serviceId: string;
  /** PrincipalId of somebody who administers a key. */
  readonly personId: string;
}

interface Plan {
  readonly alias: string;
  readonly description: string;
  readonly domain: string;
  readonly env: string;
  readonly users: readonly string[];
  /** Data keys made, per user. */
  readonly uses?: number;
}

const KEYS: readonly Plan[] = [
  {
    alias: 'billing-prod',
    description: 'Card tokens and mandates of the billing service',
    domain: 'payments',
    env: 'prod',
    users: ['billing-api', 'etl-nightly'],
    uses: 9,
  },
  {
    alias: 'billing-test',
    description: 'Test copies of billing records',
    domain: 'payments',
    env: 'test',
    users: ['billing-api'],
    uses: 2,
  },
  {
    alias: 'payout-prod',
    description: 'Bank details for payouts',
    domain: 'payments',
    env: 'prod',
    users: ['billing-api'],
    uses: 4,
  },
  {
    alias: 'ledger-archive',
    description: 'Closed books, ten years',
    domain: 'payments',
    env: 'archive',
    users: ['etl-nightly'],
  },
  {
    alias: 'records-prod',
    description: 'Patient records, one data key each',
    domain: 'health',
    env: 'prod',
    users: ['records-api'],
    uses: 12,
  },
  {
    alias: 'records-test',
    description: 'Synthetic patient records',
    domain: 'health',
    env: 'test',
    users: ['records-api'],
    uses: 1,
  },
  {
    alias: 'imaging-prod',
    description: 'DICOM studies',
    domain: 'health',
    env: 'prod',
    users: ['records-api', 'etl-nightly'],
    uses: 3,
  },
  {
    alias: 'lab-results-prod',
    description: 'Results from three laboratories',
    domain: 'health',
    env: 'prod',
    users: ['records-api'],
    uses: 2,
  },
  {
    alias: 'login-prod',
    description: 'Session secrets and recovery codes',
    domain: 'identity',
    env: 'prod',
    users: ['login-web'],
    uses: 6,
  },
  { alias: 'login-test', description: '', domain: 'identity', env: 'test', users: ['login-web'] },
  {
    alias: 'consent/receipts',
    description: 'Signed consent receipts',
    domain: 'identity',
    env: 'prod',
    users: ['login-web', 'records-api'],
    uses: 1,
  },
  {
    alias: 'directory-sync-2024',
    description: 'Former directory connector, nobody should need it',
    domain: 'identity',
    env: 'prod',
    users: ['etl-nightly'],
    uses: 1,
  },
];

const SERVICES = [
  { name: 'billing-api', policies: [] },
  { name: 'records-api', policies: [] },
  { name: 'login-web', policies: [] },
  { name: 'etl-nightly', policies: ['auditor'] },
] as const;

/** Keys that Carla administers too. */
const CARLAS = ['imaging-prod', 'lab-results-prod'];

/** Fills the desk. `administrator`: the ARN that the key policies name. */
export async function fillDesk(desk: TestDesk, administrator: string): Promise<Believable> {
  const services = new Map<string, SeedService>();
  const ids = new Map<string, string>();
  /* oxlint-disable no-await-in-loop -- in order, so that the log reads like a day */
  for (const { name, policies } of SERVICES) services.set(name, await createService(desk, name, policies));
  const service = (name: string): SeedService => {
    const found = services.get(name);
    if (found === undefined) throw new Error(`no service ${name}`);
    return found;
  };
  const carla = await createPerson(desk, 'carla', ['key-administrator'], 'nine slow barges turn');
  body(await desk.call('Keydesk.InviteUser', { Name: 'bert', Policies: ['auditor'] }));
  for (const plan of KEYS) {
    const policy = keyPolicyFor({
      accountId: '000000000000',
      administrators: [
        administrator,
        ...(CARLAS.includes(plan.alias) ? ['arn:aws:iam::000000000000:user/carla'] : []),
      ],
      users: plan.users.map((name) => service(name).arn),
      delegateToAccount: true,
    });
    const { alias, description, domain, env } = plan;
    ids.set(alias, await createKey(desk, { alias, description, tags: { domain, env }, policy }));
  }
  const id = (alias: string): string => {
    const found = ids.get(alias);
    if (found === undefined) throw new Error(`no key ${alias}`);
    return found;
  };
  for (const plan of KEYS) {
    for (const name of plan.users) {
      for (let n = 0; n < (plan.uses ?? 0); n++) {
        const context = { tenant: n % 2 === 0 ? 'acme' : 'globex', record: String(8841 + n) };
        const sealed = await dataKey(desk, id(plan.alias), context, service(name));
        if (n % 3 === 0)
          body(
            await desk.call('Decrypt', { CiphertextBlob: sealed, EncryptionContext: context }, service(name)),
          );
      }
    }
  }
  await refusals(desk, id, service);
  const grantsKeyId = id('consent/receipts');
  const grantId = await grants(desk, grantsKeyId, service);
  const serviceId = service('billing-api').principalId;
  body(await desk.call('Keydesk.CreateAccessKey', { PrincipalId: serviceId }));
  await ownPolicies(desk, id('billing-prod'), { serviceId, personId: carla.principalId });
  return {
    keyId: id('billing-prod'),
    disabledKeyId: id('directory-sync-2024'),
    grantsKeyId,
    grantId,
    serviceId,
    personId: carla.principalId,
  };
}

/** Who uses a key besides its policy. Answers the id of the grant that is used. */
async function grants(
  desk: TestDesk,
  keyId: string,
  service: (name: string) => SeedService,
): Promise<string> {
  const grant = async (grantee: { readonly arn: string }, members: object, as?: SeedService) =>
    body(await desk.call('CreateGrant', { KeyId: keyId, GranteePrincipal: grantee.arn, ...members }, as))[
      'GrantId'
    ] as string; // its output
  const leaving = await createService(desk, 'migration-2025');
  await grant(leaving, { Operations: ['Encrypt', 'DescribeKey'] });
  body(await desk.call('Keydesk.DeleteService', { PrincipalId: leaving.principalId }));
  const scope = { Constraints: { EncryptionContextSubset: { tenant: 'acme' } } };
  await grant(service('billing-api'), {
    Operations: [
      'CreateGrant',
      'Decrypt',
      'DescribeKey',
      'Encrypt',
      'GenerateDataKey',
      'GenerateDataKeyWithoutPlaintext',
      'ReEncryptFrom',
      'RetireGrant',
    ],
    ...scope,
  });
  const exact = { Constraints: { EncryptionContextEquals: { tenant: 'acme', record: '8841' } } };
  await grant(
    service('etl-nightly'),
    { Operations: ['Encrypt'], ...exact, Name: 'chargeback-8841' },
    service('billing-api'),
  );
  const used = await grant(service('etl-nightly'), {
    Operations: ['Decrypt', 'DescribeKey'],
    ...scope,
    Name: 'nightly-report',
    RetiringPrincipal: service('login-web').arn,
  });
  for (let n = 0; n < 5; n++) {
    const context = { tenant: 'acme', record: String(8841 + n) };
    const sealed = await dataKey(desk, keyId, context, service('login-web'));
    body(
      await desk.call(
        'Decrypt',
        { CiphertextBlob: sealed, EncryptionContext: context },
        service('etl-nightly'),
      ),
    );
  }
  return used;
}

/** Two policies of the desk's own: one that a service has by its tag, one that limits somebody. */
async function ownPolicies(
  desk: TestDesk,
  keyId: string,
  { serviceId, personId }: { readonly serviceId: string; readonly personId: string },
): Promise<void> {
  const create = async (Name: string, Description: string, statement: object): Promise<unknown> =>
    body(
      await desk.call('Keydesk.CreateIdentityPolicy', {
        Name,
        Description,
        Policy: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }, null, 2),
      }),
    );
  await create('payments-read', 'Opens card tokens, for programs of the payments team.', {
    Sid: 'ReadCardTokens',
    Effect: 'Allow',
    Action: ['kms:Decrypt', 'kms:DescribeKey'],
    Resource: `arn:aws:kms:us-east-1:000000000000:key/${keyId}`,
    Condition: { StringEquals: { 'aws:PrincipalTag/team': 'payments' } },
  });
  await create('never-deletes-aliases', 'A limit for administrators in their first month.', {
    Sid: 'KeepAliases',
    Effect: 'Deny',
    Action: 'kms:DeleteAlias',
    Resource: '*',
  });
  const Tags = [
    { TagKey: 'team', TagValue: 'payments' },
    { TagKey: 'on-call', TagValue: '' },
  ];
  body(await desk.call('Keydesk.UpdatePrincipalTags', { PrincipalId: serviceId, Tags }));
  for (const [PrincipalId, Policies] of [
    [serviceId, ['payments-read']],
    [personId, ['key-administrator', 'never-deletes-aliases']],
  ] as const)
    body(await desk.call('Keydesk.UpdatePrincipalPolicies', { PrincipalId, Policies }));
}

/** What an auditor looks for: a service at another's key, a wrong context, an altered ciphertext, a disabled key. */
async function refusals(
  desk: TestDesk,
  id: (alias: string) => string,
  service: (name: string) => SeedService,
): Promise<void> {
  const context = { tenant: 'acme', record: '8841' };
  const sealed = await dataKey(desk, id('billing-prod'), context, service('billing-api'));
  for (let n = 0; n < 3; n++) {
    await desk.call('Decrypt', { CiphertextBlob: sealed, EncryptionContext: context }, service('login-web'));
  }
  await desk.call(
    'Decrypt',
    { CiphertextBlob: sealed, EncryptionContext: { tenant: 'globex' } },
    service('billing-api'),
  );
  await desk.call(
    'GenerateDataKey',
    { KeyId: id('records-prod'), KeySpec: 'AES_256' },
    service('billing-api'),
  );
  body(await desk.call('DisableKey', { KeyId: id('directory-sync-2024') }));
  await desk.call(
    'GenerateDataKey',
    { KeyId: id('directory-sync-2024'), KeySpec: 'AES_256' },
    service('etl-nightly'),
  );
}
/* oxlint-enable no-await-in-loop */
