/** A reading connection: what the calling thread loads at start, and what the reader's thread answers later. */
import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { checkInteger } from '../../../domain/ports/memory-store.ts';
import {
  NOT_UTF8,
  StoreError,
  type DeskMeta,
  type LeafRecord,
  type MinuteDelta,
  type Row,
  type Seal,
  type StoredBody,
  type StoredCheckpoint,
  type UsageDelta,
} from '../../../domain/ports/store.ts';
import { blob, integer, outcome, text, type Columns } from './columns.ts';
import { BUSY_TIMEOUT, recognise } from './database.ts';
import { toStoreError } from './errors.ts';
import { search, type Search } from './search.ts';
import { rollups, type Rollups } from './rollups.ts';

/** The reading half of `Store`, synchronous. Throws as the port says. */
export interface ReadingDatabase {
  meta(): DeskMeta | null;
  seal(): Seal | null;
  rows(): Iterable<Row>;
  rowCount(): number;
  bodies(): Iterable<StoredBody>;
  changeLeaves(): Iterable<{ readonly sequence: number; readonly text: string }>;
  usage(): Iterable<UsageDelta>;
  latestCheckpoint(): StoredCheckpoint | null;
  /** Every stored one, by size: for verify-log. */
  checkpoints(): Iterable<StoredCheckpoint>;
  leafHashes(from: number, to: number): Uint8Array;
  tile(level: number, number: number): Uint8Array | null;
  leaf(sequence: number): Uint8Array | null;
  readonly search: Search['run'];
  readonly follow: Search['follow'];
  readonly summarise: Search['summarise'];
  readonly rollup: Rollups['rollup'];
  readonly span: Rollups['span'];
  /** Reads some of what later questions need; answers true when there is no more to read now. */
  warm(): boolean;
  minutes(from: number, to: number): readonly MinuteDelta[];
  /** The whole timeline: for verify-log. */
  minuteSums(): Iterable<MinuteDelta>;
  /**
   * Every leaf with its columns, oldest first: for verify-log, which compares them with the bytes. Throws DAMAGED where a sequence is
   * missing, or where the columns that only this store knows (clock, drift) would hide the leaf from a search by time. Read in pages:
   * what is appended meanwhile comes too, and no read transaction is open between two of them, so the write-ahead log can be emptied.
   */
  leafRecords(): Iterable<LeafRecord>;
  /** From now on until `close` everything is read as it is now, whatever is written meanwhile. The write-ahead log grows as long. */
  holdMoment(): void;
  close(): void;
}

const HASH_SIZE = 32;
/** Leaves in one read of the whole log: some 400 KB. */
const LEAF_PAGE = 512;
/** The lowest number that SQLite can keep: a leaf before 0 is none of ours, and is not passed over. */
const LOWEST = -(2n ** 63n);

/**
 * Opens what must already be a store. `alone`: nobody can be writing (the caller holds the directory's lock), so a store that was
 * closed cleanly is read without making a file, also from a read-only medium.
 */
export function openReading(path: string, alone = false): ReadingDatabase {
  const what = `The store ${path}`;
  try {
    if (statSync(path, { throwIfNoEntry: false }) === undefined)
      throw new StoreError('NOT_FOUND', `${path} does not exist.`);
    const url = pathToFileURL(path);
    // A write-ahead log left by a kill holds committed batches: it must be read, and then the file is not immutable.
    if (alone && (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) === 0)
      url.searchParams.set('immutable', '1');
    const database = new DatabaseSync(url, { readOnly: true, timeout: BUSY_TIMEOUT, allowExtension: false });
    try {
      if (!recognise(database, path)) throw new StoreError('NOT_A_STORE', `${path} is empty.`);
      return reading(database, what);
    } catch (error) {
      database.close();
      throw error;
    }
  } catch (error) {
    throw toStoreError(error, what);
  }
}

function toMeta(row: Columns): DeskMeta {
  return {
    deskId: text(row, 'desk_id'),
    accountId: text(row, 'account_id'),
    region: text(row, 'region'),
    createdAt: integer(row, 'created_at'),
    logOrigin: text(row, 'log_origin'),
    logPublicKey: text(row, 'log_public_key'),
  };
}
const toSeal = (row: Columns): Seal => ({
  size: integer(row, 'size'),
  root: blob(row, 'root'),
  changeHead: blob(row, 'change_head'),
  mac: blob(row, 'mac'),
});
const toRow = (row: Columns): Row => ({
  kind: text(row, 'kind'),
  id: text(row, 'id'),
  version: integer(row, 'version'),
  body: blob(row, 'body'),
  mac: blob(row, 'mac'),
});
const toUsage = (row: Columns): UsageDelta => ({
  key: text(row, 'key'),
  version: integer(row, 'version'),
  principal: text(row, 'principal'),
  operation: text(row, 'operation'),
  outcome: outcome(row, 'outcome'),
  day: integer(row, 'day'),
  count: integer(row, 'count'),
  lastSequence: integer(row, 'last_sequence'),
  lastTime: integer(row, 'last_time'),
});
const toMinute = (row: Columns): MinuteDelta => ({
  minute: integer(row, 'minute'),
  outcome: outcome(row, 'outcome'),
  operation: text(row, 'operation'),
  principal: text(row, 'principal'),
  count: integer(row, 'count'),
});
const toLeaf = (row: Columns): LeafRecord => ({
  sequence: integer(row, 'sequence'),
  hash: blob(row, 'hash'),
  bytes: blob(row, 'bytes'),
  time: integer(row, 'time'),
  operation: text(row, 'operation'),
  class: text(row, 'class'),
  principal: text(row, 'principal'),
  key: row['key'] === null ? null : text(row, 'key'),
  outcome: outcome(row, 'outcome'),
  request: text(row, 'request'),
  hasChanges: integer(row, 'has_changes') === 1,
});
const toCheckpoint = (row: Columns): StoredCheckpoint => ({
  size: integer(row, 'size'),
  time: integer(row, 'time'),
  note: text(row, 'note'),
});

/** SQLite keeps 64-bit integers, and node:sqlite throws at one that is not a safe integer: nothing that we write, so it stops nothing. */
const safe = (...columns: readonly string[]): string =>
  columns
    .map((name) => `max(min(${name}, ${Number.MAX_SAFE_INTEGER}), ${Number.MIN_SAFE_INTEGER}) AS ${name}`)
    .join(', ');

/** Text for `exactText`, and the length of its bytes. */
const asText = (name: string): string => `CAST(${name} AS TEXT) AS text, length(${name}) AS size`;

/**
 * The text of a blob that SQLite gave as text, `NOT_UTF8` when it stands for other bytes: what is not UTF-8 came as U+FFFD. That has
 * three bytes in UTF-8, which may be as many as it stands for, so a text that holds it is compared with the bytes themselves.
 */
function exactText(row: Columns, bytes: () => unknown): string {
  const value = text(row, 'text');
  if (Buffer.byteLength(value) !== integer(row, 'size')) return NOT_UTF8;
  if (!value.includes(NOT_UTF8)) return value;
  const stored = bytes();
  return stored instanceof Uint8Array && Buffer.from(value).equals(stored) ? value : NOT_UTF8;
}

const one = <T>(row: Columns | undefined, convert: (row: Columns) => T): T | null =>
  row === undefined ? null : convert(row);

function reading(database: DatabaseSync, what: string): ReadingDatabase {
  const prepare = (sql: string) => database.prepare(sql);
  const sql = {
    meta: prepare('SELECT * FROM meta'),
    seal: prepare('SELECT * FROM seal'),
    rowCount: prepare('SELECT count(*) AS n FROM "row" WHERE body IS NOT NULL'),
    checkpoint: prepare('SELECT * FROM checkpoint ORDER BY size DESC LIMIT 1'),
    hashes: prepare('SELECT hash FROM leaf WHERE sequence >= ? AND sequence < ? ORDER BY sequence'),
    tile: prepare('SELECT hashes FROM tile WHERE level = ? AND number = ?'),
    leaf: prepare('SELECT bytes FROM leaf WHERE sequence = ?'),
    body: prepare('SELECT body FROM "row" WHERE kind = ? AND id = ?'),
    minutes: prepare('SELECT * FROM minute WHERE minute >= ? AND minute < ? ORDER BY minute'),
    size: prepare('SELECT coalesce(max(sequence) + 1, 0) AS n FROM leaf'),
    drift: prepare('SELECT most FROM drift'),
    leaves: prepare(`SELECT * FROM leaf WHERE sequence >= ? ORDER BY sequence LIMIT ${LEAF_PAGE}`),
  };
  const searching = search(database);
  const rolledUp = rollups(database);

  /** What SQLite throws becomes StoreError; a RangeError of ours, about arguments, stays. */
  const told = (error: unknown): Error =>
    error instanceof RangeError && !('code' in error) ? error : toStoreError(error, what);
  const guard = <T>(work: () => T): T => {
    try {
      if (!database.isOpen) throw new StoreError('CLOSED', 'The store is closed.');
      return work();
    } catch (error) {
      throw told(error);
    }
  };
  /** Its own statement each time: a kept one cannot be iterated by two at once. */
  function* each<T>(text: string, convert: (row: Columns) => T): Generator<T> {
    try {
      if (!database.isOpen) throw new StoreError('CLOSED', 'The store is closed.');
      for (const row of prepare(text).iterate()) yield convert(row);
    } catch (error) {
      throw told(error);
    }
  }

  function* leafRecords(): Generator<LeafRecord> {
    let expected = 0;
    let clock = 0;
    let from: number | bigint = LOWEST;
    for (;;) {
      const after = from;
      const page = guard(() => sql.leaves.all(after));
      if (page.length === 0) return;
      // After the page: it only grows, so it covers what the page has.
      const drift = guard(() => integer(sql.drift.get() ?? {}, 'most'));
      for (const row of page) {
        const leaf = guard(() => toLeaf(row));
        if (leaf.sequence !== expected)
          throw new StoreError('DAMAGED', `${what}: leaf ${expected} is missing.`);
        expected++;
        clock = Math.max(clock, leaf.time);
        if (guard(() => integer(row, 'clock')) !== clock || clock - leaf.time > drift)
          throw new StoreError('DAMAGED', `${what}: leaf ${leaf.sequence} is filed under a wrong time.`);
        yield leaf;
      }
      from = expected;
    }
  }

  return {
    meta: () => guard(() => one(sql.meta.get(), toMeta)),
    seal: () => guard(() => one(sql.seal.get(), toSeal)),
    rows: () =>
      each(`SELECT kind, id, ${safe('version')}, body, mac FROM "row" WHERE body IS NOT NULL`, toRow),
    rowCount: () => guard(() => integer(sql.rowCount.get() ?? {}, 'n')),
    bodies: () =>
      each(`SELECT kind, id, ${safe('version')}, ${asText('body')} FROM "row"`, (row) => {
        const kind = text(row, 'kind');
        const id = text(row, 'id');
        const version = integer(row, 'version');
        const isDeleted = row['size'] === null;
        return {
          kind,
          id,
          version,
          text: isDeleted ? null : exactText(row, () => sql.body.get(kind, id)?.['body']),
        };
      }),
    changeLeaves: () =>
      each(
        `SELECT sequence, ${asText('bytes')} FROM leaf INDEXED BY leaf_changes WHERE has_changes = 1 ORDER BY sequence`,
        (row) => {
          const sequence = integer(row, 'sequence');
          return { sequence, text: exactText(row, () => sql.leaf.get(sequence)?.['bytes']) };
        },
      ),
    usage: () =>
      each(
        `SELECT "key", principal, operation, outcome, ${safe('version', 'day', 'count', 'last_sequence', 'last_time')} FROM usage`,
        toUsage,
      ),
    minuteSums: () =>
      each(`SELECT outcome, operation, principal, ${safe('minute', 'count')} FROM minute`, toMinute),
    latestCheckpoint: () => guard(() => one(sql.checkpoint.get(), toCheckpoint)),
    checkpoints: () => each('SELECT * FROM checkpoint ORDER BY size', toCheckpoint),
    leafHashes: (from, to) =>
      guard(() => {
        checkInteger('from', from, 0);
        checkInteger('to', to, from);
        const size = integer(sql.size.get() ?? {}, 'n');
        const hashes = new Uint8Array(HASH_SIZE * Math.max(0, Math.min(to, size) - from));
        let at = 0;
        for (const row of sql.hashes.iterate(from, Math.min(to, size))) {
          const hash = blob(row, 'hash');
          if (hash.length !== HASH_SIZE || at + HASH_SIZE > hashes.length)
            throw new StoreError('DAMAGED', `${what}: a leaf hash has ${hash.length} bytes.`);
          hashes.set(hash, at);
          at += HASH_SIZE;
        }
        if (at !== hashes.length)
          throw new StoreError('DAMAGED', `${what}: leaves between ${from} and ${to} are missing.`);
        return hashes;
      }),
    tile: (level, number) => guard(() => one(sql.tile.get(level, number), (row) => blob(row, 'hashes'))),
    leaf: (sequence) => guard(() => one(sql.leaf.get(sequence), (row) => blob(row, 'bytes'))),
    search: (asked) => guard(() => searching.run(asked)),
    follow: (query, page) => guard(() => searching.follow(query, page)),
    summarise: (asked) => guard(() => searching.summarise(asked)),
    rollup: (asked) => guard(() => rolledUp.rollup(asked)),
    span: () => guard(() => rolledUp.span()),
    warm: () => guard(() => rolledUp.warm() && searching.warm()),
    minutes: (from, to) => guard(() => sql.minutes.all(from, to).map(toMinute)),
    leafRecords,
    holdMoment: () =>
      guard(() => {
        database.exec('BEGIN');
        // The first read takes the moment.
        sql.size.get();
      }),
    close: () => {
      if (database.isOpen) database.close();
    },
  };
}
