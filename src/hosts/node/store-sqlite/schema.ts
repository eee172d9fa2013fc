/** The tables of the SQLite store, and what makes a file one of ours. */

/** `PRAGMA user_version`. A file with a higher one is refused: its writer knew rules that we don't. */
export const SCHEMA_VERSION = 1;
/** `PRAGMA application_id`: `KDSK`. */
export const APPLICATION_ID = 0x4b44534b;

/** Leaves are indexed in runs of this many: see below. Part of the schema. */
export const RUN_BITS = 10;
export const RUN = 1 << RUN_BITS;

/**
 * STRICT, so that a column holds what it says. Rows and counters are found by their names only (WITHOUT ROWID); leaves by their
 * sequence, which is the rowid, so that every index ends in it and answers "newest first" without sorting.
 *
 * `leaf.clock` is the highest `time` of this leaf and all before it, so it never falls and a time range is found by bisection
 * without an index of its own; `drift.most` is the farthest that any leaf's time lies below its clock (0 unless the clock of the
 * machine was set back). Both are for finding only: `time` itself decides what matches.
 */
export const SCHEMA_SQL = `
CREATE TABLE meta (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  desk_id TEXT NOT NULL, account_id TEXT NOT NULL, region TEXT NOT NULL, created_at INTEGER NOT NULL,
  log_origin TEXT NOT NULL, log_public_key TEXT NOT NULL
) STRICT;
CREATE TABLE "row" (
  kind TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL,
  body BLOB, mac BLOB, -- both NULL: deleted; the row stays so that its versions are never used again
  PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE leaf (
  sequence INTEGER PRIMARY KEY, hash BLOB NOT NULL, time INTEGER NOT NULL, clock INTEGER NOT NULL,
  operation TEXT NOT NULL, class TEXT NOT NULL, principal TEXT NOT NULL, "key" TEXT, outcome TEXT NOT NULL,
  request TEXT NOT NULL, has_changes INTEGER NOT NULL,
  bytes BLOB NOT NULL -- last: a scan of the columns before it need not follow overflow pages
) STRICT;
CREATE TABLE drift (one INTEGER PRIMARY KEY CHECK (one = 1), most INTEGER NOT NULL) STRICT;
INSERT INTO drift VALUES (1, 0);
CREATE TABLE tile (
  level INTEGER NOT NULL, number INTEGER NOT NULL, hashes BLOB NOT NULL, PRIMARY KEY (level, number)
) STRICT;
CREATE TABLE usage (
  "key" TEXT NOT NULL, version INTEGER NOT NULL, principal TEXT NOT NULL, operation TEXT NOT NULL, outcome TEXT NOT NULL,
  day INTEGER NOT NULL, count INTEGER NOT NULL, last_sequence INTEGER NOT NULL, last_time INTEGER NOT NULL,
  PRIMARY KEY ("key", version, principal, operation, outcome, day)
) STRICT, WITHOUT ROWID;
CREATE TABLE minute (
  minute INTEGER NOT NULL, outcome TEXT NOT NULL, operation TEXT NOT NULL, principal TEXT NOT NULL, count INTEGER NOT NULL,
  PRIMARY KEY (minute, outcome, operation, principal)
) STRICT, WITHOUT ROWID;
CREATE TABLE checkpoint (size INTEGER PRIMARY KEY, time INTEGER NOT NULL, note TEXT NOT NULL) STRICT;
CREATE TABLE seal (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  size INTEGER NOT NULL, root BLOB NOT NULL, change_head BLOB NOT NULL, mac BLOB NOT NULL
) STRICT;
PRAGMA application_id = ${APPLICATION_ID};
PRAGMA user_version = ${SCHEMA_VERSION};
`;

/** Hex digits of an envelope's digest that its index has: 64 bits, beyond which the event itself is looked at. */
export const ENVELOPE_DIGITS = 16;
/** `"envelope":"`. Inside a string of the event every quotation mark stands behind a backslash, so these bytes are the member only. */
const ENVELOPE_MEMBER = "x'22656e76656c6f7065223a22'";
/** Exactly as the index has them: SQLite compares texts of expressions. */
export const HAS_ENVELOPE_SQL = `instr(bytes, ${ENVELOPE_MEMBER}) > 0`;
export const ENVELOPE_SQL = `substr(bytes, instr(bytes, ${ENVELOPE_MEMBER}) + 12, ${ENVELOPE_DIGITS})`;

/**
 * No part of the version: a file that an earlier Keydesk made gets what it lacks when the writer opens it.
 *
 * Indexes of leaves begin with the run that a leaf is in. A request id is random and there are many keys: an index over all of them
 * would touch, log and later write back a page per leaf and index, for ever in other places. Within a run it is the same dozen of
 * pages until the run is full (measured: 2.2 to 2.6 times the leaves a second, batches of 64). A search pays a probe a run, a few µs.
 *
 * What most of the log is (allowed, data) is in no index of its own: it costs nothing to write, and is found by going backwards.
 */
export const INDEXES_SQL = `
CREATE INDEX IF NOT EXISTS leaf_request ON leaf (sequence >> ${RUN_BITS}, request);
CREATE INDEX IF NOT EXISTS leaf_key ON leaf (sequence >> ${RUN_BITS}, "key") WHERE "key" IS NOT NULL;
CREATE INDEX IF NOT EXISTS leaf_refused ON leaf (sequence >> ${RUN_BITS}, outcome) WHERE outcome <> 'allowed';
CREATE INDEX IF NOT EXISTS leaf_class ON leaf (sequence >> ${RUN_BITS}, class, "key") WHERE class <> 'data';
CREATE INDEX IF NOT EXISTS leaf_principal ON leaf (sequence >> ${RUN_BITS}, principal);
CREATE INDEX IF NOT EXISTS leaf_operation ON leaf (sequence >> ${RUN_BITS}, operation);
CREATE INDEX IF NOT EXISTS leaf_envelope ON leaf (sequence >> ${RUN_BITS}, ${ENVELOPE_SQL}) WHERE ${HAS_ENVELOPE_SQL};
CREATE INDEX IF NOT EXISTS leaf_changes ON leaf (has_changes) WHERE has_changes = 1;
`;
