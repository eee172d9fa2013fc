/**
 * Fills an empty data directory as a desk would have: keys with version, policy and alias, each made by its event, then data events.
 * It goes through the ledger, so seal, chain and tree are what the desk expects of its own. Run by itself:
 * `node bench/seed.ts KEYS EVENTS` with KEYDESK_DATA.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { toBase64, toHex } from '../src/domain/bytes.ts';
import { defaultKeyPolicy } from '../src/domain/policy/default-policy.ts';
import { put, versionId, type Change } from '../src/domain/state/entities.ts';
import { deskIdBytes } from '../src/domain/state/row-mac.ts';
import { readSettings } from '../src/hosts/node/config/settings.ts';
import { DATABASE_FILE, ROW_AUTHENTICATION } from '../src/hosts/node/main.ts';
import { createRandom, hmacSha256, sha256 } from '../src/hosts/node/start/bytes-node.ts';
import { openLog } from '../src/hosts/node/start/open-log.ts';
import { openVault } from '../src/hosts/node/start/open-vault.ts';
import { lockDirectory } from '../src/hosts/node/store-sqlite/lock.ts';
import { openSqliteStore } from '../src/hosts/node/store-sqlite/sqlite-store.ts';
import { uuid } from '../src/service/ids.ts';
import { Ledger, type EventFacts } from '../src/service/ledger/ledger.ts';

/** Appended before the next wait for the disk: bounded memory, big transactions. */
const AT_ONCE = 2_000;
/** The made-up history: one event a second, so that searches and roll-ups see days, not one millisecond. */
const SPACING_MS = 1_000;

const [keys = 0, events = 0] = process.argv.slice(2).map(Number);
const settings = readSettings(process.env);
mkdirSync(settings.dataDirectory, { recursive: true, mode: 0o700 });
const random = createRandom();
const lock = lockDirectory(settings.dataDirectory);
const path = join(settings.dataDirectory, DATABASE_FILE);
const fail = (error: unknown): never => {
  throw error;
};
const store = await openSqliteStore({ path, lock, onFatal: fail });
if (store.meta() !== null) throw new Error('The data directory is not empty.');
const vault = await openVault({ settings, env: process.env, firstStart: true, now: Date.now });
const deskId = uuid(random);
const start = Date.now() - (keys + events) * SPACING_MS;
const { accountId, region } = settings;
const meta = {
  deskId,
  accountId,
  region,
  createdAt: start,
  logOrigin: `keydesk/${deskId}/0/0`,
  logPublicKey: toBase64(vault.logPublicKey()),
};
await store.initialise(meta);
const mac = hmacSha256(await vault.deriveKey(ROW_AUTHENTICATION));
const ledger = new Ledger(await openLog(store, meta, mac), {
  deskId: deskIdBytes(deskId),
  sha256,
  mac,
  reopen: (failed) => failed.close().then(() => fail(new Error('a commit failed'))),
  onFailure: fail,
  defer: setImmediate,
});

let appended = 0;
async function append(
  facts: Pick<EventFacts, 'operation' | 'class' | 'key' | 'keyVersion'>,
  changes: readonly Change[],
): Promise<void> {
  ledger.append(
    {
      time: start + appended * SPACING_MS,
      salt: toHex(random.bytes(16)),
      via: 'sdk',
      principal: `arn:aws:iam::${accountId}:role/service-${appended % 20}`,
      principalId: `AROASEEDEDSERVICE${String(appended % 20).padStart(4, 'A')}`,
      credential: null,
      source: '127.0.0.1',
      agent: 'keydesk-bench',
      request: uuid(random),
      context: null,
      outcome: 'allowed',
      error: null,
      decidedBy: [],
      reason: null,
      envelope: null,
      duration: 100,
      approval: null,
      parameters: [],
      extensions: [],
      ...facts,
    },
    changes,
  );
  appended++;
  if (appended % AT_ONCE === 0) await ledger.settled();
}

const ids: string[] = [];
const text = defaultKeyPolicy(accountId);
for (let i = 0; i < keys; i++) {
  const id = uuid(random);
  ids.push(id);
  const createdAt = start + appended * SPACING_MS;
  const material = await vault.generateKey('SYMMETRIC_DEFAULT');
  const name = `alias/seeded-${i}`;
  await append({ operation: 'CreateKey', class: 'management', key: id, keyVersion: 1 }, [
    put('key', id, {
      id,
      spec: 'SYMMETRIC_DEFAULT',
      usage: 'ENCRYPT_DECRYPT',
      origin: 'AWS_KMS',
      state: 'Enabled',
      description: `Seeded key ${i}`,
      createdAt,
      createdBy: 'seed',
      currentVersion: 1,
      tags: [],
      rotation: null,
      deletion: null,
      destroyedAt: null,
    }),
    put('keyVersion', versionId(id, 1), {
      keyId: id,
      number: 1,
      createdAt,
      rotation: null,
      materialId: toHex(random.bytes(32)),
      residency: material.residency,
      material: toBase64(material.bytes),
      publicKey: null,
    }),
    put('policy', id, { text }),
    put('alias', name, { name, keyId: id, createdAt, updatedAt: createdAt }),
  ]);
}
for (let i = 0; i < events; i++) {
  const operation = i % 2 === 0 ? 'GenerateDataKey' : 'Decrypt';
  await append({ operation, class: 'data', key: ids[(i * 7919) % ids.length] ?? null, keyVersion: 1 }, []);
}
await ledger.settled();
await store.close();
await vault.close();
lock.release();
process.stdout.write(`seeded ${appended} events\n`);
