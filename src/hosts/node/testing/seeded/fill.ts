/**
 * Fills an empty data directory as years of use would have, through the ledger: seal, chain, tree and counters are what a desk makes
 * of them. Run by itself: `node fill.ts DIRECTORY KEYS EVENTS`; writes `seeded.json` beside what a desk keeps.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toBase64 } from '../../../../domain/bytes.ts';
import { formatCheckpoint, logOrigin } from '../../../../domain/log/checkpoint.ts';
import { signNote } from '../../../../domain/log/note.ts';
import { deskIdBytes, ROW_AUTHENTICATION } from '../../../../domain/state/row-mac.ts';
import { uuid } from '../../../../service/ids.ts';
import { Ledger } from '../../../../service/ledger/ledger.ts';
import { readSettings } from '../../config/settings.ts';
import { DATABASE_FILE } from '../../start/database-file.ts';
import { createRandom, hmacSha256, primitives, sha256 } from '../../start/bytes-node.ts';
import { openLog } from '../../../../service/start/open-log.ts';
import { openVault } from '../../start/open-vault.ts';
import { openSqliteStore } from '../../store-sqlite/sqlite-store.ts';
import { Chance } from '../../../../service/seeded/chance.ts';
import { FOUNDED_DAYS, seed } from '../../../../service/seeded/seed.ts';
import { SEEDED_FILE, type Seeded } from './seeded-desk.ts';
import { ACCOUNT, DAY, makeWorld, type Service } from '../../../../service/seeded/world.ts';

const SEED = 20_261_124;
/** The last quarter has data events. */
const HISTORY_DAYS = 90;
/** Appended before the next wait for the disk: bounded memory, large transactions. */
const AT_ONCE = 16_000;

/** Secrets of services that do not exist outside tests. */
const secretOf = ({ name }: Service): string => `seeded/secret/of/the/service/${name}`.padEnd(40, '0');

async function fill(directory: string, keys: number, events: number): Promise<void> {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const fail = (error: unknown): never => {
    throw error;
  };
  const settings = readSettings({ KEYDESK_DATA: directory });
  const now = Date.now() - 60_000;
  const chance = new Chance(SEED);
  const world = makeWorld(chance, { keys, now, digest: primitives.sha256Hex });
  const store = await openSqliteStore({ path: join(directory, DATABASE_FILE), onFatal: fail });
  const vault = await openVault({ settings, env: {}, firstStart: true, now: Date.now });
  const deskId = uuid(createRandom());
  const founded = now - FOUNDED_DAYS * DAY;
  const meta = {
    deskId,
    accountId: ACCOUNT,
    region: 'us-east-1',
    createdAt: founded,
    logOrigin: logOrigin(deskId),
    logPublicKey: toBase64(vault.logPublicKey()),
  };
  await store.initialise(meta);
  const mac = hmacSha256(await vault.deriveKey(ROW_AUTHENTICATION));
  const ledger = new Ledger(await openLog(primitives, store, meta, mac), {
    deskId: deskIdBytes(deskId),
    sha256,
    mac,
    reopen: (failed) => failed.close().then(() => fail(new Error('a commit failed'))),
    onFailure: fail,
    defer: setImmediate,
  });

  const story = await seed({
    chance,
    world,
    vault,
    ledger,
    now,
    days: HISTORY_DAYS,
    events,
    secretOf,
    atOnce: AT_ONCE,
    pause: () => new Promise((done) => setImmediate(done)),
  });

  const { size, root } = ledger.committed;
  const signer = { name: meta.logOrigin, publicKey: vault.logPublicKey() };
  const text = formatCheckpoint({ origin: meta.logOrigin, size, root });
  const note = await signNote(sha256, text, signer, (message) => vault.signLog(message));
  await store.saveCheckpoint({ size, time: now, note });
  await store.close();
  await vault.close();
  const seeded: Omit<Seeded, 'dataDirectory'> = {
    events: size,
    until: now,
    story,
    services: world.services.map((service) => ({
      name: service.name,
      arn: service.arn,
      principalId: service.id,
      credentials: { accessKeyId: service.accessKeyId, secretAccessKey: secretOf(service) },
    })),
  };
  writeFileSync(join(directory, SEEDED_FILE), JSON.stringify(seeded, null, 2));
}

const [directory, keys, events] = process.argv.slice(2);
if (directory === undefined || keys === undefined || events === undefined)
  throw new Error('usage: node fill.ts DIRECTORY KEYS EVENTS');
await fill(directory, Number(keys), Number(events));
