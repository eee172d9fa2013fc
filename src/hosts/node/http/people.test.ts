/** People over HTTP on a real desk: invited, given roles, reset, gone; and what nobody may do to the desk's last administrator. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeDirectory, runCli, startTestDesk, type TestDesk } from '../testing/desk.ts';
import { movedClock } from '../testing/moved-clock.ts';
import { api, PASSWORD, redeem, type Got } from './testing/console-requests.ts';

const HOUR = 60 * 60_000;
const NEXT = 'correct horse battery staple 77';
const clock = movedClock();
let desk: TestDesk;
let ada: string;
let adaId: string;

const ask = (operation: string, body: object = {}, cookie = ada): Promise<Got> =>
  api(desk, operation, { cookie, body });
const done = async (operation: string, body: object = {}, cookie = ada): Promise<Record<string, unknown>> => {
  const got = await ask(operation, body, cookie);
  expect([operation, got.status, got.body]).toEqual([operation, 200, got.body]);
  return got.body;
};
const refused = async (operation: string, body: object, cookie = ada): Promise<unknown> => {
  const got = await ask(operation, body, cookie);
  expect(got.status).not.toBe(200);
  return got.body['__type'];
};
const tokenOf = (link: unknown): string =>
  new URLSearchParams(new URL(String(link)).hash.slice(1)).get('token') ?? '';
const redeemLink = (link: unknown, Password = NEXT): Promise<Got> =>
  api(desk, 'RedeemInvitation', { body: { Token: tokenOf(link), Password } });

interface Person {
  readonly id: string;
  readonly name: string;
  readonly cookie: string;
}
/** Somebody who has come by their link. */
async function person(name: string, ...Policies: readonly string[]): Promise<Person> {
  const made = await done('InviteUser', { Name: name, Policies });
  const came = await redeemLink(made['Link']);
  expect(came.status).toBe(200);
  return { id: String(made['PrincipalId']), name, cookie: came.cookie };
}
const stateOf = async (id: string): Promise<unknown> =>
  ((await done('DescribeUser', { PrincipalId: id }))['User'] as { State: string }).State; // what DescribeUser answers
const events = async (query: object): Promise<readonly Record<string, unknown>[]> =>
  (await desk.call('Keydesk.SearchAuditEvents', query)).body['Events'] as Record<string, unknown>[]; // as above

beforeAll(async () => {
  desk = await startTestDesk({ env: clock.env });
  ada = await redeem(desk);
  adaId = ((await done('GetSession'))['Principal'] as { PrincipalId: string }).PrincipalId; // as above
});
afterAll(async () => {
  await desk.stop();
  const report = await runCli(desk.dataDirectory, ['verify-log', '--json'], clock.env);
  removeDirectory(desk.dataDirectory);
  clock.remove();
  expect([report.code, report.stdout]).toEqual([0, report.stdout]);
});

describe('an invitation', () => {
  it('is a link with a fragment, which makes its person once', async () => {
    const made = await done('InviteUser', { Name: 'bob', Policies: ['auditor', 'auditor'] });
    expect(String(made['Link'])).toMatch(
      new RegExp(`^http://localhost:${desk.port}/invitation#token=[\\w-]{32}&name=bob$`),
    );
    expect(await stateOf(String(made['PrincipalId']))).toBe('Invited');
    const weak = await redeemLink(made['Link'], 'short');
    expect([weak.status, weak.body['__type']]).toEqual([400, 'ValidationException']);
    const came = await redeemLink(made['Link']);
    expect([came.status, came.body['Name']]).toEqual([200, 'bob']);
    expect(came.setCookie).toContain('HttpOnly');
    expect(await stateOf(String(made['PrincipalId']))).toBe('Active');
    const session = await done('GetSession', {}, came.cookie);
    expect(session['Policies']).toEqual(['auditor']);
    expect((await redeemLink(made['Link'])).body['__type']).toBe('InvitationInvalidException');
    const [event] = await events({ Operation: 'RedeemInvitation' });
    expect(event).toMatchObject({ Principal: 'arn:aws:iam::000000000000:user/bob', Outcome: 'allowed' });
  });

  it('works for the hours it was made for, and no longer', async () => {
    const made = await done('InviteUser', { Name: 'late', ExpiresInHours: 1 });
    clock.ahead(HOUR);
    expect((await redeemLink(made['Link'])).body['__type']).toBe('InvitationInvalidException');
    clock.ahead(0);
    expect((await redeemLink(made['Link'])).status).toBe(200);
    expect(await refused('InviteUser', { Name: 'x', ExpiresInHours: 73 })).toBe('ValidationException');
  });

  it('that is withdrawn takes its person with it, when they never came', async () => {
    const made = await done('InviteUser', { Name: 'never' });
    await done('WithdrawInvitation', { PrincipalId: made['PrincipalId'] });
    expect((await redeemLink(made['Link'])).body['__type']).toBe('InvitationInvalidException');
    expect(await refused('DescribeUser', { PrincipalId: made['PrincipalId'] })).toBe('NotFoundException');
    expect((await done('InviteUser', { Name: 'never' }))['Arn']).toBe(made['Arn']);
  });

  it('that is withdrawn abandons no key by accident', async () => {
    const made = await done('InviteUser', { Name: 'owner', Policies: ['key-administrator'] });
    const { PrincipalId } = made;
    const statement = { Effect: 'Allow', Principal: { AWS: made['Arn'] }, Action: 'kms:*', Resource: '*' };
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    const { KeyMetadata } = await done('CreateKey', { Policy, BypassPolicyLockoutSafetyCheck: true });
    const { KeyId } = KeyMetadata as { KeyId: string }; // what CreateKey answers
    const kept = await ask('WithdrawInvitation', { PrincipalId });
    expect([kept.body['__type'], kept.body['message']]).toEqual([
      'ValidationException',
      `Nobody but owner can change the policy of key ${KeyId}. Name somebody else in it first, or set AbandonKeys.`,
    ]);
    expect(await stateOf(String(PrincipalId))).toBe('Invited');
    await done('WithdrawInvitation', { PrincipalId, AbandonKeys: true });
    expect(await refused('DescribeUser', { PrincipalId })).toBe('NotFoundException');
    const [event] = await events({ Operation: 'WithdrawInvitation', Outcome: 'allowed' });
    expect(event?.['Parameters']).toContainEqual(['AbandonKeys', 'true']);
  });

  it('of a name that somebody had before does not say that its person was here', async () => {
    const first = await person('renewed');
    await done('DeleteUser', { PrincipalId: first.id });
    const made = await done('InviteUser', { Name: 'renewed' });
    const { User } = await done('DescribeUser', { PrincipalId: made['PrincipalId'] });
    expect(User).toMatchObject({ Name: 'renewed', State: 'Invited' });
    expect(User).not.toHaveProperty('LastUsedDate');
  });

  it('takes no name that is taken, and no policy that there is not', async () => {
    expect(await refused('InviteUser', { Name: 'ada' })).toBe('AlreadyExistsException');
    expect(await refused('InviteUser', { Name: 'a/b' })).toBe('ValidationException');
    expect(await refused('InviteUser', { Name: 'zoe', Policies: ['root'] })).toBe('NotFoundException');
  });

  it('cannot be made by somebody without the permission', async () => {
    const eve = await person('eve', 'key-administrator');
    for (const [operation, body] of [
      ['InviteUser', { Name: 'friend', Policies: ['administrator'] }],
      ['UpdatePrincipalPolicies', { PrincipalId: eve.id, Policies: ['administrator'] }],
      ['ResetUser', { PrincipalId: adaId }],
      ['DeleteUser', { PrincipalId: adaId }],
      ['ListUsers', {}],
      ['ListSessions', { Everybody: true }],
      ['EndSession', { PrincipalId: adaId }],
      ['ListPrincipalDependencies', { PrincipalId: adaId }],
    ] as const)
      // oxlint-disable-next-line no-await-in-loop -- refusals are asked one after the other
      expect([operation, await refused(operation, body, eve.cookie)]).toEqual([
        operation,
        'AccessDeniedException',
      ]);
  });
});

describe('roles', () => {
  it('are not needed to be signed in: nobody’s own desk is hidden from them, everything else is', async () => {
    const uli = await person('uli');
    expect((await ask('DescribeDesk', {}, uli.cookie)).status).toBe(200);
    expect(await refused('SearchKeys', {}, uli.cookie)).toBe('AccessDeniedException');
  });

  it('count from the next request, and are logged with what was before', async () => {
    const kim = await person('kim', 'auditor');
    expect((await ask('SearchAuditEvents', {}, kim.cookie)).status).toBe(200);
    await done('UpdatePrincipalPolicies', { PrincipalId: kim.id, Policies: ['key-user'] });
    expect(await refused('SearchAuditEvents', {}, kim.cookie)).toBe('AccessDeniedException');
    const [event] = await events({ Operation: 'UpdatePrincipalPolicies' });
    expect(event?.['Parameters']).toEqual([
      ['Name', 'kim'],
      ['Policies', 'key-user'],
      ['PoliciesBefore', 'auditor'],
      ['PrincipalId', kim.id],
    ]);
  });

  it('are not changed from what they are not any more', async () => {
    const zoe = await person('zoe', 'auditor');
    const put = { PrincipalId: zoe.id, IfPolicies: ['auditor'] };
    await done('UpdatePrincipalPolicies', { ...put, Policies: ['key-user', 'auditor'] });
    expect(await refused('UpdatePrincipalPolicies', { ...put, Policies: [] })).toBe('ConflictException');
    expect((await ask('SearchAuditEvents', {}, zoe.cookie)).status).toBe(200);
    // The order is nobody's concern.
    const IfPolicies = ['auditor', 'key-user'];
    await done('UpdatePrincipalPolicies', { PrincipalId: zoe.id, IfPolicies, Policies: [] });
    expect(await refused('SearchAuditEvents', {}, zoe.cookie)).toBe('AccessDeniedException');
  });

  it('of the last administrator stay, whoever asks; an invited one does not count', async () => {
    await done('InviteUser', { Name: 'invited-admin', Policies: ['administrator'] });
    expect(await refused('UpdatePrincipalPolicies', { PrincipalId: adaId, Policies: ['auditor'] })).toBe(
      'ValidationException',
    );
    const service = await desk.call('Keydesk.UpdatePrincipalPolicies', { PrincipalId: adaId, Policies: [] });
    expect(service.body['__type']).toBe('ValidationException');
    const second = await person('second', 'administrator');
    await done('UpdatePrincipalPolicies', { PrincipalId: adaId, Policies: ['auditor'] });
    await done('UpdatePrincipalPolicies', { PrincipalId: adaId, Policies: ['administrator'] }, second.cookie);
    await done('DeleteUser', { PrincipalId: second.id });
  });
});

describe('a reset', () => {
  it('ends every session, takes the password away, and replaces an older link', async () => {
    const lou = await person('lou');
    const first = await done('ResetUser', { PrincipalId: lou.id });
    expect(await refused('GetSession', {}, lou.cookie)).toBe('NotSignedInException');
    const signIn = await api(desk, 'SignIn', { body: { Name: 'lou', Password: NEXT } });
    expect(signIn.body['__type']).toBe('SignInFailedException');
    const second = await done('ResetUser', { PrincipalId: lou.id });
    expect((await redeemLink(first['Link'])).body['__type']).toBe('InvitationInvalidException');
    await done('WithdrawInvitation', { PrincipalId: lou.id });
    expect((await redeemLink(second['Link'])).body['__type']).toBe('InvitationInvalidException');
    expect(await stateOf(lou.id)).toBe('Locked');
    const third = await done('ResetUser', { PrincipalId: lou.id });
    expect((await redeemLink(third['Link'])).status).toBe(200);
  });

  it('is not done to oneself, nor by a service to the last administrator; the account may', async () => {
    expect(await refused('ResetUser', { PrincipalId: adaId })).toBe('ValidationException');
    const service = await desk.call('Keydesk.ResetUser', { PrincipalId: adaId });
    expect(service.body['__type']).toBe('ValidationException');
    const reset = await desk.cli('user', 'reset', 'ada', '--json');
    expect(reset.code).toBe(0);
    expect(await refused('GetSession', {})).toBe('NotSignedInException');
    const came = await redeemLink((JSON.parse(reset.stdout) as { link: string }).link, PASSWORD); // our own program's answer
    expect(came.status).toBe(200);
    ada = came.cookie;
  });
});

describe('sessions', () => {
  it('are listed with the one that asks, and ended one by one or all but this', async () => {
    const mia = await person('mia');
    const other = (await api(desk, 'SignIn', { body: { Name: 'mia', Password: NEXT } })).cookie;
    const list = async (): Promise<readonly Record<string, unknown>[]> =>
      (await done('ListSessions', {}, mia.cookie))['Sessions'] as Record<string, unknown>[]; // as it answers
    expect((await list()).filter(({ Current }) => Current)).toHaveLength(1);
    expect((await list()).map(({ Name }) => Name)).toEqual(['mia', 'mia']);
    const theirs = (await list()).find(({ Current }) => Current === false);
    await done('EndSession', { SessionId: theirs?.['SessionId'] }, mia.cookie);
    expect(await refused('GetSession', {}, other)).toBe('NotSignedInException');
    expect(await refused('EndSession', { SessionId: '0'.repeat(16) })).toBe('NotFoundException');
    const third = (await api(desk, 'SignIn', { body: { Name: 'mia', Password: NEXT } })).cookie;
    expect(await done('EndSession', { PrincipalId: mia.id }, mia.cookie)).toEqual({ Ended: 1 });
    expect(await refused('GetSession', {}, third)).toBe('NotSignedInException');
    expect((await ask('GetSession', {}, mia.cookie)).status).toBe(200);
    expect(await done('EndSession', { PrincipalId: mia.id })).toEqual({ Ended: 1 });
    expect(await refused('GetSession', {}, mia.cookie)).toBe('NotSignedInException');
  });

  it('end with a changed password, but the one that changed it', async () => {
    const noa = await person('noa');
    const other = (await api(desk, 'SignIn', { body: { Name: 'noa', Password: NEXT } })).cookie;
    const change = (OldPassword: string, NewPassword: string): Promise<Got> =>
      ask('ChangePassword', { OldPassword, NewPassword }, noa.cookie);
    expect((await change('not the old one', 'a new password 123')).body['__type']).toBe(
      'SignInFailedException',
    );
    expect((await change(NEXT, 'short')).body['__type']).toBe('ValidationException');
    expect((await change(NEXT, NEXT)).body['__type']).toBe('ValidationException');
    const changed = await change(NEXT, 'a new password 123');
    expect([changed.status, changed.body]).toEqual([200, { SessionsEnded: 1 }]);
    expect(await refused('GetSession', {}, other)).toBe('NotSignedInException');
    expect((await ask('GetSession', {}, noa.cookie)).status).toBe(200);
    const signIn = (Password: string): Promise<Got> =>
      api(desk, 'SignIn', { body: { Name: 'noa', Password } });
    expect((await signIn(NEXT)).status).toBe(400);
    expect((await signIn('a new password 123')).status).toBe(200);
  });
});

describe('somebody who leaves', () => {
  it('is told with what rests on them, and their keys are not abandoned by accident', async () => {
    const pat = await person('pat', 'key-administrator', 'key-user');
    const arn = `arn:aws:iam::000000000000:user/${pat.name}`;
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Sid: 'only pat', Effect: 'Allow', Principal: { AWS: arn }, Action: 'kms:*', Resource: '*' },
      ],
    });
    const made = await done('CreateKey', { Policy }, pat.cookie);
    const { KeyId } = made['KeyMetadata'] as { KeyId: string }; // what CreateKey answers
    await done('GenerateDataKey', { KeyId, KeySpec: 'AES_256' }, pat.cookie);
    expect(await done('ListPrincipalDependencies', { PrincipalId: pat.id })).toMatchObject({
      Name: 'pat',
      LastAdministrator: false,
      Sessions: 1,
      KeysTotal: 1,
      Keys: [
        {
          KeyId,
          Statements: [{ Index: 0, Sid: 'only pat', Effect: 'Allow' }],
          AdministersAlone: true,
          Created: true,
          Requests: 1,
        },
      ],
    });
    expect(await refused('DeleteUser', { PrincipalId: adaId })).toBe('ValidationException');
    expect(await refused('DeleteUser', { PrincipalId: pat.id })).toBe('ValidationException');
    expect((await ask('GetSession', {}, pat.cookie)).status).toBe(200);
    await done('DeleteUser', { PrincipalId: pat.id, AbandonKeys: true });
    expect(await refused('GetSession', {}, pat.cookie)).toBe('NotSignedInException');
    // Whoever had the name next would have the key.
    const again = await ask('InviteUser', { Name: 'pat' });
    expect([again.body['__type'], String(again.body['message'])]).toEqual([
      'AlreadyExistsException',
      expect.stringContaining(`key ${KeyId} still names user/pat`),
    ]);
  });

  it('is told with the grants that name them, those to them first', async () => {
    const sam = await person('sam', 'key-user');
    const arn = `arn:aws:iam::000000000000:user/${sam.name}`;
    const other = String((await done('CreateService', { Name: 'takes-over' }))['Arn']);
    const made = await done('CreateKey');
    const { KeyId } = made['KeyMetadata'] as { KeyId: string }; // what CreateKey answers
    const grant = async (more: object): Promise<unknown> =>
      (await done('CreateGrant', { KeyId, Operations: ['Decrypt'], ...more }))['GrantId'];
    const retires = await grant({ GranteePrincipal: other, RetiringPrincipal: arn, Name: 'nightly-job' });
    const gets = await grant({ GranteePrincipal: arn, Operations: ['Decrypt', 'RetireGrant'] });
    await grant({ GranteePrincipal: other });
    const told = await done('ListPrincipalDependencies', { PrincipalId: sam.id });
    expect(told).toMatchObject({
      KeysTotal: 0,
      GrantsTotal: 2,
      Grants: [
        { GrantId: gets, KeyId, IsGrantee: true, Retires: true, Operations: ['Decrypt', 'RetireGrant'] },
        { GrantId: retires, KeyId, Name: 'nightly-job', IsGrantee: false, Retires: true },
      ],
    });
    await done('RevokeGrant', { KeyId, GrantId: gets });
    expect(await done('ListPrincipalDependencies', { PrincipalId: sam.id })).toMatchObject({
      GrantsTotal: 1,
      Grants: [{ GrantId: retires }],
    });
  });

  it('is a service: its access keys go with it, and its name is kept while a policy has it', async () => {
    const made = await done('CreateService', { Name: 'leaving', Policies: ['key-user'] });
    const credentials = {
      accessKeyId: String(made['AccessKeyId']),
      secretAccessKey: String(made['SecretAccessKey']),
    };
    const PrincipalId = String(made['PrincipalId']);
    const used = async (): Promise<unknown> => {
      const services = (await done('ListServices'))['Services'] as { Name: string; AccessKeys: unknown[] }[]; // as it answers
      return services.find(({ Name }) => Name === 'leaving')?.AccessKeys[0];
    };
    expect(await used()).not.toHaveProperty('LastUsedDate');
    expect(await used()).not.toHaveProperty('TrackingStartDate');
    expect((await desk.call('ListKeys', {}, credentials)).status).toBe(200);
    expect(await used()).toMatchObject({ LastUsedOperation: 'ListKeys', LastUsedSource: '127.0.0.1' });
    await done('DeleteService', { PrincipalId });
    expect((await desk.call('ListKeys', {}, credentials)).body['__type']).toBe('UnrecognizedClientException');
    expect(await refused('DeleteAccessKey', { AccessKeyId: credentials.accessKeyId })).toBe(
      'NotFoundException',
    );
    // Who has the name next has not done what was done under it.
    await done('CreateService', { Name: 'leaving' });
    const next = (await done('ListServices'))['Services'] as { Name: string }[]; // as above
    expect(next.find(({ Name }) => Name === 'leaving')).not.toHaveProperty('LastUsedDate');
  });

  it('is never the root operator, nor a service by its own hand', async () => {
    const services = (await done('ListServices'))['Services'] as { Name: string; PrincipalId: string }[]; // as it answers
    const root = services.find(({ Name }) => Name === 'root-operator')?.PrincipalId;
    expect(await refused('DeleteService', { PrincipalId: root })).toBe('ValidationException');
    expect(await refused('UpdatePrincipalPolicies', { PrincipalId: root, Policies: [] })).toBe(
      'ValidationException',
    );
  });
});

describe('the last use of an access key', () => {
  it('is what the log has, after a restart too', async () => {
    const made = await done('CreateService', { Name: 'steady', Policies: ['key-user'] });
    await done('CreateAccessKey', { PrincipalId: made['PrincipalId'] });
    const credentials = {
      accessKeyId: String(made['AccessKeyId']),
      secretAccessKey: String(made['SecretAccessKey']),
    };
    expect((await desk.call('ListAliases', {}, credentials)).status).toBe(200);
    const keys = async (): Promise<readonly Record<string, unknown>[]> => {
      const { Services } = (await desk.call('Keydesk.ListServices')).body;
      return (Services as { Name: string; AccessKeys: Record<string, unknown>[] }[]).find(
        ({ Name }) => Name === 'steady',
      )!.AccessKeys; // it was just made
    };
    const before = await keys();
    await desk.stop();
    desk = await startTestDesk({
      dataDirectory: desk.dataDirectory,
      env: { ...clock.env, KEYDESK_PORT: String(desk.port) },
    });
    await expect.poll(keys).toEqual(before);
    expect(before.map((key) => key['LastUsedOperation'])).toEqual(['ListAliases', undefined]);
  });
});
