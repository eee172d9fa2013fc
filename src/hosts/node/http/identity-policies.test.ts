/** Identity policies of the desk's own, and tags of people and services: over the wire, on a real desk. */
import { describe, expect, it } from 'vitest';
import { api, redeem, type Got } from './testing/console-requests.ts';
import {
  ACCOUNT,
  eventOf,
  expectRefused,
  makeKey,
  makeService,
  REGION,
  succeed,
  useDesk,
  useService,
  type Service,
} from './testing/conformance.ts';
import { dataKey, denied, SILENT_IDENTITY } from './testing/policies.ts';
import { runCli, startTestDesk } from '../testing/desk.ts';

const desk = useDesk();
const auditor = useService(desk, 'looks', ['auditor']);
const keeper = useService(desk, 'keeper', ['key-administrator']);

const policy = (...Statement: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement });
const allow = (Action: unknown, over: object = {}): object => ({
  Effect: 'Allow',
  Action,
  Resource: '*',
  ...over,
});
const tag = (TagKey: string, TagValue = ''): { TagKey: string; TagValue: string } => ({ TagKey, TagValue });

const create = (Name: string, Policy: string, more: object = {}): Promise<Record<string, unknown>> =>
  succeed(desk, 'Keydesk.CreateIdentityPolicy', { Name, Policy, ...more });
const list = async (): Promise<readonly Record<string, unknown>[]> =>
  (await succeed(desk, 'Keydesk.ListIdentityPolicies'))['Policies'] as Record<string, unknown>[]; // as it answers
const get = (Name: string): Promise<Record<string, unknown>> =>
  succeed(desk, 'Keydesk.GetIdentityPolicy', { Name });
/** What is said of a call that would undo what somebody did, or leave something without its ground: it changes nothing. */
const conflict = async (target: string, body: object): Promise<unknown> => {
  const answer = await desk.call(target, body);
  expect([answer.status, answer.body['__type']]).toEqual([409, 'ConflictException']);
  expect((await eventOf(desk, answer)).Changes).toEqual([]);
  return answer.body['message'];
};
interface Listed {
  readonly PrincipalId: string;
  readonly Arn: string;
  readonly Tags: unknown;
}
const principal = async ({ arn }: Pick<Service, 'arn'>): Promise<Listed> => {
  const { Principals } = await succeed(desk, 'Keydesk.ListPrincipals');
  return (Principals as Listed[]).find(({ Arn }) => Arn === arn)!; // of a service that was made
};
const attach = async (service: Service, ...Policies: readonly string[]): Promise<void> => {
  const { PrincipalId } = await principal(service);
  await succeed(desk, 'Keydesk.UpdatePrincipalPolicies', { PrincipalId, Policies });
};
const tagAs = async (service: Service, ...Tags: readonly object[]): Promise<void> => {
  const { PrincipalId } = await principal(service);
  await succeed(desk, 'Keydesk.UpdatePrincipalTags', { PrincipalId, Tags });
};

describe('a policy of the desk’s own', () => {
  it('gives what it says to who has it, while the tag is theirs; the event names its statement', async () => {
    const key = await makeKey(desk);
    const other = await makeKey(desk);
    const service = await makeService(desk, 'payments');
    const made = await succeed(desk, 'GenerateDataKey', dataKey(key));
    const decrypt = () => desk.call('Decrypt', { CiphertextBlob: made['CiphertextBlob'] }, service);
    const refused = async (): Promise<void> => {
      const answer = await decrypt();
      expect([answer.status, answer.body]).toEqual([
        400,
        {
          __type: 'AccessDeniedException',
          message: denied(service.arn, 'kms:Decrypt', key.arn, SILENT_IDENTITY('kms:Decrypt')).message,
        },
      ]);
    };
    await refused();
    await create(
      'payments-read',
      policy(
        allow('kms:ListKeys', { Sid: 'find' }),
        allow('kms:Decrypt', {
          Sid: 'read payments',
          Resource: key.arn,
          Condition: { StringEquals: { 'aws:PrincipalTag/team': 'payments' } },
        }),
      ),
      { Description: 'Reads payments.', Reason: 'payments goes live' },
    );
    await refused();
    await attach(service, 'payments-read');
    await refused();
    await tagAs(service, tag('Team', 'payments'));
    const answer = await decrypt();
    expect(answer.status).toBe(200);
    const { PolicyVersion } = await get('payments-read');
    expect((await eventOf(desk, answer)).DecidedBy).toMatchObject([
      { Source: 'KEY_POLICY' },
      {
        Source: 'IDENTITY_POLICY',
        Policy: 'payments-read',
        Version: PolicyVersion,
        Statement: 1,
        Sid: 'read payments',
        Effect: 'Allow',
      },
    ]);
    // Another key, another action: nothing.
    for (const [operation, body] of [
      ['GenerateDataKey', dataKey(key)],
      ['GenerateDataKey', dataKey(other)],
    ] as const)
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await expectRefused(desk, operation, body, { code: 'AccessDeniedException', as: service });
    await tagAs(service, tag('Team', 'billing'));
    await refused();
    await tagAs(service, tag('Team', 'payments'));
    expect((await decrypt()).status).toBe(200);
    await attach(service);
    await refused();
  });

  it('counts as it is now: an edit takes effect with the next request', async () => {
    const service = await makeService(desk, 'edited');
    await create('lists', policy(allow('kms:ListKeys')));
    await attach(service, 'lists');
    const keys = () => desk.call('ListKeys', {}, service);
    expect((await keys()).status).toBe(200);
    const put = await desk.call('Keydesk.PutIdentityPolicy', {
      Name: 'lists',
      Policy: policy(allow('kms:ListAliases')),
      Reason: 'aliases are enough',
      IfPolicyVersion: 1,
    });
    expect([put.status, put.body]).toEqual([200, { PolicyVersion: 2 }]);
    expect(await eventOf(desk, put)).toMatchObject({
      Reason: 'aliases are enough',
      Parameters: [
        ['Holders', '1'],
        ['Name', 'lists'],
      ],
      Changes: [
        { Kind: 'policyVersion', Id: 'identity/lists/1' },
        { Kind: 'identityPolicy', Id: 'lists', Version: 2 },
      ],
    });
    expect((await keys()).body['__type']).toBe('AccessDeniedException');
    expect((await desk.call('ListAliases', {}, service)).status).toBe(200);
    expect(await get('lists')).toMatchObject({ PolicyVersion: 2, Reason: 'aliases are enough' });
  });

  it('is not overwritten unseen, and is left alone when nothing of it changes', async () => {
    const text = policy(allow('kms:ListKeys'));
    await create('kept', text, { Description: 'One.' });
    const put = { Name: 'kept', Policy: policy(allow('kms:ListAliases')) };
    await succeed(desk, 'Keydesk.PutIdentityPolicy', { ...put, IfPolicyVersion: 1 });
    expect(
      await conflict('Keydesk.PutIdentityPolicy', { Name: 'kept', Policy: text, IfPolicyVersion: 1 }),
    ).toBe(
      'The policy was changed meanwhile: it is version 2 now, and version 1 was edited. Nothing was saved.',
    );
    const same = await desk.call('Keydesk.PutIdentityPolicy', { ...put, Reason: 'no reason' });
    expect([same.body, (await eventOf(desk, same)).Changes]).toEqual([{ PolicyVersion: 2 }, []]);
    await succeed(desk, 'Keydesk.PutIdentityPolicy', { ...put, Description: 'Two.' });
    expect(await get('kept')).toMatchObject({ Description: 'Two.', PolicyVersion: 3, Policy: put.Policy });
  });

  it('is listed after the built-in ones, with how many have it and who saved it', async () => {
    const service = await makeService(desk, 'listed', ['auditor']);
    await create('counted', policy(allow('kms:ListKeys')), { Description: ' Lists. ' });
    await attach(service, 'counted', 'auditor');
    const all = await list();
    expect(all.slice(0, 4).map(({ Name, BuiltIn, PolicyVersion }) => [Name, BuiltIn, PolicyVersion])).toEqual(
      ['administrator', 'key-administrator', 'key-user', 'auditor'].map((name) => [name, true, 1]),
    );
    expect(all.find(({ Name }) => Name === 'counted')).toEqual({
      Name: 'counted',
      Description: 'Lists.',
      BuiltIn: false,
      PolicyVersion: 1,
      People: 0,
      Services: 1,
      CreationDate: expect.any(Number) as number,
      LastUpdatedDate: expect.any(Number) as number,
      UpdatedBy: `arn:aws:iam::${ACCOUNT}:role/root-operator`,
    });
    const { PrincipalId } = await principal(service);
    const Holders = [{ PrincipalId, Name: 'listed', Kind: 'role' }];
    expect(await get('counted')).toMatchObject({ Policy: policy(allow('kms:ListKeys')), Holders });
    const builtIn = await get('auditor');
    expect(builtIn).toMatchObject({ BuiltIn: true, Policy: expect.stringContaining('ReadLog') as string });
    expect(builtIn['Holders']).toContainEqual(Holders[0]);
  });

  it('is read by an auditor, and written by nobody without the permission', async () => {
    await create('private', policy(allow('kms:ListKeys')));
    for (const target of ['Keydesk.ListIdentityPolicies', 'Keydesk.GetIdentityPolicy'])
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await succeed(desk, target, { Name: 'private' }, auditor);
    const text = policy(allow('kms:*'));
    const { PrincipalId } = await principal(keeper);
    for (const [target, body] of [
      ['Keydesk.CreateIdentityPolicy', { Name: 'mine', Policy: text }],
      ['Keydesk.PutIdentityPolicy', { Name: 'private', Policy: text }],
      ['Keydesk.DeleteIdentityPolicy', { Name: 'private' }],
      ['Keydesk.UpdatePrincipalTags', { PrincipalId, Tags: [tag('team', 'payments')] }],
    ] as const)
      for (const as of [auditor, keeper])
        // oxlint-disable-next-line no-await-in-loop -- likewise
        await expectRefused(desk, target, body, { code: 'AccessDeniedException', as });
    expect(await get('private')).toMatchObject({ PolicyVersion: 1 });
    expect((await principal(keeper)).Tags).toEqual([]);
  });

  it('is deleted when nobody has it, and its name is another policy’s afterwards', async () => {
    const [web, job] = [await makeService(desk, 'web'), await makeService(desk, 'job')];
    const text = policy(allow('kms:ListKeys'));
    await create('shared', text);
    await attach(web, 'shared');
    await attach(job, 'shared');
    expect(await conflict('Keydesk.DeleteIdentityPolicy', { Name: 'shared' })).toBe(
      'shared is attached to the service job and the service web. Take it from them first.',
    );
    expect((await desk.call('ListKeys', {}, web)).status).toBe(200);
    await attach(web);
    await attach(job);
    await succeed(desk, 'Keydesk.DeleteIdentityPolicy', { Name: 'shared', Reason: 'nobody needs it' });
    await expectRefused(
      desk,
      'Keydesk.GetIdentityPolicy',
      { Name: 'shared' },
      {
        code: 'NotFoundException',
        message: 'There is no policy named shared.',
      },
    );
    const { PrincipalId } = await principal(web);
    await expectRefused(
      desk,
      'Keydesk.UpdatePrincipalPolicies',
      { PrincipalId, Policies: ['shared'] },
      { code: 'NotFoundException' },
    );
    // A version is never used twice: what an event of before names stays unmistakable.
    expect(await create('shared', text)).toEqual({ Name: 'shared', PolicyVersion: 3 });
  });

  it.each([
    ['Administrator', 'Administrator is the name of a built-in policy.'],
    ['key-user', 'key-user is the name of a built-in policy.'],
    ['TAKEN', 'A policy named taken already exists.'],
  ])('takes no name that would be read as another one: %s', async (Name, message) => {
    const Policy = policy(allow('kms:ListKeys'));
    if (Name === 'TAKEN') await create('taken', Policy);
    const refusal = { code: 'AlreadyExistsException', message } as const;
    await expectRefused(desk, 'Keydesk.CreateIdentityPolicy', { Name, Policy }, refusal);
  });

  it('takes no name that no list could hold', async () => {
    for (const Name of ['', 'a b', 'a/b', 'ä', 'x'.repeat(129)])
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await expectRefused(
        desk,
        'Keydesk.CreateIdentityPolicy',
        { Name, Policy: policy(allow('kms:ListKeys')) },
        { code: 'ValidationException' },
      );
  });

  it('leaves the built-in ones as they are', async () => {
    const message = 'auditor is built in and stays as it is: create a policy of your own with its text.';
    const refusal = { code: 'ValidationException', message } as const;
    const put = { Name: 'auditor', Policy: policy(allow('kms:*')) };
    await expectRefused(desk, 'Keydesk.PutIdentityPolicy', put, refusal);
    await expectRefused(desk, 'Keydesk.DeleteIdentityPolicy', { Name: 'auditor' }, refusal);
  });

  it.each([
    ['no JSON', '[', /\(at character \d+\)/],
    ['a principal', policy(allow('kms:Decrypt', { Principal: '*' })), /Principal/],
    ['no resource', '{"Statement":{"Effect":"Allow","Action":"kms:Decrypt"}}', /Resource/],
    ['a member twice', '{"Version":"2012-10-17","Version":"2012-10-17","Statement":[]}', /Version/],
    ['a name of the prototype', '{"__proto__":{},"Statement":[]}', /__proto__/],
  ])('is refused with %s, at its place, and nothing changes', async (_, text, message) => {
    const code = 'MalformedPolicyDocumentException';
    const refusal = { code, message } as const;
    await expectRefused(desk, 'Keydesk.CreateIdentityPolicy', { Name: 'bad', Policy: text }, refusal);
    const name = `sound-${text.length}`;
    await create(name, policy(allow('kms:ListKeys')));
    await expectRefused(desk, 'Keydesk.PutIdentityPolicy', { Name: name, Policy: text }, refusal);
    expect(await get(name)).toMatchObject({ PolicyVersion: 1 });
  });

  it('has at most 32 KiB', async () => {
    const text = policy(allow('kms:ListKeys'));
    const full = text.padEnd(32 * 1024);
    await create('full', full);
    expect((await get('full'))['Policy']).toBe(full);
    await expectRefused(
      desk,
      'Keydesk.PutIdentityPolicy',
      { Name: 'full', Policy: `${full} ` },
      { code: 'LimitExceededException', message: 'The policy has 32769 bytes; the most is 32768.' },
    );
  });
});

describe('tags of people and services', () => {
  it('are exactly those that were given, of what they were when they were edited', async () => {
    const service = await makeService(desk, 'tagged');
    const { PrincipalId } = await principal(service);
    const update = (Tags: readonly object[], IfTags?: readonly object[]) => ({ PrincipalId, Tags, IfTags });
    const answer = await desk.call(
      'Keydesk.UpdatePrincipalTags',
      update([tag('team', 'payments'), tag('env')]),
    );
    expect(answer.status).toBe(200);
    expect((await eventOf(desk, answer)).Parameters).toEqual([
      ['Name', 'tagged'],
      ['PrincipalId', PrincipalId],
      ['Tag env', ''],
      ['Tag team', 'payments'],
      ['TagsBefore', ''],
    ]);
    expect((await principal(service)).Tags).toEqual([tag('env'), tag('team', 'payments')]);
    const now = [tag('team', 'payments'), tag('env')];
    await succeed(desk, 'Keydesk.UpdatePrincipalTags', update([tag('team', 'web')], now));
    expect(await conflict('Keydesk.UpdatePrincipalTags', update([], now))).toBe(
      'The tags of tagged were changed meanwhile: they are team=web now. Nothing was saved.',
    );
    const same = await desk.call('Keydesk.UpdatePrincipalTags', update([tag('team', 'web')]));
    expect((await eventOf(desk, same)).Changes).toEqual([]);
    const { Services } = await succeed(desk, 'Keydesk.ListServices');
    expect((Services as Listed[]).find(({ Arn }) => Arn === service.arn)?.Tags).toEqual([tag('team', 'web')]); // as it answers
    await tagAs(service);
    expect((await principal(service)).Tags).toEqual([]);
  });

  it.each([
    ['reserved', [tag('aws:team', 'x')], 'TagException'],
    ['the same but for case', [tag('Team', 'a'), tag('team', 'b')], 'TagException'],
    ['with other characters', [tag('<b>', 'x')], 'TagException'],
    ['without a name', [tag('', 'x')], 'ValidationException'],
    ['too many', Array.from({ length: 51 }, (_, i) => tag(`t${i}`)), 'ValidationException'],
  ] as const)('are not %s', async (_, Tags, code) => {
    const { PrincipalId } = await principal(keeper);
    await expectRefused(desk, 'Keydesk.UpdatePrincipalTags', { PrincipalId, Tags }, { code });
    expect((await principal(keeper)).Tags).toEqual([]);
  });

  it('are of somebody', async () => {
    const body = { PrincipalId: 'AROANOBODY', Tags: [] };
    await expectRefused(desk, 'Keydesk.UpdatePrincipalTags', body, { code: 'NotFoundException' });
  });
});

describe('from the console', () => {
  const told = ({ status, body }: Got): unknown => [status, body['message'] ?? body];

  it('the last administrator is not shut out by a policy of theirs, attached or edited', async () => {
    const ada = await redeem(desk);
    const ask = (operation: string, body: object): Promise<Got> =>
      api(desk, operation, { cookie: ada, body });
    const done = async (operation: string, body: object): Promise<Record<string, unknown>> => {
      const got = await ask(operation, body);
      expect(told(got)).toEqual([200, got.body]);
      return got.body;
    };
    const { Principal } = await done('GetSession', {});
    const { PrincipalId } = Principal as { PrincipalId: string }; // as it answers
    const deny = policy({ Effect: 'Deny', Action: 'keydesk:Update*', Resource: '*' });
    const denyKeys = policy({ Effect: 'Deny', Action: 'kms:Decrypt', Resource: '*' });
    await done('CreateIdentityPolicy', { Name: 'no-updates', Policy: deny });
    await done('CreateIdentityPolicy', { Name: 'no-decrypt', Policy: denyKeys });
    const attachTo = (...Policies: readonly string[]) => ({ PrincipalId, Policies });
    expect(
      told(await ask('UpdatePrincipalPolicies', attachTo('administrator', 'no-decrypt', 'no-updates'))),
    ).toEqual([
      400,
      'One of these policies would deny ada, the last administrator who can sign in, keydesk:UpdatePrincipalPolicies. Make somebody else an administrator first.',
    ]);
    await done('UpdatePrincipalPolicies', attachTo('administrator', 'no-decrypt'));
    expect(told(await ask('PutIdentityPolicy', { Name: 'no-decrypt', Policy: deny }))).toEqual([
      400,
      'It would deny the last administrator who can sign in keydesk:UpdatePrincipalPolicies: nobody could give identity policies any more. Take the policy from them first, or deny less.',
    ]);
    // Not even under a condition.
    const Condition = { Null: { 'aws:PrincipalTag/place': 'true' } };
    const elsewhere = policy({ Effect: 'Deny', Action: 'keydesk:*', Resource: '*', Condition });
    expect((await ask('PutIdentityPolicy', { Name: 'no-decrypt', Policy: elsewhere })).status).toBe(400);
    await done('PutIdentityPolicy', { Name: 'no-decrypt', Policy: policy(allow('kms:ListKeys')) });
    await done('UpdatePrincipalPolicies', attachTo('administrator'));
  });
});

it('is there after a restart, with its tags, and the log verifies', async () => {
  const service = await makeService(desk, 'stays');
  await create(
    'stays',
    policy(
      allow('kms:ListKeys', { Condition: { StringEquals: { 'aws:PrincipalTag/team': ['a', 'stays'] } } }),
    ),
  );
  await attach(service, 'stays');
  await tagAs(service, tag('team', 'stays'));
  expect((await desk.call('ListKeys', {}, service)).status).toBe(200);
  const env = { KEYDESK_ACCOUNT_ID: ACCOUNT, KEYDESK_REGION: REGION };
  await desk.stop();
  const report = await runCli(desk.dataDirectory, ['verify-log', '--json'], env);
  expect([report.code, report.stdout]).toEqual([0, report.stdout]);
  const { dataDirectory, port } = desk;
  Object.assign(desk, await startTestDesk({ dataDirectory, env: { ...env, KEYDESK_PORT: String(port) } }));
  expect((await desk.call('ListKeys', {}, service)).status).toBe(200);
  expect(await get('stays')).toMatchObject({ PolicyVersion: 1, Services: 1 });
});

describe('who makes people and services', () => {
  const ESCALATES = 'keydesk:UpdatePrincipalPolicies';
  const maker = useService(desk, 'maker');
  const idOf = async (service: Pick<Service, 'arn'>): Promise<string> =>
    (await principal(service)).PrincipalId;
  const refuse = async (target: string, body: object): Promise<void> => {
    const { message } = denied(maker.arn, ESCALATES, '*', SILENT_IDENTITY(ESCALATES));
    const answer = await desk.call(target, body, maker);
    expect([answer.status, answer.body]).toEqual([400, { __type: 'AccessDeniedException', message }]);
    expect((await eventOf(desk, answer)).Changes).toEqual([]);
  };

  it('gives no policies without the permission that attaches them', async () => {
    await create(
      'makes',
      policy(
        allow(
          ['keydesk:CreateService', 'keydesk:InviteUser', 'keydesk:CreateAccessKey', 'keydesk:ResetUser'],
          { Sid: 'makes' },
        ),
      ),
    );
    await attach(maker, 'makes');
    for (const policies of [['administrator'], ['key-user'], ['makes']]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await refuse('Keydesk.CreateService', { Name: 'mighty', Policies: policies });
      // oxlint-disable-next-line no-await-in-loop -- likewise
      await refuse('Keydesk.InviteUser', { Name: 'mighty', Policies: policies });
    }
    await succeed(desk, 'Keydesk.CreateService', { Name: 'meek' }, maker);
    await succeed(desk, 'Keydesk.InviteUser', { Name: 'meek', Policies: [] }, maker);
  });

  it('takes over nobody, and may renew its own access key', async () => {
    const [helper, plain] = [
      await makeService(desk, 'helper', ['key-user']),
      await makeService(desk, 'plain'),
    ];
    await refuse('Keydesk.CreateAccessKey', { PrincipalId: await idOf(helper) });
    // Without policies of its own it may still have what key policies and grants give it.
    await refuse('Keydesk.CreateAccessKey', { PrincipalId: await idOf(plain) });
    await succeed(desk, 'Keydesk.CreateAccessKey', { PrincipalId: await idOf(maker) }, maker);
    const invite = (Name: string, Policies: readonly string[]) =>
      succeed(desk, 'Keydesk.InviteUser', { Name, Policies });
    const [strong, weak] = [await invite('strong', ['auditor']), await invite('weak', [])];
    await refuse('Keydesk.ResetUser', { PrincipalId: strong['PrincipalId'] });
    await refuse('Keydesk.ResetUser', { PrincipalId: weak['PrincipalId'] });
  });

  it('gives them with it, and the event names both permissions', async () => {
    await create('attaches', policy(allow(ESCALATES, { Sid: 'attaches' })));
    await attach(maker, 'makes', 'attaches');
    const answer = await desk.call('Keydesk.CreateService', { Name: 'given', Policies: ['key-user'] }, maker);
    expect(answer.status).toBe(200);
    expect((await eventOf(desk, answer)).DecidedBy.map(({ Sid }) => Sid)).toEqual(['makes', 'attaches']);
  });
});

describe('versions of an identity policy', () => {
  interface Version {
    readonly PolicyVersion: number;
    readonly Policy: string;
    readonly Description: string;
    readonly SavedBy: string;
    readonly Reason?: string;
    readonly Current: boolean;
  }
  const versions = async (Name: string, more: object = {}): Promise<readonly Version[]> =>
    (await succeed(desk, 'Keydesk.ListIdentityPolicyVersions', { Name, ...more }))['Versions'] as Version[]; // its output

  it('are kept with who saved them and why, and are in the event of what replaced them', async () => {
    const [first, second] = [policy(allow('kms:ListKeys')), policy(allow('kms:ListAliases'))];
    await create('versioned', first, { Description: 'Lists keys.', Reason: 'to begin with' });
    const put = await desk.call('Keydesk.PutIdentityPolicy', {
      Name: 'versioned',
      Policy: second,
      Description: 'Lists aliases.',
      Reason: 'aliases are enough',
    });
    expect((await eventOf(desk, put)).Changes).toMatchObject([
      { Kind: 'policyVersion', Id: 'identity/versioned/1' },
      { Kind: 'identityPolicy', Id: 'versioned' },
    ]);
    const all = await versions('versioned');
    expect(all).toMatchObject([
      { PolicyVersion: 2, Policy: second, Description: 'Lists aliases.', Reason: 'aliases are enough' },
      { PolicyVersion: 1, Policy: first, Description: 'Lists keys.', Reason: 'to begin with' },
    ]);
    expect(all.map(({ Current }) => Current)).toEqual([true, false]);
    expect(all.every(({ SavedBy }) => SavedBy.endsWith(':role/root-operator'))).toBe(true);
    const page = await succeed(desk, 'Keydesk.ListIdentityPolicyVersions', { Name: 'versioned', Limit: 1 });
    expect(page).toMatchObject({ Truncated: true, Versions: [{ PolicyVersion: 2 }] });
    expect(await versions('versioned', { Marker: page['NextMarker'] })).toMatchObject([{ PolicyVersion: 1 }]);
  });

  it('are read by who may read the policy', async () => {
    const as = await makeService(desk, 'reads-no-policy');
    const body = { Name: 'versioned' };
    await expectRefused(desk, 'Keydesk.ListIdentityPolicyVersions', body, {
      code: 'AccessDeniedException',
      as,
    });
  });

  it('go with the policy: one of its name begins anew', async () => {
    const removed = await desk.call('Keydesk.DeleteIdentityPolicy', { Name: 'versioned' });
    expect((await eventOf(desk, removed)).Changes).toMatchObject([
      { Kind: 'identityPolicy', Id: 'versioned' },
      { Kind: 'policyVersion', Id: 'identity/versioned/1' },
    ]);
    await create('versioned', policy(allow('kms:ListKeys')));
    expect(await versions('versioned')).toMatchObject([{ Current: true }]);
  });

  it('of a built-in one there is one; of none there is none', async () => {
    expect(await versions('auditor')).toMatchObject([{ PolicyVersion: 1, Current: true }]);
    const body = { Name: 'nobody-wrote-it' };
    await expectRefused(desk, 'Keydesk.ListIdentityPolicyVersions', body, { code: 'NotFoundException' });
  });
});
