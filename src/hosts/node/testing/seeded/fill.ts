/**
 * Fills an empty data directory as years of use would have, through the ledger: seal, chain, tree and counters are what a desk makes
 * of them. Run by itself: `node fill.ts DIRECTORY KEYS EVENTS`; writes `seeded.json` beside what a desk keeps.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toBase64, utf8 } from '../../../../domain/bytes.ts';
import { formatCheckpoint, logOrigin } from '../../../../domain/log/checkpoint.ts';
import { signNote } from '../../../../domain/log/note.ts';
import type { Vault } from '../../../../domain/ports/vault.ts';
import { put } from '../../../../domain/state/entities.ts';
import { deskIdBytes } from '../../../../domain/state/row-mac.ts';
import { uuid } from '../../../../service/ids.ts';
import { Ledger } from '../../../../service/ledger/ledger.ts';
import { accessKeyAad, accessKeyRow } from '../../../../service/operations/services/make-access-key.ts';
import { readSettings } from '../../config/settings.ts';
import { DATABASE_FILE, ROW_AUTHENTICATION } from '../../main.ts';
import { createRandom, hmacSha256, primitives, sha256 } from '../../start/bytes-node.ts';
import { openLog } from '../../../../service/start/open-log.ts';
import { openVault } from '../../start/open-vault.ts';
import { openSqliteStore } from '../../store-sqlite/sqlite-store.ts';
import { Chance } from './chance.ts';
import { factsOf, History } from './history.ts';
import { Lifecycle, type Act } from './lifecycle.ts';
import { SEEDED_FILE, type Seeded } from './seeded-desk.ts';
import { tellStory } from './story.ts';
import { ACCOUNT, DAY, makeWorld, type Actor, type Service, type World } from './world.ts';

const SEED = 20_261_124;
/** Appended before the next wait for the disk: bounded memory, large transactions. */
const AT_ONCE = 16_000;

/** Services and people come to be at the beginning. */
async function founding(chance: Chance, world: World, vault: Vault, at: number): Promise<Act[]> {
  const acts: Act[] = [];
  const isService = (actor: Actor): actor is Service => 'accessKeyId' in actor;
  for (const actor of [...world.people, ...world.services]) {
    const { id, kind, name, policies } = actor;
    const changes = [put('principal', id, { id, kind, name, createdAt: at, policies, passwordHash: null })];
    if (isService(actor)) {
      const sealed = await vault.seal(utf8(secretOf(actor)), accessKeyAad(actor.accessKeyId, id));
      changes.push(accessKeyRow({ id: actor.accessKeyId, secret: '', sealed }, id, at));
    }
    const facts = {
      ...factsOf(chance, world.people[0]!, at),
      operation: 'CreateService',
      class: 'management' as const,
    }; // there are people
    acts.push({ facts: { ...facts, parameters: [['Name', name]] }, changes });
  }
  return acts;
}

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
  const world = makeWorld(chance, keys, now);
  const store = await openSqliteStore({ path: join(directory, DATABASE_FILE), onFatal: fail });
  const vault = await openVault({ settings, env: {}, firstStart: true, now: Date.now });
  const deskId = uuid(createRandom());
  const founded = now - 1_200 * DAY;
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

  // All keys share one wrapped key: each works, and ten thousand need no ten thousand calls of the HSM.
  const material = await vault.generateKey('SYMMETRIC_DEFAULT');
  const acts = [
    ...(await founding(chance, world, vault, founded)),
    ...new Lifecycle(chance, world, now, () => material).acts(),
  ];
  const history = new History(chance, world);
  const told = tellStory(history, world, now);
  const known = [...acts, ...told.events.map((facts): Act => ({ facts, changes: [] }))].toSorted(
    (a, b) => a.facts.time - b.facts.time,
  );
  let appended = 0;
  let writing: Promise<void> = Promise.resolve();
  const append = async ({ facts, changes }: Act): Promise<void> => {
    ledger.append(facts, changes);
    if (++appended % AT_ONCE !== 0) return;
    // While one batch is written the next is made.
    await writing;
    writing = ledger.settled();
    await new Promise(setImmediate);
  };
  let next = 0;
  for (const facts of history.events(Math.max(0, events - known.length), now)) {
    while (next < known.length && known[next]!.facts.time <= facts.time) await append(known[next++]!);
    await append({ facts, changes: [] });
  }
  while (next < known.length) await append(known[next++]!);
  await ledger.settled();

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
    story: told.story,
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
