/** Keys of one's own to learn on, over a real desk: what they let a person do, where they are not seen, and that they go with the person. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SANDBOX_KEY_NAMES } from '../../../domain/sandbox/sandbox-keys.ts';
import { removeDirectory, runCli, startTestDesk, type TestDesk } from '../testing/desk.ts';
import { movedClock } from '../testing/moved-clock.ts';
import { api, PASSWORD, redeem, signIn, type Got } from './testing/console-requests.ts';
import { consoleClient, Tail } from './testing/console-stream.ts';

const NEXT = 'correct horse battery staple 77';
const MINUTE = 60_000;
const MOST_ON_DEMAND = 25;
const clock = movedClock();
let desk: TestDesk;
let ada: string;

interface SandboxKey {
  readonly Name: string;
  readonly KeyId: string;
  readonly Arn: string;
  readonly Alias: string;
  readonly CurrentVersion: number;
  readonly KeyState: string;
}
interface Listed {
  readonly Sequence: number;
  readonly Operation: string;
  readonly Outcome: string;
  readonly KeyId?: string;
  readonly Parameters: readonly (readonly [string, string])[];
  readonly Principal: string;
  readonly RequestId: string;
  readonly DecidedBy: readonly { readonly Sid?: string; readonly Effect: string }[];
  readonly Changes: readonly object[];
}

const ask = (operation: string, body: object = {}, cookie = ada): Promise<Got> =>
  api(desk, operation, { cookie, body });
const done = async (operation: string, body: object = {}, cookie = ada): Promise<Record<string, unknown>> => {
  const got = await ask(operation, body, cookie);
  expect([operation, got.status, got.status === 200 ? {} : got.body]).toEqual([operation, 200, {}]);
  return got.body;
};
const refused = async (operation: string, body: object = {}, cookie = ada): Promise<unknown> => {
  const got = await ask(operation, body, cookie);
  expect(got.status).not.toBe(200);
  return got.body['__type'];
};
const openSandbox = async (cookie = ada): Promise<readonly SandboxKey[]> =>
  (await done('OpenDeskSandbox', {}, cookie))['Keys'] as readonly SandboxKey[]; // its output
const named = (keys: readonly SandboxKey[], name: string): SandboxKey => {
  const key = keys.find(({ Name }) => Name === name);
  if (key === undefined) throw new Error(`there is no ${name}`);
  return key;
};
const walksKey = async (cookie = ada): Promise<SandboxKey> =>
  named(await openSandbox(cookie), 'guest-records');
const search = async (filter: object, cookie = ada): Promise<readonly Listed[]> =>
  (await done('SearchAuditEvents', { Limit: 500, ...filter }, cookie))['Events'] as readonly Listed[]; // its output
const mint = async (KeyId: string, cookie = ada): Promise<unknown> =>
  (await done('GenerateDataKey', { KeyId, KeySpec: 'AES_256' }, cookie))['CiphertextBlob'];

/** A key that is not practice. */
const realKey = async (over: object = {}): Promise<string> =>
  ((await done('CreateKey', over))['KeyMetadata'] as { KeyId: string }).KeyId; // its output

interface Person {
  readonly id: string;
  readonly cookie: string;
}
/** Somebody who has come by their link. */
async function person(Name: string, ...Policies: readonly string[]): Promise<Person> {
  const made = await done('InviteUser', { Name, Policies });
  const Token = new URLSearchParams(new URL(String(made['Link'])).hash.slice(1)).get('token') ?? '';
  const came = await api(desk, 'RedeemInvitation', { body: { Token, Password: NEXT } });
  expect(came.status).toBe(200);
  return { id: String(made['PrincipalId']), cookie: came.cookie };
}

beforeAll(async () => {
  desk = await startTestDesk({ env: clock.env });
  ada = await redeem(desk);
});
afterAll(async () => {
  await desk.stop();
  const report = await runCli(desk.dataDirectory, ['verify-log', '--json'], clock.env);
  removeDirectory(desk.dataDirectory);
  clock.remove();
  expect([report.code, report.stdout]).toEqual([0, report.stdout]);
});

describe('OpenDeskSandbox', () => {
  it('makes twelve keys in one event, and asked again changes nothing', async () => {
    const keys = await openSandbox();
    expect(keys.map(({ Name }) => Name)).toEqual(SANDBOX_KEY_NAMES);
    expect(keys.map(({ Alias }) => Alias)).toEqual(SANDBOX_KEY_NAMES.map((name) => `alias/desk/ada/${name}`));
    expect(keys.every(({ KeyState, CurrentVersion }) => KeyState === 'Enabled' && CurrentVersion === 1)).toBe(
      true,
    );
    expect(await openSandbox()).toEqual(keys);
    const events = await search({ Operation: 'OpenDeskSandbox' });
    // A key, its version, its policy and its alias.
    expect(events.map(({ Changes }) => Changes.length)).toEqual([0, 4 * 12]);
    const { KeyMetadata } = await done('DescribeKey', { KeyId: 'alias/desk/ada/night-exports' });
    expect(KeyMetadata).toMatchObject({ KeyId: keys[1]?.KeyId, Enabled: true });
    expect(Object.keys(KeyMetadata as object)).not.toContain('Sandbox');
  });

  it('is asked by two windows at once and makes each key once', async () => {
    const ben = await person('ben', 'key-user');
    const [one, other] = await Promise.all([openSandbox(ben.cookie), openSandbox(ben.cookie)]);
    expect(one).toEqual(other);
    const { Total, Matching } = await done('SearchKeys', { Sandbox: true, Text: 'desk/ben/' });
    expect([Total, Matching]).toEqual([24, 12]);
  });

  it('really turns away: by the policy of night-exports, and of nine services', async () => {
    const keys = await openSandbox();
    for (const [name, sid] of [
      ['night-exports', 'NightExportsNeverDecrypt'],
      ['service-2', 'OnlyItsOwnServiceDecrypts'],
      ['service-10', 'OnlyItsOwnServiceDecrypts'],
    ] as const) {
      // oxlint-disable-next-line no-await-in-loop -- the newest refusal is looked at
      const CiphertextBlob = await mint(named(keys, name).KeyId);
      // oxlint-disable-next-line no-await-in-loop -- as above
      expect(await refused('Decrypt', { CiphertextBlob })).toBe('AccessDeniedException');
      // oxlint-disable-next-line no-await-in-loop -- as above
      const [last] = await search({ KeyId: named(keys, name).KeyId, Outcome: 'denied' });
      expect(last?.DecidedBy.at(-1)).toMatchObject({ Sid: sid, Effect: 'Deny' });
    }
    await done('Decrypt', { CiphertextBlob: await mint(named(keys, 'service-1').KeyId) });
    const blob = await mint(named(keys, 'guest-records').KeyId);
    await done('ReEncrypt', {
      CiphertextBlob: blob,
      DestinationKeyId: named(keys, 'guest-records').KeyId,
    });
  });

  it('makes nothing readable that ReEncrypt may be asked of, and nothing of practice anything else', async () => {
    const max = await person('max', 'key-user');
    const practice = await walksKey(max.cookie);
    const allow = (Action: readonly string[]) => ({
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::000000000000:user/max' },
      Action,
      Resource: '*',
    });
    const account = {
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::000000000000:root' },
      Action: 'kms:*',
      Resource: '*',
    };
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [account, allow(['kms:ReEncrypt*'])],
    });
    const [one, other] = [await realKey({ Policy }), await realKey({ Policy })];
    const CiphertextBlob = await mint(one);
    // Between keys that matter the permission stands.
    await done('ReEncrypt', { CiphertextBlob, DestinationKeyId: other }, max.cookie);
    const sentence = /because practice keys re-encrypt only among the practice keys of one person$/;
    for (const body of [
      { CiphertextBlob, DestinationKeyId: practice.KeyId },
      { CiphertextBlob, DestinationKeyId: practice.Alias, DryRun: true },
      { CiphertextBlob: await mint(practice.KeyId, max.cookie), DestinationKeyId: one },
    ]) {
      // oxlint-disable-next-line no-await-in-loop -- one after another is as good
      const { body: answer } = await ask('ReEncrypt', body, max.cookie);
      expect(answer).toEqual({ __type: 'AccessDeniedException', message: expect.stringMatching(sentence) });
    }
  });

  it('is another person’s to nobody, an administrator included', async () => {
    const ben = await person('bea', 'administrator');
    const { KeyId } = await walksKey();
    for (const operation of ['DescribeKey', 'ScheduleKeyDeletion', 'GetKeyPolicy'])
      // oxlint-disable-next-line no-await-in-loop -- one after another is as good
      expect([operation, await refused(operation, { KeyId }, ben.cookie)]).toEqual([
        operation,
        'AccessDeniedException',
      ]);
    expect(await refused('PutKeyPolicy', { KeyId, Policy: '{}' })).not.toBe(undefined);
  });

  it('is for people whose role has it', async () => {
    const auditor = await person('cleo', 'auditor');
    expect(await refused('OpenDeskSandbox', {}, auditor.cookie)).toBe('AccessDeniedException');
    const keyAdministrator = await person('dora', 'key-administrator');
    expect((await openSandbox(keyAdministrator.cookie)).length).toBe(12);
    const service = await desk.call('Keydesk.OpenDeskSandbox');
    expect(service.body['__type']).toMatch(/UnsupportedOperationException$/);
  });

  it('repairs the walks’ key: disabled it is enabled, doomed it is brought back', async () => {
    const { KeyId } = await walksKey();
    await done('DisableKey', { KeyId });
    expect(await walksKey()).toMatchObject({ KeyId, KeyState: 'Enabled' });
    await done('ScheduleKeyDeletion', { KeyId, PendingWindowInDays: 7 });
    expect(await walksKey()).toMatchObject({ KeyId, KeyState: 'Enabled' });
    expect((await done('DescribeKey', { KeyId }))['KeyMetadata']).not.toHaveProperty('DeletionDate');
  });

  it('never takes a name from a key of somebody’s', async () => {
    const { KeyMetadata } = await done('CreateKey');
    const { KeyId } = KeyMetadata as { KeyId: string }; // its output
    await done('CreateAlias', { AliasName: 'alias/desk/eva/guest-records', TargetKeyId: KeyId });
    const eva = await person('eva', 'key-user');
    expect((await walksKey(eva.cookie)).Alias).toBe('alias/desk/eva/guest-records-2');
    expect((await walksKey(eva.cookie)).Alias).toBe('alias/desk/eva/guest-records-2');
    expect(
      (await done('DescribeKey', { KeyId: 'alias/desk/eva/guest-records' }))['KeyMetadata'],
    ).toMatchObject({ KeyId });
    await done('ScheduleKeyDeletion', { KeyId, PendingWindowInDays: 7 });
  });

  it('succeeds a key without rotations left; what the old one sealed still opens, and at most sixteen are kept', async () => {
    const fay = await person('fay', 'key-user');
    const first = await walksKey(fay.cookie);
    const sealed = await mint(first.KeyId, fay.cookie);
    const before: string[] = [];
    for (let generation = 1; generation <= 6; generation++) {
      // oxlint-disable-next-line no-await-in-loop -- a life of rotations after another
      const { KeyId } = await walksKey(fay.cookie);
      expect(before).not.toContain(KeyId);
      before.push(KeyId);
      for (let turn = 0; turn < MOST_ON_DEMAND; turn++)
        // oxlint-disable-next-line no-await-in-loop -- each makes a version more
        await done('RotateKeyOnDemand', { KeyId }, fay.cookie);
      if (generation === 2) {
        // oxlint-disable-next-line no-await-in-loop -- once
        await done('Decrypt', { CiphertextBlob: sealed }, fay.cookie);
      }
    }
    const last = await walksKey(fay.cookie);
    expect(last).toMatchObject({ Alias: 'alias/desk/fay/guest-records', CurrentVersion: 1 });
    const { Keys } = await done('SearchKeys', { Sandbox: true, Limit: 100 });
    const states = new Map(
      (Keys as { KeyId: string; KeyState: string }[]).map(({ KeyId, KeyState }) => [KeyId, KeyState]),
    );
    // Eleven others, the newest, and the four before it; the two oldest go.
    expect(before.map((id) => states.get(id))).toEqual([
      'PendingDeletion',
      'PendingDeletion',
      ...Array.from({ length: 4 }, () => 'Enabled'),
    ]);
    expect(await refused('Decrypt', { CiphertextBlob: sealed }, fay.cookie)).toBe('KMSInvalidStateException');
  });
});

describe('at first sight', () => {
  it('the key list has none of them, and shows them when they are asked for', async () => {
    const { KeyId } = await walksKey();
    const { Keys, Total } = await done('SearchKeys', { Limit: 1000 });
    expect((Keys as { KeyId: string }[]).map((key) => key.KeyId)).not.toContain(KeyId);
    const practice = await done('SearchKeys', { Sandbox: true, Text: 'desk/ada/guest-records' });
    expect(practice['Keys']).toMatchObject([{ KeyId, Sandbox: true }]);
    const facets = await done('DescribeKeyFacets');
    expect(facets['Total']).toBe(Total);
    expect(facets['SandboxKeys']).toBe(practice['Total']);
    expect((await done('DescribeKeyOverview', { KeyId }))['Key']).toMatchObject({ Sandbox: true });
    // AWS's own lists have every key.
    const all = (await desk.call('ListKeys', { Limit: 1000 })).body['Keys'] as { KeyId: string }[]; // its output
    expect(all.map((key) => key.KeyId)).toContain(KeyId);
  });

  it('home, posture, rotation, alerts and the palette know nothing of them', async () => {
    const { KeyId } = await walksKey();
    await done('DisableKey', { KeyId });
    const inventory = await done('SearchKeys');
    expect((await done('DescribeHome'))['Keys']).toBe(inventory['Total']);
    expect((await done('DescribePosture'))['Keys']).toBe(inventory['Total']);
    expect((await done('ListRotationSchedule'))['Total']).toBe(inventory['Total']);
    for (const operation of ['DescribeHome', 'DescribePosture', 'ListRotationSchedule', 'ListAlerts'])
      // oxlint-disable-next-line no-await-in-loop -- one after another is as good
      expect([operation, /desk\/(ada|ben|dora|fay)\//.test(JSON.stringify(await done(operation)))]).toEqual([
        operation,
        false,
      ]);
    // Refusals of practice are none of the day's.
    const { Refusals } = await done('DescribeHome');
    const denied = await search({ Outcome: 'denied' });
    expect((Refusals as { Today: number }).Today).toBe(denied.length);
    expect(denied.length).toBeLessThan((await search({ Outcome: 'denied', Sandbox: true })).length);
    expect((await done('FindObjects', { Text: 'guest-records' }))['Keys']).toMatchObject([
      { Alias: 'alias/desk/eva/guest-records' },
    ]);
    expect((await done('FindObjects', { Text: KeyId }))['Keys']).toMatchObject([{ KeyId }]);
    await openSandbox();
  });

  it('the log leaves them out and says how many, and shows them when a key, request or envelope is named', async () => {
    const keys = new Set(
      (
        (await desk.call('ListAliases', { Limit: 100 })).body['Aliases'] as {
          AliasName: string;
          TargetKeyId: string;
        }[]
      )
        .filter(({ AliasName }) => AliasName.startsWith('alias/desk/ada/'))
        .map(({ TargetKeyId }) => TargetKeyId),
    );
    const { KeyId } = await walksKey();
    const requestId = (await ask('GenerateDataKey', { KeyId, KeySpec: 'AES_256' })).headers.get(
      'x-amzn-requestid',
    );
    const until = { Until: Math.floor(Date.now() / MINUTE) * 60 + 120, Since: 0 };
    const filter = { ...until, Classes: ['data', 'management'] };
    const shown = await search(filter);
    expect(shown.some((event) => keys.has(event.KeyId ?? ''))).toBe(false);
    const everything = await search({ ...filter, Sandbox: true });
    expect(everything.some((event) => event.RequestId === requestId)).toBe(true);
    expect((await search({ RequestId: requestId })).length).toBe(1);
    expect((await search({ KeyId })).length).toBeGreaterThan(0);

    const summary = await done('SummarizeAuditEvents', filter);
    const sum = ({ Total }: Record<string, unknown>): number =>
      Object.values(Total as Record<string, number>).reduce((a, b) => a + b, 0); // three counts
    expect(summary['Source']).toBe('rollup');
    const all = await done('SummarizeAuditEvents', { ...filter, Sandbox: true });
    expect(all['SandboxLeftOut']).toBe(0);
    expect(sum(all)).toBe(sum(summary) + Number(summary['SandboxLeftOut']));
    expect(sum(summary)).toBe(shown.length);
    const buckets = summary['Buckets'] as Record<string, number>[]; // its output
    expect(
      buckets.reduce((a, { Allowed = 0, Denied = 0, Failed = 0 }) => a + Allowed + Denied + Failed, 0),
    ).toBe(sum(summary));
    expect(
      buckets.every(({ Allowed = 0, Denied = 0, Failed = 0 }) => Math.min(Allowed, Denied, Failed) >= 0),
    ).toBe(true);
    // The same from the events themselves, where only they know.
    const scanned = await done('SummarizeAuditEvents', { ...filter, SourceAddress: '127.0.0.1' });
    expect([scanned['Source'], scanned['SandboxLeftOut']]).toEqual(['scan', summary['SandboxLeftOut']]);
  });

  it('a use of another key is never left out because a practice key was used with it', async () => {
    const mallory = await person('mallory', 'key-user');
    const practice = await walksKey(mallory.cookie);
    const real = await realKey();
    const practiceBlob = await mint(practice.KeyId, mallory.cookie);
    const realBlob = await mint(real);
    await done('CreateAlias', { AliasName: 'alias/payroll', TargetKeyId: real });
    const refusalsToday = async (): Promise<number> =>
      ((await done('DescribeHome'))['Refusals'] as { Today: number }).Today;
    const nowhere = '00000000-0000-4000-8000-000000000000';
    const denied = 'AccessDeniedException';
    for (const [operation, body, code, key, parameters] of [
      // Out of practice: by id, by alias, as a dry run, and looking whether there is such a key.
      [
        'ReEncrypt',
        { CiphertextBlob: practiceBlob, DestinationKeyId: real },
        denied,
        real,
        ['DestinationKeyId', real],
      ],
      [
        'ReEncrypt',
        { CiphertextBlob: practiceBlob, DestinationKeyId: 'alias/payroll' },
        denied,
        real,
        ['DestinationKeyId', real],
      ],
      [
        'ReEncrypt',
        { CiphertextBlob: practiceBlob, DestinationKeyId: real, DryRun: true },
        denied,
        real,
        ['DestinationKeyId', real],
      ],
      [
        'ReEncrypt',
        { CiphertextBlob: practiceBlob, DestinationKeyId: nowhere },
        'NotFoundException',
        undefined,
        ['PracticeKeyId', practice.KeyId],
      ],
      // Into practice.
      [
        'ReEncrypt',
        { CiphertextBlob: realBlob, DestinationKeyId: practice.KeyId },
        denied,
        real,
        ['DestinationKeyId', practice.KeyId],
      ],
      // Named, and not what the envelope is of.
      [
        'Decrypt',
        { CiphertextBlob: practiceBlob, KeyId: real },
        'IncorrectKeyException',
        real,
        ['PracticeKeyId', practice.KeyId],
      ],
      [
        'ReEncrypt',
        { CiphertextBlob: practiceBlob, SourceKeyId: real, DestinationKeyId: practice.KeyId },
        'IncorrectKeyException',
        real,
        ['SourceKeyId', real],
      ],
      [
        'UpdateAlias',
        { AliasName: 'alias/payroll', TargetKeyId: practice.KeyId },
        denied,
        real,
        ['PreviousKeyId', real],
      ],
    ] as const) {
      const what = [operation, body];
      // oxlint-disable-next-line no-await-in-loop -- the newest event is looked at
      const before = await refusalsToday();
      // oxlint-disable-next-line no-await-in-loop -- as above
      const got = await ask(operation, body, mallory.cookie);
      expect([what, got.body['__type']]).toEqual([what, code]);
      const RequestId = got.headers.get('x-amzn-requestid');
      // oxlint-disable-next-line no-await-in-loop -- as above
      const [shown] = await search({ Principal: 'arn:aws:iam::000000000000:user/mallory' });
      expect([what, shown?.RequestId, shown?.KeyId]).toEqual([what, RequestId, key]);
      expect([what, shown?.Parameters]).toEqual([what, expect.arrayContaining([parameters])]);
      if (key !== undefined)
        // oxlint-disable-next-line no-await-in-loop -- as above
        expect([what, (await search({ KeyId: key }))[0]?.RequestId]).toEqual([what, RequestId]);
      // oxlint-disable-next-line no-await-in-loop -- as above
      expect([what, await refusalsToday()]).toEqual([what, before + (code === denied ? 1 : 0)]);
    }
    // Among practice keys it is practice, refused or done.
    const all = await openSandbox(mallory.cookie);
    const before = await refusalsToday();
    for (const name of ['night-exports', 'guest-records'])
      // oxlint-disable-next-line no-await-in-loop -- as above
      await ask(
        'ReEncrypt',
        { CiphertextBlob: practiceBlob, DestinationKeyId: named(all, name).KeyId },
        mallory.cookie,
      );
    const shown = await search({
      Principal: 'arn:aws:iam::000000000000:user/mallory',
      Operation: 'ReEncrypt',
    });
    expect(shown.every(({ Outcome }) => Outcome !== 'allowed')).toBe(true);
    expect(shown.length).toBe(6);
    expect(await refusalsToday()).toBe(before);
  });

  it('the live log leaves out a key that was made after it was opened', async () => {
    const tail = new Tail(consoleClient(desk, ada), { Classes: ['data'] });
    await tail.until(() => tail.messages.length > 0);
    const gus = await person('gus', 'key-user');
    const { KeyId } = await walksKey(gus.cookie);
    await mint(KeyId, gus.cookie);
    const { KeyMetadata } = await done('CreateKey');
    const real = (KeyMetadata as { KeyId: string }).KeyId; // its output
    await mint(real);
    await tail.until(() => tail.operations.length > 0);
    const seen = tail.messages.flatMap(({ Events }) =>
      Events.map((event) => ('KeyId' in event ? event.KeyId : null)),
    );
    await tail.stop();
    expect(seen).toEqual([real]);
  });
});

describe('ScheduleKeyDeletion', () => {
  it('asks nobody for the password again for a practice key of theirs, and for every other key it does', async () => {
    const { KeyId } = await walksKey();
    const { KeyMetadata } = await done('CreateKey');
    const real = (KeyMetadata as { KeyId: string }).KeyId; // its output
    clock.ahead(6 * MINUTE);
    expect(await refused('ScheduleKeyDeletion', { KeyId: real })).toBe('PasswordRequiredException');
    await done('ScheduleKeyDeletion', { KeyId, PendingWindowInDays: 7 });
    await done('CancelKeyDeletion', { KeyId });
    // What is not practice still asks.
    expect(await refused('CreateService', { Name: 'billing' })).toBe('PasswordRequiredException');
    await done('ConfirmPassword', { Password: PASSWORD });
  });
});

describe('ListSandboxEvents', () => {
  it('tells each step at once to who made it, may they read the log or not, and to nobody else', async () => {
    const hal = await person('hal', 'key-user');
    const { KeyId } = await walksKey(hal.cookie);
    expect(await refused('SearchAuditEvents', {}, hal.cookie)).toBe('AccessDeniedException');
    const step = await ask('GenerateDataKey', { KeyId, KeySpec: 'AES_256' }, hal.cookie);
    const RequestId = step.headers.get('x-amzn-requestid');
    const { Events } = await done('ListSandboxEvents', { RequestId }, hal.cookie);
    expect(Events).toMatchObject([{ Operation: 'GenerateDataKey', KeyId, Outcome: 'allowed', RequestId }]);
    const one = Events as readonly Listed[]; // its output
    expect(one).toEqual(await search({ RequestId }));
    await done('DisableKey', { KeyId }, hal.cookie);
    await refused('GenerateDataKey', { KeyId, KeySpec: 'AES_256' }, hal.cookie);
    const newest = (await done('ListSandboxEvents', { Limit: 2 }, hal.cookie))['Events'] as Listed[]; // as above
    expect(newest.map(({ Operation, Outcome }) => [Operation, Outcome])).toEqual([
      ['GenerateDataKey', 'failed'],
      ['DisableKey', 'allowed'],
    ]);
    expect((await done('ListSandboxEvents', { RequestId }))['Events']).toEqual([]);
    const auditor = await person('ida', 'auditor');
    expect((await done('ListSandboxEvents', {}, auditor.cookie))['Events']).toEqual([]);
  });
});

describe('UpdatePrincipalPolicies', () => {
  it('closes the practice keys of who may practise no more; who may again gets others', async () => {
    const kim = await person('kim', 'key-user');
    const before = await openSandbox(kim.cookie);
    const { KeyId } = named(before, 'guest-records');
    const CiphertextBlob = await mint(KeyId, kim.cookie);
    const roles = async (...Policies: readonly string[]): Promise<readonly Listed[]> => {
      await done('UpdatePrincipalPolicies', { PrincipalId: kim.id, Policies });
      return search({ Operation: 'UpdatePrincipalPolicies', Limit: 1 });
    };
    const states = async (): Promise<unknown> => {
      const { Keys } = await done('SearchKeys', { Sandbox: true, Text: 'desk/kim/' });
      return (Keys as { KeyState: string }[]).map(({ KeyState }) => KeyState);
    };
    // Another role that has it changes nothing.
    const [kept] = await roles('key-administrator');
    expect(kept?.Changes.length).toBe(1);
    expect(await openSandbox(kim.cookie)).toEqual(before);

    // The person, and of twelve keys the key and its policy.
    const [taken] = await roles('auditor');
    expect(taken?.Changes.length).toBe(1 + 12 * 2);
    expect(taken?.Parameters).toContainEqual(['PracticeKeys', 'closed']);
    expect(await states()).toEqual(Array.from({ length: 12 }, () => 'PendingDeletion'));
    const isClosed = async (): Promise<void> => {
      for (const [operation, body] of [
        ['Decrypt', { CiphertextBlob }],
        ['GenerateDataKey', { KeyId, KeySpec: 'AES_256' }],
        ['CancelKeyDeletion', { KeyId }],
      ] as const)
        // oxlint-disable-next-line no-await-in-loop -- one after another is as good
        expect([operation, await refused(operation, body, kim.cookie)]).toEqual([
          operation,
          'AccessDeniedException',
        ]);
    };
    await isClosed();
    expect(await refused('OpenDeskSandbox', {}, kim.cookie)).toBe('AccessDeniedException');
    // Nothing is left to close.
    expect((await roles())[0]?.Changes.length).toBe(1);

    await roles('key-user');
    const after = await openSandbox(kim.cookie);
    expect(after.map(({ Alias }) => Alias)).toEqual(before.map(({ Alias }) => Alias));
    const old = new Set(before.map((key) => key.KeyId));
    expect(after.filter((key) => old.has(key.KeyId))).toEqual([]);
    expect(await openSandbox(kim.cookie)).toEqual(after);
    await mint(named(after, 'guest-records').KeyId, kim.cookie);
    await isClosed();
  });
});

describe('DeleteUser', () => {
  it('takes the practice keys with the person, who left nothing behind that a namesake could use', async () => {
    const jon = await person('jon', 'key-user');
    const { KeyId } = await walksKey(jon.cookie);
    const CiphertextBlob = await mint(KeyId, jon.cookie);
    const before = await done('ListPrincipalDependencies', { PrincipalId: jon.id });
    expect([before['Keys'], before['KeysTotal']]).toEqual([[], 0]);
    await done('DeleteUser', { PrincipalId: jon.id });
    const { Keys } = await done('SearchKeys', { Sandbox: true, Text: 'desk/jon/' });
    const states = (Keys as { KeyState: string }[]).map(({ KeyState }) => KeyState);
    expect(states).toEqual(Array.from({ length: 12 }, () => 'PendingDeletion'));

    const again = await person('jon', 'key-user');
    for (const [operation, body] of [
      ['CancelKeyDeletion', { KeyId }],
      ['DescribeKey', { KeyId }],
      ['Decrypt', { CiphertextBlob }],
    ] as const)
      // oxlint-disable-next-line no-await-in-loop -- one after another is as good
      expect([operation, await refused(operation, body, again.cookie)]).toEqual([
        operation,
        'AccessDeniedException',
      ]);
    const own = await walksKey(again.cookie);
    expect(own).toMatchObject({ Alias: 'alias/desk/jon/guest-records', KeyState: 'Enabled' });
    expect(own.KeyId).not.toBe(KeyId);
  });
});

it('knows its practice keys after a restart', async () => {
  const keys = await openSandbox();
  const { Total } = await done('SearchKeys');
  await desk.stop();
  const { dataDirectory, port } = desk;
  desk = await startTestDesk({ dataDirectory, env: { ...clock.env, KEYDESK_PORT: String(port) } });
  ada = await signIn(desk);
  expect((await done('SearchKeys'))['Total']).toBe(Total);
  expect(await openSandbox()).toEqual(keys);
});
