/** Searching and counting the log over a real desk: every filter finds what it says, and every answer says what was searched. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeDirectory, ROOT, startTestDesk, type TestDesk } from '../testing/desk.ts';
import { api, redeem } from './testing/console-requests.ts';

interface Listed {
  readonly Sequence: number;
  readonly Operation: string;
  readonly Outcome: string;
  readonly Class: string;
  readonly Principal: string;
}

let desk: TestDesk;
let cookie: string;
let keyId: string;
let blob: string;
const CONTEXT = { tenant: 'northwind', record: '8841' };
const LONG = 'x'.repeat(8_000);
const ANN = 'arn:aws:iam::000000000000:user/ada';

beforeAll(async () => {
  desk = await startTestDesk();
  cookie = await redeem(desk);
  const created = await desk.call('CreateKey', {});
  keyId = (created.body['KeyMetadata'] as { readonly KeyId: string }).KeyId; // CreateKey's shape
  const input = { KeyId: keyId, KeySpec: 'AES_256', EncryptionContext: CONTEXT };
  blob = (await desk.call('GenerateDataKey', input)).body['CiphertextBlob'] as string; // its shape
  await desk.call('Decrypt', { CiphertextBlob: blob, EncryptionContext: CONTEXT });
  await desk.call('Decrypt', {
    CiphertextBlob: blob,
    EncryptionContext: { tenant: 'northwind', record: '884' },
  });
  await desk.call('Encrypt', { KeyId: keyId, Plaintext: 'AAAA', EncryptionContext: { note: LONG } });
  await api(desk, 'SearchKeys', { cookie });
});
afterAll(async () => {
  await desk.stop();
  removeDirectory(desk.dataDirectory);
});

const ask = (operation: string, body: object) => api(desk, operation, { cookie, body });
async function found(filter: object): Promise<readonly Listed[]> {
  const { status, body } = await ask('SearchAuditEvents', filter);
  expect(status, JSON.stringify(body)).toBe(200);
  expect(body['Searched']).toMatchObject({ Complete: true });
  return body['Events'] as readonly Listed[]; // its shape
}
const names = async (filter: object): Promise<string[]> =>
  (await found(filter)).map(({ Operation, Outcome }) => `${Operation} ${Outcome}`);

const digest = (): string => createHash('sha256').update(Buffer.from(blob, 'base64')).digest('hex');

describe('search', () => {
  it('by a pair of the encryption context, exactly, or by its name alone', async () => {
    const pair = (Name: string, Value?: string) => names({ ContextPair: { Name, Value } });
    expect(await pair('record', '8841')).toEqual(['Decrypt allowed', 'GenerateDataKey allowed']);
    expect(await pair('record', '884')).toEqual(['Decrypt failed']);
    expect(await pair('record')).toEqual(['Decrypt failed', 'Decrypt allowed', 'GenerateDataKey allowed']);
    expect(await pair('note', LONG)).toEqual(['Encrypt allowed']);
    expect(await pair('note', `${LONG}x`)).toEqual([]);
    expect(await pair('northwind')).toEqual([]);
  });

  it('by the policy and the statement that decided, whatever the version, or by a place in one version', async () => {
    const used = ['Encrypt allowed', 'Decrypt failed', 'Decrypt allowed', 'GenerateDataKey allowed'];
    const delegated = { Source: 'KEY_POLICY', Policy: keyId } as const;
    const by = (DecidedBy: object) =>
      names({ DecidedBy, Operations: ['Encrypt', 'Decrypt', 'GenerateDataKey'] });
    expect(await by(delegated)).toEqual(used);
    expect(await by({ ...delegated, Sid: 'Enable IAM User Permissions' })).toEqual(used);
    expect(await by({ ...delegated, Version: 1, Statement: 0 })).toEqual(used);
    expect(await by({ ...delegated, Version: 1, Statement: 1 })).toEqual([]);
    expect(await by({ ...delegated, Version: 2, Statement: 0 })).toEqual([]);
    // One statement must be all that is told: this one is of the identity policy.
    expect(await by({ ...delegated, Sid: 'Everything' })).toEqual([]);
    expect(await by({ Sid: 'Everything' })).toEqual(used);
    expect(await by({ Source: 'IDENTITY_POLICY', Policy: 'administrator' })).toEqual(used);
    expect(await by({ Source: 'IDENTITY_POLICY', Policy: keyId })).toEqual([]);
    const [last] = await found({ Operation: 'SearchAuditEvents', Principal: ANN });
    expect(last).toMatchObject({
      Parameters: expect.arrayContaining([
        ['DecidedBy.Policy', keyId],
        ['DecidedBy.Source', 'IDENTITY_POLICY'],
      ]) as unknown,
    });
  });

  it('by envelope, in either case, and by the outcomes that mean refused', async () => {
    const opened = ['Decrypt failed', 'Decrypt allowed', 'GenerateDataKey allowed'];
    expect(await names({ Envelope: digest() })).toEqual(opened);
    expect(await names({ Envelope: digest().toUpperCase() })).toEqual(opened);
    expect(await names({ Envelope: digest(), Outcomes: ['denied', 'failed'] })).toEqual(['Decrypt failed']);
    expect(await names({ Envelope: '0'.repeat(64) })).toEqual([]);
  });

  it('by address, by network, and by what is no address', async () => {
    const Operations = ['CreateKey', 'EnsureRootOperator'];
    expect(await names({ Operations, SourceAddress: '127.0.0.1' })).toEqual(['CreateKey allowed']);
    expect(await names({ Operations, SourceAddress: '127.0.0.0/8' })).toEqual(['CreateKey allowed']);
    expect(await names({ Operations, SourceAddress: '10.0.0.0/8' })).toEqual([]);
    expect(await names({ Operations, SourceAddress: '::ffff:127.0.0.1' })).toEqual(['CreateKey allowed']);
    expect(await names({ Operations, SourceAddress: 'desk:' })).toEqual(['EnsureRootOperator allowed']);
  });

  it('without what is left out, and without one’s own reads', async () => {
    expect(await names({ KeyId: keyId, ExcludeOperations: ['Decrypt', 'Encrypt'] })).toEqual([
      'GenerateDataKey allowed',
      'CreateKey allowed',
    ]);
    const others = await found({ ExcludeKeyIds: [keyId], ExcludePrincipals: [ANN] });
    expect(others.map(({ Operation }) => Operation)).toEqual(['EnsureRootOperator']);
    const mine = await found({ ExcludeOwnReads: true });
    expect(mine.filter(({ Class, Principal }) => Class === 'read' && Principal === ANN)).toEqual([]);
    expect(mine.map(({ Operation }) => Operation)).toContain('RedeemWelcome');
    expect((await found({ Principals: [ANN], Classes: ['read'] })).length).toBeGreaterThan(5);
  });

  it('page by page: what a page matches and what came before is all, down to where it says', async () => {
    const all = await found({ KeyId: keyId });
    const seen: Listed[] = [];
    for (let Before: number | undefined; ;) {
      const { body } = await ask('SearchAuditEvents', { KeyId: keyId, Limit: 2, Before });
      expect(seen.length + (body['Matching'] as number)).toBe(all.length); // its shape
      seen.push(...(body['Events'] as Listed[]));
      if (body['NextBefore'] === undefined) break;
      Before = body['NextBefore'] as number;
    }
    expect(seen).toEqual(all);
  });

  it('tells in its own event what was asked for, a long value cut', async () => {
    await found({ ContextPair: { Name: 'note', Value: LONG }, Outcome: 'allowed' });
    const [event] = (await found({ Operation: 'SearchAuditEvents', Limit: 2 })) as unknown as readonly {
      readonly Parameters: readonly (readonly [string, string])[];
    }[];
    const asked = new Map(event?.Parameters);
    expect(asked.get('Outcome')).toBe('allowed');
    expect(asked.get('ContextPair')?.length).toBeLessThan(300);
  });
});

describe('summary', () => {
  interface Summary {
    readonly Total: { readonly Allowed: number; readonly Denied: number; readonly Failed: number };
    readonly Buckets: readonly {
      readonly Allowed: number;
      readonly Failed: number;
      readonly Denied: number;
    }[];
    readonly Operations: { readonly Top: readonly { readonly Name: string; readonly Allowed: number }[] };
    readonly Source: string;
    readonly Searched: { readonly Complete: boolean };
  }
  const summary = async (filter: object): Promise<Summary> => {
    const { status, body } = await ask('SummarizeAuditEvents', filter);
    expect(status, JSON.stringify(body)).toBe(200);
    return body as unknown as Summary; // its shape
  };
  const until = (): number => Math.floor(Date.now() / 60_000) * 60 + 120;

  it.each([
    ['rollup', {}],
    ['rollup', { Outcomes: ['denied', 'failed'] }],
    ['rollup', { Operations: ['Decrypt', 'Encrypt'], ExcludePrincipals: ['x'] }],
    ['rollup', { Classes: ['data', 'management'] }],
    ['rollup', { ExcludeOwnReads: true }],
    ['scan', {}],
    ['scan', { ContextPair: { Name: 'record' } }],
  ])('counts from the %s what a search finds: %j', async (source, filter) => {
    const asked = source === 'scan' ? { ...filter, KeyId: keyId } : { ...filter, Since: 0, Until: until() };
    const settled = { ...asked, ExcludeOperations: ['SearchAuditEvents', 'SummarizeAuditEvents'] };
    const counted = await summary(settled);
    const events = await found({ ...settled, Limit: 500 });
    const of = (outcome: string): number => events.filter(({ Outcome }) => Outcome === outcome).length;
    expect(counted.Source).toBe(source);
    expect(counted.Total).toEqual({ Allowed: of('allowed'), Denied: of('denied'), Failed: of('failed') });
    const inBuckets = counted.Buckets.reduce(
      (sum, each) => sum + each.Allowed + each.Denied + each.Failed,
      0,
    );
    expect(inBuckets).toBe(events.length);
    expect(counted.Buckets.length).toBeLessThanOrEqual(120);
    expect(counted.Searched.Complete).toBe(true);
  });

  it('names those with most events and sums the others', async () => {
    const { body } = await ask('SummarizeAuditEvents', { KeyId: keyId, Top: 1 });
    expect(body['Operations']).toEqual({
      Top: [{ Name: 'Decrypt', Allowed: 1, Denied: 0, Failed: 1 }],
      Others: { Names: 3, Allowed: 3, Denied: 0, Failed: 0 },
    });
    expect(body['Principals']).toMatchObject({
      Top: [{ Name: expect.stringContaining('root-operator') as string }],
    });
  });

  it('answers nothing, in words, for a range in which nothing is', async () => {
    const counted = await summary({ Since: 10, Until: 70 });
    expect(counted.Total).toEqual({ Allowed: 0, Denied: 0, Failed: 0 });
    expect(counted.Buckets.length).toBe(2);
    expect(counted.Searched).toMatchObject({ Complete: true, Events: 0 });
  });
});

describe('hostile input', () => {
  it.each([
    [{ SourceAddress: '10.0.0.0/99' }, 'SourceAddress must be'],
    [{ SourceAddress: '1'.repeat(64) }, 'SourceAddress must be'],
    [{ SourceAddress: '1'.repeat(65) }, 'sourceAddress'],
    [{ Envelope: `${'a'.repeat(63)}g` }, 'envelope'],
    [{ GrantId: 'A'.repeat(64) }, 'grantId'],
    [{ DecidedBy: {} }, 'must name a policy'],
    [{ DecidedBy: { Policy: 'x' } }, 'DecidedBy.Source'],
    [{ DecidedBy: { Source: 'KEY_POLICY', Version: 1 } }, 'DecidedBy.Version'],
    [{ DecidedBy: { Sid: 'x', Statement: 1 } }, 'DecidedBy.Statement'],
    [{ DecidedBy: { Source: 'grant', Policy: 'x' } }, 'decidedBy.source'],
    [{ Since: 20, Until: 10 }, 'Since must be before Until'],
    [{ Since: 10, Until: 10 }, 'Since must be before Until'],
    [{ Since: -1 }, 'since'],
    [{ Until: 8.64e12 }, 'until'],
    [{ Outcome: 'denied', Outcomes: ['failed'] }, 'not both'],
    [{ Principals: [] }, 'principals'],
    [{ Principals: Array.from({ length: 51 }, () => 'a') }, 'principals'],
    [{ ContextPair: { Value: 'x' } }, 'contextPair.name'],
    [{ ContextPair: { Name: 'x', Value: 'y'.repeat(8193) } }, 'contextPair.value'],
  ])('%j is refused by name', async (input, words) => {
    for (const operation of ['SearchAuditEvents', 'SummarizeAuditEvents']) {
      const { status, body } = await ask(operation, input);
      expect([status, body['__type']]).toEqual([400, 'ValidationException']);
      expect(body['message']).toContain(words);
    }
  });

  it('text that looks like a pattern, like JSON or like SQL finds nothing and breaks nothing', async () => {
    for (const text of ['%', '_', '"],["', "' OR 1=1 --", '\u0000', '\ud800'.toWellFormed(), '[', '\\'])
      expect(await names({ ContextPair: { Name: 'record', Value: text } })).toEqual([]);
  });

  it('the farthest times that there are', async () => {
    const { status, body } = await ask('SummarizeAuditEvents', { Since: 0, Until: 253_402_300_799 });
    expect([status, (body['Buckets'] as unknown[]).length <= 120]).toEqual([200, true]);
    expect(body['Buckets']).not.toContainEqual(expect.objectContaining({ Time: null }));
  });

  it('a service may not without the permission', async () => {
    const made = await desk.call('Keydesk.CreateService', { Name: 'nobody' }, ROOT);
    const credentials = {
      accessKeyId: made.body['AccessKeyId'] as string,
      secretAccessKey: made.body['SecretAccessKey'] as string,
    };
    for (const operation of ['SearchAuditEvents', 'SummarizeAuditEvents']) {
      const { body } = await desk.call(`Keydesk.${operation}`, {}, credentials);
      expect(body['__type']).toBe('AccessDeniedException');
    }
  });
});
