/** The demo as a visitor finds it: a believable year, the same every time, and what is hidden in it. */
import 'fake-indexeddb/auto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createClient, type Client } from '../../../client/client.ts';
import { INTRUDER } from '../../../service/seeded/incidents.ts';
import { STORY_RECORD } from '../../../service/seeded/history.ts';
import { openIndexedDbStore } from '../store-indexeddb/indexeddb-store.ts';
import { openBrowserDesk } from '../desk/desk.ts';
import { indexedDbShelf } from '../vault-webcrypto/indexeddb-shelf.ts';
import { openWebCryptoVault } from '../vault-webcrypto/webcrypto-vault.ts';
import { openDemo, resetDemo, VISITOR, type Demo } from './demo.ts';

const NOW = Date.UTC(2026, 10, 30, 12);
const faults: unknown[] = [];
const note = (fields: unknown, message: string): void => void faults.push([message, fields]);
const optionsOf = (name: string) => ({
  name,
  version: '0.0.0',
  endpoint: 'http://localhost',
  log: { error: note, warn: note, info: () => {} },
  now: NOW,
  onLost: () => faults.push('lost'),
});
const clientOf = ({ desk, session }: Demo): Client =>
  createClient({
    fetch: async (address, init) => {
      const answer = await desk.request({
        operation: (address as string).split('/').at(-1) ?? '',
        body: init?.body as string,
        session,
        agent: 'test',
        signal: new AbortController().signal,
      });
      return answer.response;
    },
  });
const namesOf = async (client: Client): Promise<unknown> => {
  const { Keys } = await client.searchKeys({});
  const { Events } = await client.searchAuditEvents({ Until: new Date(NOW), Limit: 200 });
  return [
    Keys.map(({ Aliases, KeyState, Tags }) => [Aliases, KeyState, Tags]),
    Events.map((event) => ('Operation' in event ? [event.Time, event.Operation, event.RequestId] : null)),
  ];
};

const NAME = 'keydesk-demo-test';
let demo: Demo;
let client: Client;
beforeAll(async () => {
  demo = await openDemo(optionsOf(NAME));
  client = clientOf(demo);
});
afterAll(async () => {
  await demo.close();
  expect(faults).toEqual([]);
});

it('has twelve keys of three domains, nine services and twenty thousand events', async () => {
  const { Keys, Total } = await client.searchKeys({ Limit: 100 });
  expect(Total).toBe(12);
  const domains = Keys.flatMap(({ Tags }) => Tags.filter(({ TagKey }) => TagKey === 'domain'));
  expect(new Set(domains.map(({ TagValue }) => TagValue)).size).toBe(3);
  const { Principals } = await client.listPrincipals({});
  expect(Principals.filter(({ Arn }) => Arn.includes(':role/')).length).toBe(9);
  const { Searched } = await client.searchAuditEvents({ Limit: 1 });
  expect(Searched.Log).toBeGreaterThanOrEqual(20_000);
  expect(Searched.Log).toBeLessThan(20_050);
  expect((await client.getSession({})).Principal.Name).toBe(VISITOR.name);
});

it('hides who tried to open a record, and an access key that leaked', async () => {
  const tried = await client.searchAuditEvents({
    ContextPair: { Name: 'record', Value: STORY_RECORD },
    Outcome: 'denied',
  });
  expect(tried.Events.map((event) => 'Principal' in event && event.Principal.split('/').at(-1))).toEqual([
    'marketing-export',
    'marketing-export',
  ]);
  const leaked = await client.searchAuditEvents({ SourceAddress: INTRUDER, Limit: 1 });
  expect(leaked.Matching).toBeGreaterThan(150);
  const refused = await client.searchAuditEvents({ SourceAddress: INTRUDER, Outcome: 'denied', Limit: 1 });
  expect(refused.Matching).toBeGreaterThan(20);
});

it('has grants: one in use for one tenant, one that nobody used, one that was revoked', async () => {
  const { Keys } = await client.searchKeys({ Limit: 100 });
  const lists = await Promise.all(Keys.map(({ KeyId }) => client.listGrants({ KeyId })));
  const grants = lists.flatMap((list) => list.Grants);
  expect(grants.map(({ Name }) => Name).toSorted()).toEqual(['chargebacks-contoso', 'ticket-attachments']);
  const used = grants.find(({ Name }) => Name === 'chargebacks-contoso');
  expect(used?.Constraints?.EncryptionContextSubset).toEqual(new Map([['tenant', 'contoso']]));
  const { Events } = await client.searchAuditEvents({
    Principal: used?.GranteePrincipal,
    KeyId: used?.KeyId,
    Outcome: 'allowed',
    Limit: 5,
  });
  expect(Events.map((event) => 'DecidedBy' in event && event.DecidedBy[0]?.Source)).toEqual(
    Array<string>(5).fill('GRANT'),
  );
  const revoked = await client.searchAuditEvents({ Operation: 'RevokeGrant', Limit: 5 });
  expect(revoked.Matching).toBe(1);
});

it('is the same demo for everybody, and stays over a reload', async () => {
  const other = await openDemo(optionsOf(`${NAME}-other`));
  const same = await namesOf(client);
  expect(await namesOf(clientOf(other))).toEqual(same);
  const { KeyMetadata } = await clientOf(other).createKey({});
  await other.close();
  const again = await openDemo(optionsOf(`${NAME}-other`));
  expect((await clientOf(again).describeKey({ KeyId: KeyMetadata.KeyId })).KeyMetadata.KeyState).toBe(
    'Enabled',
  );
  await again.close();
  await resetDemo(`${NAME}-other`);
  const anew = await openDemo(optionsOf(`${NAME}-other`));
  expect(await namesOf(clientOf(anew))).toEqual(same);
  await anew.close();
});

it('begins anew when it was left half made', async () => {
  const name = `${NAME}-half`;
  const options = optionsOf(name);
  const store = await openIndexedDbStore(name, () => {});
  const vault = await openWebCryptoVault(indexedDbShelf(`${name}-keys`));
  await (await openBrowserDesk({ ...options, store, vault })).stop();
  const begun = await openDemo(options);
  expect((await clientOf(begun).searchKeys({})).Total).toBe(12);
  await begun.close();
});
