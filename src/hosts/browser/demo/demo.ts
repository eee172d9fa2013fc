/**
 * The demo: a desk in the page with a believable year behind it, whose visitor is its administrator. Everything stays in this browser; a
 * reset takes it away. One tab at a time: a second one is told, and may take it over.
 */
import type { OperationalLog } from '../../../service/log.ts';
import { Chance } from '../../../service/seeded/chance.ts';
import { leakedAccessKey } from '../../../service/seeded/incidents.ts';
import { FOUNDED_DAYS, seed } from '../../../service/seeded/seed.ts';
import { DAY, makeWorld } from '../../../service/seeded/world.ts';
import { openBrowserDesk, type BrowserDesk } from '../desk/desk.ts';
import { primitives } from '../desk/primitives.ts';
import { removeDatabase } from '../indexeddb.ts';
import { openIndexedDbStore } from '../store-indexeddb/indexeddb-store.ts';
import { indexedDbShelf } from '../vault-webcrypto/indexeddb-shelf.ts';
import { openWebCryptoVault } from '../vault-webcrypto/webcrypto-vault.ts';

const SEED = 20_261_130;
const KEYS = 12;
const EVENTS = 20_000;
const DAYS = 365;
const SERVICES = [
  'billing-api',
  'card-vault',
  'records-api',
  'lab-import',
  'login-web',
  'kyc-documents',
  'etl-nightly',
  'support-desk',
  'marketing-export',
] as const;
/** Those whose services have keys of their own. */
const DOMAINS = ['payments', 'health', 'identity'] as const;
const LEAKED = 'lab-import';

/** The visitor. The password is no secret: it opens nothing but this page's own data. */
export const VISITOR = { name: 'anna', password: 'a demo needs no secret' } as const;

export interface DemoOptions {
  /** Of the databases. */
  readonly name: string;
  readonly version: string;
  /** The page's own origin. */
  readonly endpoint: string;
  readonly log: OperationalLog;
  /** The year ends then, ms. */
  readonly now: number;
  /** The browser has taken the data away. */
  readonly onLost: () => void;
}

export interface Demo {
  readonly desk: BrowserDesk;
  /** Token of the visitor's session. */
  readonly session: string;
  close(): Promise<void>;
}

const keysOf = (name: string): string => `${name}-keys`;

/** Takes everything away: the next opening begins anew. The demo must be closed. */
export async function resetDemo(name: string): Promise<void> {
  await removeDatabase(name);
  await indexedDbShelf(keysOf(name)).remove();
}

async function openDesk({ name, version, endpoint, log, now, onLost }: DemoOptions): Promise<BrowserDesk> {
  const store = await openIndexedDbStore(name, onLost);
  const vault = await openWebCryptoVault(indexedDbShelf(keysOf(name)));
  const chance = new Chance(SEED);
  const world = makeWorld(chance, {
    keys: KEYS,
    now,
    digest: primitives.sha256Hex,
    services: SERVICES,
    domains: DOMAINS,
  });
  return openBrowserDesk({
    store,
    vault,
    version,
    endpoint,
    log,
    founding: {
      foundedAt: now - FOUNDED_DAYS * DAY,
      fill: async (tools) => {
        await seed({
          ...tools,
          chance,
          world,
          now,
          days: DAYS,
          events: EVENTS,
          // Nobody signs a request to a page.
          secretOf: ({ name: service }) => `demo/${service}`.padEnd(40, '0'),
          more: (history) => leakedAccessKey(chance, world, history, LEAKED, now),
          atOnce: 2_000,
          pause: () => new Promise((done) => setTimeout(done)),
        });
      },
    },
  });
}

async function signIn(desk: BrowserDesk): Promise<string> {
  const { name, password } = VISITOR;
  const [operation, body] =
    desk.welcomeToken === null
      ? ['SignIn', { Name: name, Password: password }]
      : ['RedeemWelcome', { Token: desk.welcomeToken, Name: name, Password: password }];
  const { response, session } = await desk.request({
    operation,
    body: JSON.stringify(body),
    session: undefined,
    agent: 'demo',
    signal: new AbortController().signal,
  });
  if (typeof session !== 'string') throw new Error(`the visitor was not let in: ${await response.text()}`);
  return session;
}

/** Opens the demo, or makes it. Rejects with StoreError, LoadError, NoWebCryptoError. */
export async function openDemo(options: DemoOptions): Promise<Demo> {
  const began = (await indexedDB.databases()).some(({ name }) => name === options.name);
  let desk = await openDesk(options);
  // The page was closed while the year was made: half a year is no demo.
  if (began && desk.welcomeToken !== null) {
    await desk.stop();
    await resetDemo(options.name);
    desk = await openDesk(options);
  }
  return { desk, session: await signIn(desk), close: () => desk.stop() };
}
