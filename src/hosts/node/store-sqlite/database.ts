/**
 * The only writing connection. Synchronous: it runs in the writer's own thread. Statements are prepared once and kept (47 µs a
 * preparation, 5.7 a kept one: facts.md).
 */
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import {
  StoreError,
  type Batch,
  type DeskMeta,
  type RowChange,
  type StoredCheckpoint,
} from '../../../domain/ports/store.ts';
import { integer, text } from './columns.ts';
import { syncDirectory, syncFile } from '../durable-file.ts';
import { toStoreError } from './errors.ts';
import { makePrivate } from './lock.ts';
import { Place } from './place.ts';
import { APPLICATION_ID, INDEXES_SQL, SCHEMA_SQL, SCHEMA_VERSION } from './schema.ts';

/** ms that a connection waits for a lock: only a copying reader (backup) ever holds one. */
export const BUSY_TIMEOUT = 5_000;
/** Pages of 4 KiB in the WAL before they go to the file: 16 MiB, so that a busy desk pays those fsyncs seldom. */
const WAL_PAGES = 4_000;
const HOUR_MS = 3_600_000;

/** Throws StoreError unless the file is empty (answers false) or a store of our schema (true). Changes nothing. */
export function recognise(database: DatabaseSync, path: string): boolean {
  const pragma = (name: string): number => integer(database.prepare(`PRAGMA ${name}`).get() ?? {}, name);
  const version = pragma('user_version');
  const application = pragma('application_id');
  const tables = integer(database.prepare('SELECT count(*) AS n FROM sqlite_schema').get() ?? {}, 'n');
  if (version === 0 && application === 0 && tables === 0) return false;
  if (application !== APPLICATION_ID)
    throw new StoreError('NOT_A_STORE', `${path} is a database of another program, not Keydesk's.`);
  if (version > SCHEMA_VERSION)
    throw new StoreError(
      'NEWER_SCHEMA',
      `${path} was written by a newer Keydesk (schema ${version}; this one knows up to ${SCHEMA_VERSION}). Start that version, or restore a backup made before the upgrade.`,
    );
  if (version !== SCHEMA_VERSION)
    throw new StoreError('DAMAGED', `${path} claims schema ${version}, which never was.`);
  checkSchema(database, path);
  return true;
}

/** Name → definition of every table that this program makes. */
function ownTables(): ReadonlyMap<string, string> {
  const empty = new DatabaseSync(':memory:');
  try {
    empty.exec(SCHEMA_SQL);
    return tablesOf(empty);
  } finally {
    empty.close();
  }
}

const tablesOf = (database: DatabaseSync): Map<string, string> =>
  new Map(
    database
      .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'table'")
      .all()
      .map((row) => [text(row, 'name'), text(row, 'sql')]),
  );

/** A trigger or another table's definition would do with each write what nobody asked for: deleting events, for one. */
function checkSchema(database: DatabaseSync, path: string): void {
  const foreign = database
    .prepare("SELECT name FROM sqlite_schema WHERE type NOT IN ('table', 'index')")
    .get();
  const own = ownTables();
  const found = tablesOf(database);
  const altered =
    foreign === undefined
      ? [...found].find(([name, sql]) => own.get(name) !== sql)?.[0]
      : text(foreign, 'name');
  const missing = [...own.keys()].find((name) => !found.has(name));
  if (altered === undefined && missing === undefined) return;
  throw new StoreError(
    'DAMAGED',
    `${path}: its schema is not Keydesk's (${altered ?? missing}): it was altered outside Keydesk.`,
  );
}

const BACK =
  'Put it back together with its -wal file, or restore a backup; for a new desk set KEYDESK_DATA to another directory.';

function open(path: string, create: boolean): DatabaseSync {
  if (!create && statSync(path, { throwIfNoEntry: false }) === undefined)
    throw new StoreError('NOT_FOUND', `${path} does not exist any more. ${BACK}`);
  makePrivate(path);
  const database = new DatabaseSync(path, {
    timeout: BUSY_TIMEOUT,
    enableForeignKeyConstraints: false,
    allowExtension: false,
  });
  try {
    const known = recognise(database, path);
    if (!known && !create) throw new StoreError('NOT_A_STORE', `${path} is empty. ${BACK}`);
    database.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      PRAGMA secure_delete = ON;
      PRAGMA wal_autocheckpoint = ${WAL_PAGES};
      PRAGMA journal_size_limit = ${WAL_PAGES * 4096 * 4};
    `);
    if (known) makeDurable(database, path);
    database.exec(`BEGIN IMMEDIATE; ${known ? '' : SCHEMA_SQL} ${INDEXES_SQL} COMMIT;`);
    if (!known) syncDirectory(dirname(path));
    // A file that may only be read opens without complaint; the first write says so, so it is made here.
    database.exec(`BEGIN IMMEDIATE; PRAGMA user_version = ${SCHEMA_VERSION}; ROLLBACK;`);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/**
 * Before what is there is believed: after an fsync that failed, or a kill before it, the write-ahead log is read as it is in memory, which
 * a power cut may take. It is synced, and what it has is written to the file anew: what an fsync has failed on, the next one passes over.
 * As far as there is room for that, and no reader holds an earlier moment.
 */
function makeDurable(database: DatabaseSync, path: string): void {
  const wal = `${path}-wal`;
  if (statSync(wal, { throwIfNoEntry: false }) !== undefined) syncFile(wal);
  try {
    database.exec('PRAGMA wal_checkpoint(PASSIVE)');
  } catch (error) {
    if (toStoreError(error, path).code !== 'FULL') throw error;
  }
}

export interface WritingDatabase {
  initialise(meta: DeskMeta): void;
  commit(batch: Batch): void;
  saveCheckpoint(checkpoint: StoredCheckpoint): void;
  close(): void;
}

/**
 * Opens the store at `path`, or, with `create`, makes it (its directory must exist). Every method is one durable transaction, or throws StoreError
 * (MOVED: it happened, in a file that is not at its path any more; closing writes that anew if it can);
 * after a throw the connection must not be used again but to close it (the port: unknown, never a retry on the same connection).
 */
export function openDatabase(path: string, create: boolean): WritingDatabase {
  const what = `The store ${path}`;
  try {
    const database = open(path, create);
    return writing(database, new Place(path), what);
  } catch (error) {
    throw toStoreError(error, what);
  }
}

function writing(database: DatabaseSync, place: Place, what: string): WritingDatabase {
  const sql = statements(database);
  // Kept here rather than asked for each batch: nobody else writes.
  const last = database.prepare('SELECT sequence, clock FROM leaf ORDER BY sequence DESC LIMIT 1').get();
  let size = last === undefined ? 0 : integer(last, 'sequence') + 1;
  let clock = last === undefined ? 0 : integer(last, 'clock');
  let drift = integer(database.prepare('SELECT most FROM drift').get() ?? {}, 'most');

  const transaction = (work: () => void): void => {
    try {
      sql.begin.run();
      work();
      sql.commit.run();
      place.check();
    } catch (error) {
      try {
        if (database.isTransaction) sql.rollback.run();
      } catch {
        // The first error is the one to tell; SQLite rolls back by itself when the file is next opened.
      }
      throw toStoreError(error, what);
    }
  };

  const putRow = (row: RowChange): void => {
    const mac = row.body === null ? null : row.mac;
    if (row.version < 1 || sql.row.run(row.kind, row.id, row.version, row.body, mac).changes !== 1)
      throw new StoreError(
        'CONFLICT',
        `Version ${row.version} of ${row.kind} ${row.id} does not follow the stored one.`,
      );
  };
  const putLeaves = (leaves: Batch['leaves']): void => {
    let driftNow = drift;
    for (const leaf of leaves) {
      if (leaf.sequence !== size)
        throw new StoreError('CONFLICT', `Leaf ${leaf.sequence} does not follow: the next is ${size}.`);
      size++;
      if (leaf.time > clock) clock = leaf.time;
      else if (clock - leaf.time > driftNow) driftNow = clock - leaf.time;
      const { hash, time, operation, principal, key, outcome, request, bytes } = leaf;
      const changes = leaf.hasChanges ? 1 : 0;
      sql.leaf.run(
        leaf.sequence,
        hash,
        time,
        clock,
        operation,
        leaf.class,
        principal,
        key,
        outcome,
        request,
        changes,
        bytes,
      );
    }
    if (driftNow > drift) sql.drift.run((drift = driftNow));
  };

  return {
    initialise: (meta) =>
      transaction(() => {
        if (sql.hasMeta.get() !== undefined)
          throw new StoreError('CONFLICT', `${what} is already initialised.`);
        sql.meta.run(
          meta.deskId,
          meta.accountId,
          meta.region,
          meta.createdAt,
          meta.logOrigin,
          meta.logPublicKey,
        );
      }),
    commit: (batch) =>
      transaction(() => {
        for (const row of batch.rows) putRow(row);
        putLeaves(batch.leaves);
        for (const tile of batch.tiles) sql.tile.run(tile.level, tile.number, tile.hashes);
        for (const u of batch.usage)
          sql.usage.run(
            u.key,
            u.version,
            u.principal,
            u.operation,
            u.outcome,
            u.day,
            u.count,
            u.lastSequence,
            u.lastTime,
          );
        for (const m of batch.minutes) sql.minute.run(m.minute, m.outcome, m.operation, m.principal, m.count);
        const { seal } = batch;
        sql.seal.run(seal.size, seal.root, seal.changeHead, seal.mac);
      }),
    saveCheckpoint: ({ size: covered, time, note }) =>
      transaction(() => {
        const latest = sql.latest.get();
        const before = latest === undefined ? 0 : integer(latest, 'size');
        if (covered < before)
          throw new StoreError('CONFLICT', `A checkpoint of size ${covered} cannot follow one of ${before}.`);
        sql.thin.run(Math.floor(time / HOUR_MS));
        sql.checkpoint.run(covered, time, note);
      }),
    close: () => {
      if (!database.isOpen) return;
      try {
        place.putBack(database);
      } finally {
        database.close();
      }
    },
  };
}

function statements(database: DatabaseSync) {
  const prepare = (text: string) => database.prepare(text);
  return {
    begin: prepare('BEGIN IMMEDIATE'),
    commit: prepare('COMMIT'),
    rollback: prepare('ROLLBACK'),
    hasMeta: prepare('SELECT one FROM meta'),
    meta: prepare('INSERT INTO meta VALUES (1, ?, ?, ?, ?, ?, ?)'),
    row: prepare(`INSERT INTO "row" VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE
      SET version = excluded.version, body = excluded.body, mac = excluded.mac WHERE excluded.version > version`),
    leaf: prepare('INSERT INTO leaf VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)'),
    drift: prepare('UPDATE drift SET most = ?'),
    tile: prepare('INSERT INTO tile VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET hashes = excluded.hashes'),
    // In an UPDATE every expression sees the row as it was, so the two `CASE`s agree.
    usage:
      prepare(`INSERT INTO usage VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count,
      last_time = CASE WHEN excluded.last_sequence > last_sequence THEN excluded.last_time ELSE last_time END,
      last_sequence = max(last_sequence, excluded.last_sequence)`),
    minute: prepare(
      'INSERT INTO minute VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count',
    ),
    seal: prepare('INSERT OR REPLACE INTO seal VALUES (1, ?, ?, ?, ?)'),
    latest: prepare('SELECT max(size) AS size FROM checkpoint HAVING size IS NOT NULL'),
    thin: prepare(
      `DELETE FROM checkpoint WHERE size = (SELECT max(size) FROM checkpoint) AND time / ${HOUR_MS} = ?`,
    ),
    checkpoint: prepare('INSERT OR REPLACE INTO checkpoint VALUES (?, ?, ?)'),
  };
}
