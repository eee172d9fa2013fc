/** Who can do what with which keys: the matrix agrees with what the desk does. */
import { expect, it } from 'vitest';
import { ACCOUNT, expectRefused, OPERATOR, succeed, useDesk, useService } from './testing/conformance.ts';
import { aws, delegated, kept, keyWith } from './testing/policies.ts';

const desk = useDesk();
const user = useService(desk, 'user', ['key-user']);
const manager = useService(desk, 'manager', ['key-administrator']);
const plain = useService(desk, 'plain');

interface Role {
  readonly Role: string;
  readonly Action: string;
  readonly Layer: string;
  readonly Always: boolean;
  readonly DecidedBy?: readonly object[];
}
interface Answer {
  readonly Principals: readonly {
    readonly PrincipalArn: string;
    readonly Name: string;
    readonly CannotAsk?: string;
  }[];
  readonly Profiles: readonly {
    readonly Access: readonly { readonly Principal: number; readonly Roles: readonly Role[] }[];
    readonly Elsewhere: readonly string[];
  }[];
  readonly Keys: readonly {
    readonly KeyId: string;
    readonly Profile?: number;
    readonly PolicySavedDate?: number;
    readonly Used?: readonly { readonly Principal: number; readonly Roles: readonly string[] }[];
  }[];
  readonly DeskActions?: readonly {
    readonly Action: string;
    readonly Always: boolean;
    readonly DecidedBy: readonly object[];
  }[];
  readonly Total: number;
  readonly Truncated: boolean;
  readonly NextMarker?: string;
}
const list = async (body: object = {}): Promise<Answer> =>
  (await succeed(desk, 'Keydesk.ListEffectiveAccess', body)) as unknown as Answer; // its output

/** Roles by principal's name, as `decrypt direct`; with `?` where conditions stand before it. */
function cells({ Principals, Profiles, Keys }: Answer, keyId: string): Record<string, string[]> {
  const { Profile = -1 } = Keys.find(({ KeyId }) => KeyId === keyId) ?? {};
  return Object.fromEntries(
    (Profiles[Profile]?.Access ?? []).map(({ Principal, Roles }) => [
      Principals[Principal]?.Name ?? '',
      Roles.map(({ Role, Layer, Always }) => `${Role} ${Layer}${Always ? '' : '?'}`),
    ]),
  );
}

it('tells direct from delegated, and always from under conditions', async () => {
  const open = await keyWith(desk, delegated());
  const own = await keyWith(
    desk,
    {
      Principal: aws(plain.arn),
      Action: 'kms:Decrypt',
      Condition: { StringEquals: { 'kms:EncryptionContext:tenant': 'acme' } },
    },
    { Principal: aws(plain.arn, 'arn:aws:iam::999999999999:role/partner'), Action: 'kms:GenerateDataKey*' },
    { Effect: 'Deny', Principal: aws(OPERATOR), Action: 'kms:CreateGrant' },
  );
  const answer = await list();
  expect(cells(answer, open.id)).toEqual({
    manager: ['administer delegated'],
    'root-operator': ['administer direct', 'encrypt direct', 'decrypt direct', 'grant direct'],
    user: ['encrypt delegated', 'decrypt delegated'],
  });
  expect(cells(answer, own.id)).toEqual({
    plain: ['encrypt direct', 'decrypt direct?'],
    'root-operator': ['administer direct', 'encrypt direct', 'decrypt direct'],
  });
  const profile = answer.Keys.find(({ KeyId }) => KeyId === own.id)?.Profile ?? -1;
  expect(answer.Profiles[profile]?.Elsewhere).toEqual(['arn:aws:iam::999999999999:role/partner']);
});

it('tells a grant beside the policy that lets somebody in anyway, and on its own key only', async () => {
  const [with_, without] = [await keyWith(desk, delegated()), await keyWith(desk, delegated())];
  await succeed(desk, 'CreateGrant', {
    KeyId: with_.id,
    GranteePrincipal: user.arn,
    Operations: ['Decrypt'],
    Constraints: { EncryptionContextSubset: { record: '37' } },
    Name: 'beside',
  });
  await succeed(desk, 'CreateGrant', {
    KeyId: with_.id,
    GranteePrincipal: plain.arn,
    Operations: ['Decrypt'],
  });
  const decrypts = async (KeyId: string, arn: string) => {
    const { Principals, Profiles } = await list({ KeyId });
    return Profiles[0]?.Access.find(
      ({ Principal }) => Principals[Principal]?.PrincipalArn === arn,
    )?.Roles.find(({ Role }) => Role === 'decrypt');
  };
  const record = { Operator: 'StringEquals', Key: 'kms:EncryptionContext:record', Values: ['37'] };
  expect(await decrypts(with_.id, user.arn)).toMatchObject({
    Layer: 'delegated',
    Always: true,
    DecidedBy: [
      { Source: 'KEY_POLICY', Sid: 'delegated' },
      { Source: 'IDENTITY_POLICY', Conditions: [] },
      { Source: 'GRANT', Sid: 'beside', Conditions: [record] },
    ],
  });
  expect((await decrypts(without.id, user.arn))?.DecidedBy).toHaveLength(2);
  // Keys of one policy in one answer, whichever comes first.
  const both = await list();
  expect(cells(both, with_.id)['plain']).toEqual(['decrypt grant']);
  expect(cells(both, without.id)['plain']).toBeUndefined();
});

it('marks who cannot ask for anything as they are', async () => {
  await succeed(desk, 'Keydesk.InviteUser', { Name: 'never-came', Policies: ['key-user'] });
  const made = await succeed(desk, 'Keydesk.CreateService', { Name: 'no-key' });
  await succeed(desk, 'Keydesk.UpdateAccessKey', { AccessKeyId: made['AccessKeyId'], Status: 'Inactive' });
  const { Principals } = await list();
  const of = (name: string) => Principals.find(({ Name }) => Name === name)?.CannotAsk;
  expect([of('never-came'), of('no-key'), of('user')]).toEqual(['NO_PASSWORD', 'NO_ACCESS_KEY', undefined]);
});

it('shares a profile between keys of one policy, and gives a key its own where the policy looks at it', async () => {
  const [a, b] = [await keyWith(desk, delegated()), await keyWith(desk, delegated())];
  const answer = await list();
  const place = (id: string) => answer.Keys.find(({ KeyId }) => KeyId === id)?.Profile;
  expect(place(a.id)).toBe(place(b.id));
  expect(place(a.id)).not.toBeUndefined();
});

it('knows keys that sign, and what each is used for', async () => {
  const key = await keyWith(desk, {
    Principal: aws(plain.arn),
    Action: ['kms:Encrypt', 'kms:Decrypt'],
  });
  await succeed(desk, 'Encrypt', { KeyId: key.id, Plaintext: 'YQ==' }, plain);
  const { Principals, Keys, Total } = await list({ KeyId: key.id });
  expect([Keys.length, Total]).toEqual([1, 1]);
  const place = Principals.findIndex(({ PrincipalArn }) => PrincipalArn === plain.arn);
  expect(Keys[0]?.Used).toEqual([{ Principal: place, Roles: ['encrypt'] }]);
  // The key was made a moment ago, and its policy with it.
  expect((Keys[0]?.PolicySavedDate ?? 0) * 1000).toBeGreaterThan(Date.now() - 60_000);
});

it('answers one principal’s side, one role, and pages', async () => {
  const touched = await list({ PrincipalArn: user.arn, Roles: ['decrypt'] });
  for (const { Access } of touched.Profiles)
    for (const { Principal, Roles } of Access) {
      expect(touched.Principals[Principal]?.PrincipalArn).toBe(user.arn);
      expect(Roles.map(({ Role }) => Role)).toEqual(['decrypt']);
    }
  const seen: string[] = [];
  let Marker: string | undefined;
  do {
    // oxlint-disable-next-line no-await-in-loop -- page after page
    const page = await list({ Limit: 2, Marker });
    expect(page.Truncated).toBe(page.NextMarker !== undefined);
    seen.push(...page.Keys.map(({ KeyId }) => KeyId));
    Marker = page.NextMarker;
  } while (Marker !== undefined);
  const all = await list();
  expect(seen).toEqual(all.Keys.map(({ KeyId }) => KeyId));
  expect(seen).toHaveLength(all.Total);
});

it('is told to those who may see it only', async () => {
  await expectRefused(desk, 'Keydesk.ListEffectiveAccess', {}, { code: 'AccessDeniedException', as: user });
  expect((await desk.call('Keydesk.ListEffectiveAccess', {}, manager)).status).toBe(200);
  // Who may not search the log is not told who used what.
  const { Keys } = (await desk.call('Keydesk.ListEffectiveAccess', {}, manager)).body as unknown as Answer; // its output
  expect(Keys.every(({ Used, PolicySavedDate }) => (Used ?? PolicySavedDate) === undefined)).toBe(true);
  expect(kept().Sid).toBe('kept');
});

it('names the statements that let somebody in with what they ask, when one side is asked for', async () => {
  const own = await keyWith(
    desk,
    {
      Sid: 'Records',
      Principal: aws(plain.arn),
      Action: 'kms:Decrypt',
      Condition: {
        StringEquals: { 'kms:EncryptionContext:tenant': 'acme', 'kms:CallerAccount': ACCOUNT },
      },
    },
    {
      Sid: 'Not at night',
      Effect: 'Deny',
      Principal: aws(user.arn),
      Action: 'kms:Decrypt',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
  );
  const grant = await succeed(desk, 'CreateGrant', {
    KeyId: own.id,
    GranteePrincipal: manager.arn,
    Operations: ['Decrypt'],
    Constraints: { EncryptionContextSubset: { record: '37' } },
    Name: 'one-record',
  });
  const { Principals, Profiles } = await list({ KeyId: own.id });
  const rolesOf = (arn: string) =>
    Profiles[0]?.Access.find(({ Principal }) => Principals[Principal]?.PrincipalArn === arn)?.Roles.map(
      ({ Role, DecidedBy = [] }) => [Role, ...DecidedBy],
    );
  // That the caller is of this account is so whatever is asked.
  expect(rolesOf(plain.arn)).toEqual([
    [
      'decrypt',
      {
        Source: 'KEY_POLICY',
        Statement: expect.any(Number) as unknown,
        Sid: 'Records',
        Effect: 'Allow',
        Conditions: [{ Operator: 'StringEquals', Key: 'kms:EncryptionContext:tenant', Values: ['acme'] }],
      },
    ],
  ]);
  expect(rolesOf(manager.arn)).toContainEqual([
    'decrypt',
    {
      Source: 'GRANT',
      Policy: grant['GrantId'],
      Statement: 0,
      Sid: 'one-record',
      Effect: 'Allow',
      Conditions: [{ Operator: 'StringEquals', Key: 'kms:EncryptionContext:record', Values: ['37'] }],
    },
  ]);
  // In the whole matrix only conditions are told: of what is always so, a cell has no room for more.
  const whole = await list();
  const all = whole.Profiles.flatMap(({ Access }) => Access.flatMap(({ Roles }) => Roles));
  for (const each of all)
    expect([each.Always, each.DecidedBy === undefined]).toEqual([each.Always, each.Always]);
  expect(all.some(({ Always }) => !Always)).toBe(true);
  // A report has it of every role.
  const report = await list({ Deciders: true });
  for (const { Access } of report.Profiles)
    for (const { Roles } of Access)
      for (const { DecidedBy } of Roles) expect(DecidedBy?.length).toBeGreaterThan(0);
  expect(whole).not.toHaveProperty('DeskActions');
});

it('says what one can do on the desk itself, and by which statement', async () => {
  const actionsOf = async (arn: string) => (await list({ PrincipalArn: arn })).DeskActions ?? [];
  expect(await actionsOf(plain.arn)).toEqual([]);
  const managed = await actionsOf(manager.arn);
  expect(managed).toContainEqual({
    Action: 'kms:CreateKey',
    Always: true,
    DecidedBy: [
      expect.objectContaining({ Source: 'IDENTITY_POLICY', Policy: 'key-administrator', Conditions: [] }),
    ],
  });
  expect(managed.map(({ Action }) => Action)).not.toContain('keydesk:PutIdentityPolicy');
  expect((await actionsOf(OPERATOR)).map(({ Action }) => Action)).toContain('keydesk:PutIdentityPolicy');
});
