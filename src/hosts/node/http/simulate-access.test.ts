/** The simulator says what the desk then does: each simulated request is made for real, too. */
import { describe, expect, it } from 'vitest';
import {
  ACCOUNT,
  eventOf,
  expectRefused,
  makeKey,
  makeService,
  OPERATOR,
  succeed,
  useDesk,
  useService,
  type Service,
} from './testing/conformance.ts';
import {
  aws,
  delegated,
  kept,
  keyWith,
  policyOf,
  SILENT_IDENTITY,
  SILENT_RESOURCE,
  type Statement,
} from './testing/policies.ts';

const desk = useDesk();
const billing = useService(desk, 'billing', ['key-user']);
const reports = useService(desk, 'reports');
const auditor = useService(desk, 'auditor', ['auditor']);

interface Trace {
  readonly Source: string;
  readonly Policy: string;
  readonly Statement: number;
  readonly Sid?: string;
  readonly Matched: boolean;
  readonly Misses: readonly {
    readonly Element: string;
    readonly Key?: string;
    readonly Wanted: string[];
    readonly Given?: string[];
    readonly Why?: string;
  }[];
}
interface Simulated {
  readonly Allowed: boolean;
  readonly Reason?: string;
  readonly Action: string;
  readonly PrincipalKnown: boolean;
  readonly DecidedBy: readonly Record<string, unknown>[];
  readonly Statements: readonly Trace[];
  readonly Closest?: number;
  readonly Others?: readonly { readonly PrincipalArn: string; readonly DecidedBy: readonly unknown[] }[];
}
const simulate = async (body: object): Promise<Simulated> =>
  (await succeed(desk, 'Keydesk.SimulateAccess', body)) as unknown as Simulated; // its output

const tenant = (arn: string): Statement => ({
  Sid: 'acme only',
  Principal: aws(arn),
  Action: ['kms:Encrypt', 'kms:Decrypt'],
  Condition: { StringEquals: { 'kms:EncryptionContext:tenant': 'acme' } },
});

/** What an Encrypt with this context really comes to. */
async function encrypts(key: string, as: Service, EncryptionContext: object): Promise<boolean> {
  const answer = await desk.call('Encrypt', { KeyId: key, Plaintext: 'YQ==', EncryptionContext }, as);
  return answer.status === 200;
}

describe('a key policy with a condition', () => {
  it('agrees with the desk, and says which condition failed', async () => {
    const key = await keyWith(desk, tenant(reports.arn));
    for (const [context, allowed] of [
      [{ tenant: 'acme' }, true],
      [{ tenant: 'globex' }, false],
      [{ Tenant: 'acme' }, true],
      [{}, false],
    ] as const) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const made = await simulate({
        PrincipalArn: reports.arn,
        Action: 'kms:encrypt',
        KeyId: key.id,
        EncryptionContext: context,
      });
      // oxlint-disable-next-line no-await-in-loop -- likewise
      expect([made.Allowed, await encrypts(key.id, reports, context)]).toEqual([allowed, allowed]);
      expect([made.Action, made.PrincipalKnown]).toEqual(['kms:Encrypt', true]);
    }
  });

  it('names the Allow that came closest, and what it wanted', async () => {
    const key = await keyWith(desk, tenant(reports.arn));
    const made = await simulate({
      PrincipalArn: reports.arn,
      Action: 'kms:Decrypt',
      KeyId: key.id,
      EncryptionContext: { tenant: 'globex' },
    });
    expect(made).toMatchObject({ Allowed: false, Reason: SILENT_RESOURCE('kms:Decrypt'), DecidedBy: [] });
    expect(made.Statements.map(({ Sid, Matched }) => [Sid, Matched])).toEqual([
      ['kept', false],
      ['acme only', false],
    ]);
    expect(made.Statements[made.Closest ?? -1]).toMatchObject({
      Sid: 'acme only',
      Misses: [
        {
          Element: 'condition',
          Key: 'kms:EncryptionContext:tenant',
          Wanted: ['acme'],
          Given: ['globex'],
          Why: 'differs',
        },
      ],
    });
  });

  it('takes values by condition key, and counts what is not given as absent', async () => {
    const key = await keyWith(desk, {
      Principal: aws(reports.arn),
      Action: 'kms:Decrypt',
      Condition: { StringLike: { 'aws:UserAgent': 'billing/*' } },
    });
    const asked = { PrincipalArn: reports.arn, Action: 'kms:Decrypt', KeyId: key.id };
    const absent = await simulate(asked);
    expect(absent.Allowed).toBe(false);
    expect(absent.Statements[absent.Closest ?? -1]?.Misses).toMatchObject([{ Why: 'absent' }]);
    const given = (value: string) => ({
      ...asked,
      ConditionValues: [{ Key: 'aws:userAGENT', Values: [value] }],
    });
    expect((await simulate(given('billing/2.1'))).Allowed).toBe(true);
    expect((await simulate(given('curl/8'))).Allowed).toBe(false);
  });
});

describe('delegation', () => {
  it('shows both statements that decided, and an explicit deny', async () => {
    const key = await keyWith(desk, delegated());
    const asked = { PrincipalArn: billing.arn, Action: 'kms:Decrypt', KeyId: key.id };
    expect(await simulate(asked)).toMatchObject({
      Allowed: true,
      DecidedBy: [
        { Source: 'KEY_POLICY', Policy: key.id, Sid: 'delegated' },
        { Source: 'IDENTITY_POLICY', Policy: 'key-user', Sid: 'Use keys' },
      ],
    });
    expect(await simulate({ ...asked, PrincipalArn: reports.arn })).toMatchObject({
      Allowed: false,
      Reason: SILENT_IDENTITY('kms:Decrypt'),
    });
    const edited = policyOf(kept(), delegated(), {
      Sid: 'not billing',
      Effect: 'Deny',
      Principal: aws(billing.arn),
      Action: 'kms:*',
    });
    expect(await simulate({ ...asked, Policy: edited })).toMatchObject({
      Allowed: false,
      Reason: 'with an explicit deny in a resource-based policy',
      DecidedBy: [{ Sid: 'not billing', Effect: 'Deny', Statement: 2 }],
    });
    // The edited text was looked at and is not in force.
    expect((await simulate(asked)).Allowed).toBe(true);
  });

  it('decides what needs no key by the principal’s own policies alone', async () => {
    expect(await simulate({ PrincipalArn: OPERATOR, Action: 'kms:CreateKey' })).toMatchObject({
      Allowed: true,
    });
    expect(await simulate({ PrincipalArn: billing.arn, Action: 'kms:CreateKey' })).toMatchObject({
      Allowed: false,
      Reason: SILENT_IDENTITY('kms:CreateKey'),
    });
  });

  it('knows the account itself, and somebody who does not exist', async () => {
    const key = await keyWith(desk, delegated());
    const asked = { Action: 'kms:Decrypt', KeyId: key.id };
    const root = await simulate({ ...asked, PrincipalArn: `arn:aws:iam::${ACCOUNT}:root` });
    expect(root).toMatchObject({ Allowed: true, PrincipalKnown: true });
    const nobody = await simulate({ ...asked, PrincipalArn: `arn:aws:iam::${ACCOUNT}:role/nobody` });
    expect(nobody).toMatchObject({ Allowed: false, PrincipalKnown: false });
  });

  it('leaves nothing to the root of another account but what a key’s policy gives that account', async () => {
    const PrincipalArn = 'arn:aws:iam::999999999999:root';
    const theirs = { Sid: 'theirs', Principal: aws(PrincipalArn), Action: 'kms:Decrypt' };
    const key = await keyWith(desk, theirs);
    for (const body of [
      { Action: 'kms:CreateKey' },
      { Action: 'keydesk:UpdatePrincipalPolicies' },
      { Action: 'kms:RetireGrant', KeyId: key.id },
      { Action: 'kms:Encrypt', KeyId: key.id },
    ])
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect(await simulate({ ...body, PrincipalArn })).toMatchObject({
        Allowed: false,
        DecidedBy: [],
        PrincipalKnown: false,
      });
    expect(await simulate({ PrincipalArn, Action: 'kms:Decrypt', KeyId: key.id })).toMatchObject({
      Allowed: true,
      DecidedBy: [{ Source: 'KEY_POLICY', Sid: 'theirs' }],
    });
  });
});

it('says who else could', async () => {
  const key = await keyWith(desk, delegated(), tenant(reports.arn));
  const made = await simulate({
    PrincipalArn: billing.arn,
    Action: 'kms:Decrypt',
    KeyId: key.id,
    EncryptionContext: { tenant: 'acme' },
    WithOthers: true,
  });
  expect(made.Others?.map(({ PrincipalArn }) => PrincipalArn)).toEqual([reports.arn, OPERATOR].sort());
  const elsewhere = await simulate({
    PrincipalArn: billing.arn,
    Action: 'kms:Decrypt',
    KeyId: key.id,
    WithOthers: true,
  });
  expect(elsewhere.Others?.map(({ PrincipalArn }) => PrincipalArn)).toEqual([OPERATOR]);
});

describe('a policy of the desk’s own, asked by who may not read it', () => {
  const statement = (Effect: string, Sid: string, Action: string, Condition?: object) => ({
    Sid,
    Effect,
    Action,
    Resource: '*',
    ...(Condition === undefined ? {} : { Condition }),
  });
  const own = (Name: string, ...Statement: readonly object[]) =>
    succeed(desk, 'Keydesk.CreateIdentityPolicy', {
      Name,
      Policy: JSON.stringify({ Version: '2012-10-17', Statement }),
    });

  it('tells that it allows or denies, and nothing of its text', async () => {
    await own(
      'asks',
      statement('Allow', 'asks', 'keydesk:SimulateAccess'),
      statement('Allow', 'knows people', 'keydesk:ListPrincipals'),
    );
    await own(
      'secret',
      statement('Allow', 'from the bunker', 'kms:CreateKey', {
        IpAddress: { 'aws:SourceIp': '203.0.113.7' },
      }),
      statement('Allow', 'random, first', 'kms:GenerateRandom'),
      statement('Allow', 'random, again', 'kms:Generate*'),
      statement('Deny', 'never lists', 'kms:ListKeys'),
    );
    const asker = await makeService(desk, 'asker', ['asks']);
    const holder = await makeService(desk, 'holder', ['key-user', 'secret']);
    const other = await makeService(desk, 'other-holder', ['secret']);
    const ask = async (Action: string, as: Service | undefined, more: object = {}) => {
      const { status, body } = await desk.call(
        'Keydesk.SimulateAccess',
        { PrincipalArn: holder.arn, Action, WithOthers: true, ...more },
        as,
      );
      expect(status).toBe(200);
      return body as unknown as Simulated & { HiddenPolicies?: readonly string[] }; // its output
    };
    const allowed = await ask('kms:GenerateRandom', asker);
    const hidden = { Source: 'IDENTITY_POLICY', Policy: 'secret', Statement: 0, Hidden: true };
    expect(allowed).toMatchObject({ Allowed: true, HiddenPolicies: ['secret'] });
    expect(allowed.DecidedBy).toMatchObject([{ Policy: 'key-user', Sid: 'Use keys' }]);
    const rows = allowed.Statements.filter(({ Policy }) => Policy === 'secret');
    expect(rows).toEqual([
      { ...hidden, Effect: 'Allow', Matched: true, Reach: 'attached', Misses: [], Met: 0, Of: 0 },
    ]);

    const denies = await ask('kms:ListKeys', asker);
    expect([denies.Allowed, denies.DecidedBy]).toEqual([false, [{ ...hidden, Effect: 'Deny' }]]);
    const misses = await ask('kms:CreateKey', asker);
    expect(misses.Statements.map(({ Policy }) => Policy)).not.toContain('secret');
    expect(misses.Statements[misses.Closest ?? -1]?.Policy).toBe('key-user');
    for (const made of [allowed, denies, misses])
      expect(JSON.stringify(made)).not.toMatch(/bunker|203\.0|random,|never lists/);

    // Others who could are told likewise.
    const others = await ask('kms:GenerateRandom', asker, { PrincipalArn: reports.arn });
    expect(others.Others?.find(({ PrincipalArn }) => PrincipalArn === other.arn)?.DecidedBy).toEqual([
      { ...hidden, Effect: 'Allow' },
    ]);
    expect(JSON.stringify(others)).not.toMatch(/random,/);
    // Who may read it sees all of it.
    for (const as of [undefined, auditor]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const open = await ask('kms:CreateKey', as);
      expect(open.HiddenPolicies).toBeUndefined();
      expect(open.Statements.filter(({ Policy }) => Policy === 'secret').map(({ Sid }) => Sid)).toEqual([
        'from the bunker',
        'random, first',
        'random, again',
        'never lists',
      ]);
    }
  });
});

describe('somebody who may simulate, and list neither grants nor people', () => {
  it('is told the decision and nothing of either, and which permission would show it', async () => {
    await succeed(desk, 'Keydesk.CreateIdentityPolicy', {
      Name: 'simulates',
      Policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Action: ['keydesk:SimulateAccess', 'kms:GetKeyPolicy'], Resource: '*' },
        ],
      }),
    });
    const asker = await makeService(desk, 'simulates', ['simulates']);
    const made = await succeed(desk, 'Keydesk.CreateService', { Name: 'victim', Policies: ['key-user'] });
    const victim = { id: String(made['PrincipalId']), arn: String(made['Arn']) };
    await succeed(desk, 'Keydesk.UpdatePrincipalTags', {
      PrincipalId: victim.id,
      Tags: [{ TagKey: 'clearance', TagValue: 'top-secret' }],
    });
    const key = await keyWith(desk, delegated(), {
      Sid: 'cleared',
      Principal: '*',
      Action: 'kms:Encrypt',
      Condition: {
        StringEquals: { 'aws:PrincipalTag/clearance': 'x', 'aws:userid': 'y' },
        StringLike: { 'kms:EncryptionContext:t': '${aws:PrincipalTag/clearance}' },
      },
    });
    const grant = await succeed(desk, 'CreateGrant', {
      KeyId: key.id,
      GranteePrincipal: reports.arn,
      Operations: ['Decrypt'],
      Constraints: { EncryptionContextSubset: { tenant: 'acme-42' } },
    });
    const ask = async (body: object, as?: Service) => {
      const { status, body: answer } = await desk.call(
        'Keydesk.SimulateAccess',
        { KeyId: key.id, WithOthers: true, ...body },
        as,
      );
      expect(status).toBe(200);
      return answer as unknown as Simulated & { readonly NotShown?: readonly object[] }; // its output
    };
    const byGrant = {
      PrincipalArn: reports.arn,
      Action: 'kms:Decrypt',
      EncryptionContext: { tenant: 'acme-42' },
    };
    const open = await ask(byGrant);
    expect(open.DecidedBy).toMatchObject([{ Source: 'GRANT', Policy: grant['GrantId'] }]);
    expect(open.NotShown).toBeUndefined();
    const closed = await ask(byGrant, asker);
    expect(closed.Allowed).toBe(true);
    expect(closed.DecidedBy).toEqual([
      { Source: 'GRANT', Policy: '', Statement: 0, Effect: 'Allow', Hidden: true },
    ]);
    expect(closed.Others).toBeUndefined();
    expect(closed.NotShown).toEqual([
      { What: 'grants', Needs: 'kms:ListGrants' },
      { What: 'principals', Needs: 'keydesk:ListPrincipals' },
    ]);
    const elsewhere = await ask({ ...byGrant, EncryptionContext: { tenant: 'x' } }, asker);
    const tagged = await ask(
      { PrincipalArn: victim.arn, Action: 'kms:Encrypt', EncryptionContext: { t: 'a' } },
      asker,
    );
    for (const told of [closed, elsewhere, tagged])
      expect(JSON.stringify(told)).not.toMatch(
        new RegExp(`${String(grant['GrantId'])}|acme-42|top-secret|${victim.id}|key-user|${billing.arn}`),
      );
    // Who lists people sees what those values are, and who else could.
    const seen = await ask({
      PrincipalArn: victim.arn,
      Action: 'kms:Encrypt',
      EncryptionContext: { t: 'a' },
    });
    expect(JSON.stringify(seen)).toMatch(/top-secret/);
    expect(seen.Others?.length).toBeGreaterThan(0);
    // What a text of their own would find out by being tried is refused.
    const Policy = policyOf(kept(), {
      Principal: '*',
      Action: 'kms:Decrypt',
      Condition: { StringLike: { 'aws:PrincipalTag/clearance': 't*' } },
    });
    const guess = { KeyId: key.id, PrincipalArn: victim.arn, Action: 'kms:Decrypt', Policy };
    await expectRefused(desk, 'Keydesk.SimulateAccess', guess, {
      code: 'AccessDeniedException',
      as: asker,
      message: /keydesk:ListPrincipals/,
    });
    expect((await desk.call('Keydesk.SimulateAccess', guess)).status).toBe(200);
  });
});

it('asks of CreateGrant by a grant what that grant lets pass on', async () => {
  const key = await makeKey(desk);
  await succeed(desk, 'CreateGrant', {
    KeyId: key.id,
    GranteePrincipal: reports.arn,
    Operations: ['CreateGrant', 'Encrypt'],
  });
  const asked = (operation: string) => ({
    PrincipalArn: reports.arn,
    Action: 'kms:CreateGrant',
    KeyId: key.id,
    ConditionValues: [{ Key: 'kms:GrantOperations', Values: [operation] }],
  });
  expect((await simulate(asked('Encrypt'))).Allowed).toBe(true);
  expect((await simulate(asked('Decrypt'))).Allowed).toBe(false);
});

it('takes values as long as a request can bring, and no more', async () => {
  const key = await makeKey(desk);
  const asked = (length: number, values: number) => ({
    PrincipalArn: OPERATOR,
    Action: 'kms:Encrypt',
    KeyId: key.id,
    ConditionValues: [{ Key: 'kms:EncryptionContext:t', Values: Array(values).fill('a'.repeat(length)) }],
  });
  await simulate(asked(8000, 2));
  await expectRefused(desk, 'Keydesk.SimulateAccess', asked(8000, 3), {
    code: 'ValidationException',
    message: /ConditionValues must not have more than 16384 characters/,
  });
});

it('refuses what cannot be asked, and those who may not ask', async () => {
  const key = await makeKey(desk);
  const refuse = (body: object, message: RegExp | string) =>
    expectRefused(desk, 'Keydesk.SimulateAccess', body, { code: 'ValidationException', message });
  await refuse(
    { PrincipalArn: 'billing', Action: 'kms:Decrypt', KeyId: key.id },
    /^PrincipalArn must be the ARN/,
  );
  await refuse({ PrincipalArn: OPERATOR, Action: 's3:GetObject', KeyId: key.id }, /no action "s3:GetObject"/);
  await refuse(
    { PrincipalArn: OPERATOR, Action: 'kms:Decrypt' },
    'kms:Decrypt is an action on a key: give KeyId.',
  );
  await refuse(
    { PrincipalArn: OPERATOR, Action: 'kms:CreateKey', KeyId: key.id },
    'kms:CreateKey is not an action on a key: leave KeyId out.',
  );
  await expectRefused(
    desk,
    'Keydesk.SimulateAccess',
    { PrincipalArn: OPERATOR, Action: 'kms:Decrypt', KeyId: key.id, Policy: '{"Statement": [' },
    { code: 'MalformedPolicyDocumentException' },
  );
  const asked = { PrincipalArn: OPERATOR, Action: 'kms:Decrypt', KeyId: key.id };
  await expectRefused(desk, 'Keydesk.SimulateAccess', asked, { code: 'AccessDeniedException', as: billing });
  const seen = await desk.call('Keydesk.SimulateAccess', asked, auditor);
  expect(seen.status).toBe(200);
  expect(await eventOf(desk, seen)).toMatchObject({
    Operation: 'SimulateAccess',
    KeyId: key.id,
    Parameters: [
      ['Action', 'kms:Decrypt'],
      ['PrincipalArn', OPERATOR],
    ],
  });
});
