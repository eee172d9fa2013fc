import type { Buckets } from '../audit/buckets.ts';
import type { EventClass, Outcome } from '../audit/event.ts';
import type { EventQuery } from '../audit/event-query.ts';
import type { Summary } from '../audit/summary.ts';

/** One stored entity. `body` is exactly what was hashed, MACed and named in the event. */
export interface Row {
  readonly kind: string;
  readonly id: string;
  /** Starts at 1, +1 with every change, never reused (a deletion takes a version too). */
  readonly version: number;
  readonly body: Uint8Array;
  readonly mac: Uint8Array;
}
/** A row without its MAC. */
export interface StoredBody extends Pick<Row, 'kind' | 'id' | 'version'> {
  /** The body's text; `NOT_UTF8` where its bytes are none; null for a deleted row. */
  readonly text: string | null;
}
/** Stands for the text of bytes that are not UTF-8: no body and no event, so nothing in the log has its digest. */
export const NOT_UTF8 = '\uFFFD';
export interface DeletedRow {
  readonly kind: string;
  readonly id: string;
  readonly version: number;
  readonly body: null;
}
export type RowChange = Row | DeletedRow;

/** A leaf with the columns that searches use. The columns repeat what is in the bytes; verify-log compares them. */
export interface LeafRecord {
  readonly sequence: number;
  /** RFC 6962 leaf hash: SHA-256(0x00 ‖ bytes). */
  readonly hash: Uint8Array;
  readonly bytes: Uint8Array;
  readonly time: number;
  readonly operation: string;
  readonly class: string;
  readonly principal: string;
  readonly key: string | null;
  readonly outcome: Outcome;
  readonly request: string;
  readonly hasChanges: boolean;
}

/** A leaf as it is stored. Neither is believed before `storedEvent` has compared them. */
export type StoredLeaf = Pick<LeafRecord, 'sequence' | 'hash' | 'bytes'>;

/** Hash tile of level ≥ 1 (C2SP tlog-tiles: 256 hashes of 32 bytes when full); level 0 is the leaves' own hashes. */
export interface TileRecord {
  readonly level: number;
  readonly number: number;
  /** 32 × width bytes. A partial tile is replaced when it grows. */
  readonly hashes: Uint8Array;
}

/** Usage counters, summed: `count` is added to what is there, `lastSequence` replaces. `day` = days since the epoch (UTC). */
export interface UsageDelta {
  readonly key: string;
  readonly version: number;
  readonly principal: string;
  readonly operation: string;
  readonly outcome: Outcome;
  readonly day: number;
  readonly count: number;
  readonly lastSequence: number;
  /** Time of the event at lastSequence, ms. */
  readonly lastTime: number;
}
/** `minute` = minutes since the epoch. */
export interface MinuteDelta {
  readonly minute: number;
  readonly outcome: Outcome;
  readonly operation: string;
  readonly principal: string;
  readonly count: number;
}

/** Proof that the store was left as one whole: MAC over size, root and the head of the change chain. */
export interface Seal {
  /** Number of leaves committed. */
  readonly size: number;
  readonly root: Uint8Array;
  /** Leaf hash of the newest event with changes; 32 zero bytes when there is none. */
  readonly changeHead: Uint8Array;
  readonly mac: Uint8Array;
}

export interface Batch {
  readonly rows: readonly RowChange[];
  readonly leaves: readonly LeafRecord[];
  readonly tiles: readonly TileRecord[];
  readonly usage: readonly UsageDelta[];
  readonly minutes: readonly MinuteDelta[];
  readonly seal: Seal;
}

export interface StoredCheckpoint {
  readonly size: number;
  readonly time: number;
  /** The signed note, as published. */
  readonly note: string;
}

/** Facts of the desk that are fixed at first start. */
export interface DeskMeta {
  readonly deskId: string;
  readonly accountId: string;
  readonly region: string;
  readonly createdAt: number;
  /** `keydesk/<desk uuid>/<node>/<epoch>`. */
  readonly logOrigin: string;
  /** Raw Ed25519 public key of the log, base64. */
  readonly logPublicKey: string;
}

/** Bytes of leaves after which a page is full: events are made of what callers send, and a page is read into memory as a whole. */
export const PAGE_BYTES = 4 * 1024 * 1024;

/** A search, newest first. RangeError for numbers that are none of these and for a query that makes no sense (`checkQuery`). */
export interface EventSearch extends EventQuery {
  /** Only events with a lower sequence: the cursor. */
  readonly before?: number;
  /** Looks at no more than this many leaves, so that no search holds the store for long; at least 1. Without it: at all. */
  readonly most?: number;
  /** At least 0; 0 counts only. */
  readonly limit: number;
  /** Once the page is full, by `limit` or `PAGE_BYTES`, and more than this many were found, it may look no further. */
  readonly enough?: number;
}

/** The leaves that were looked at: `from` ≤ sequence < `to`. None that matches stands between `to` and the cursor. */
export interface Looked {
  readonly from: number;
  readonly to: number;
  /** None that matches stands below `from`. */
  readonly complete: boolean;
  /** Leaves in the store. All of one moment. */
  readonly size: number;
  /** Times (ms) of the oldest and the newest leaf looked at; null when there was none. */
  readonly oldest: number | null;
  readonly newest: number | null;
}

export interface EventPage extends Looked {
  /**
   * The newest `limit` that match among those looked at, newest first; fewer where these come to `PAGE_BYTES`: the leaf with which they
   * do is the last one. That there are more, `matching` and `complete` say, not their number.
   */
  readonly leaves: readonly StoredLeaf[];
  /** How many of those looked at match. */
  readonly matching: number;
}

/** What is to be counted, and in which buckets. */
export interface SummaryAsked {
  readonly query: EventQuery;
  readonly buckets: Buckets;
}
export interface SummarySlice extends Looked {
  readonly summary: Summary;
}

/**
 * - `LOCKED`: another process has the store open. Nothing was touched.
 * - `NEWER_SCHEMA`: written by a newer Keydesk. Nothing was touched.
 * - `NOT_FOUND`: there is no store there (read-only opening only; else it is made).
 * - `MOVED`: what was open is not in its place any more: it was deleted, moved or replaced.
 * - `NOT_A_STORE`: something else is in its place, or another program's data.
 * - `READ_ONLY`: it cannot be written (permissions, a read-only file system), or was opened for reading only.
 * - `DAMAGED`: the bytes are not what was written.
 * - `FULL`: no space is left.
 * - `CONFLICT`: the batch does not follow what is stored. A programming error of the caller's.
 * - `FAILED`: an earlier write rejected, or a worker died; open the store anew.
 * - `CLOSED`: used after `close()`.
 * - `IO`: anything else that the disk or the database engine said.
 */
export type StoreErrorCode =
  | 'LOCKED'
  | 'NEWER_SCHEMA'
  | 'NOT_FOUND'
  | 'MOVED'
  | 'NOT_A_STORE'
  | 'READ_ONLY'
  | 'DAMAGED'
  | 'FULL'
  | 'CONFLICT'
  | 'FAILED'
  | 'CLOSED'
  | 'IO';

/** `message` is a sentence for the operator; it names files and directories, never contents. */
export class StoreError extends Error {
  readonly code: StoreErrorCode;
  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StoreError';
    this.code = code;
  }
}

/**
 * Where state and log are kept. Every method throws or rejects with StoreError, but for RangeError on arguments that make no sense.
 * Bytes that come out are the caller's own copies; bytes that go in are neither kept nor changed nor detached.
 */
export interface Store {
  /** Null for a new store. */
  meta(): DeskMeta | null;
  /** Once, before the first commit; a second time is CONFLICT. Durable when it resolves. */
  initialise(meta: DeskMeta): void | Promise<void>;
  seal(): Seal | null;
  /** Every live row, in no promised order. */
  rows(): Iterable<Row>;
  rowCount(): number;
  /**
   * What `rows` has, for loading it all: bodies as text and no MAC, at a third of the cost; and deleted rows, whose versions are used.
   * A text that is not `NOT_UTF8` stands for exactly the stored bytes.
   */
  bodies(): Iterable<StoredBody>;
  /** Text of the leaves that have changes, oldest first; as in `bodies`. */
  changeLeaves(): Iterable<{ readonly sequence: number; readonly text: string }>;
  /** One per key, version, principal, operation, outcome and day: the sums of what was committed. */
  usage(): Iterable<UsageDelta>;
  /** The one of the highest size. */
  latestCheckpoint(): StoredCheckpoint | null;

  /**
   * When it resolves, the whole batch is on stable storage, in one transaction; when it rejects, it is UNKNOWN whether it is:
   * the caller must open the store anew and look. Until then every later write rejects (FAILED); reads go on.
   * Called by one writer, one call at a time.
   *
   * A batch must follow what is stored, else CONFLICT and nothing of it is stored: leaves continue the sequence without a gap; a row's
   * version is above the stored one's (a batch may name a row several times, or only its newest version), deleted ones included.
   * Usage and minutes are added to what is there; `lastSequence` with its `lastTime` replaces a lower one. Tiles and seal replace.
   */
  commit(batch: Batch): Promise<void>;
  /**
   * Stored before it is published. Durable when it resolves. One of the same size replaces; a smaller size than the latest's is
   * CONFLICT: a log never shrinks. Older ones may be thinned to one an hour. Rejects as `commit` does.
   */
  saveCheckpoint(checkpoint: StoredCheckpoint): Promise<void>;

  /** Leaf hashes [from, to), 32 bytes each, concatenated; shorter when the store has fewer. */
  leafHashes(from: number, to: number): Promise<Uint8Array>;
  /** Level ≥ 1, as last committed; null when absent. */
  tile(level: number, number: number): Promise<Uint8Array | null>;
  leaf(sequence: number): Promise<Uint8Array | null>;
  search(search: EventSearch): Promise<EventPage>;
  /**
   * What matches of the leaves from sequence `from` on, oldest first: at most `limit` of at most `most` leaves, and none after that with
   * which they come to `PAGE_BYTES`. `next` is the sequence to go on from.
   */
  follow(
    query: EventQuery,
    page: { readonly from: number; readonly most: number; readonly limit: number },
  ): Promise<{ readonly leaves: readonly StoredLeaf[]; readonly next: number }>;
  /** Sums of what matches, from the leaves themselves: of at most `most` below `before`, as `search` looks at them. */
  summarise(asked: SummaryAsked & Pick<EventSearch, 'before' | 'most'>): Promise<SummarySlice>;
  /**
   * The same of the whole log, from the sums by minutes: `since` and `until` must be whole minutes. Null when these cannot tell: the query
   * asks for more than they have (`rollsUp`), or for a class, and `classes` does not know that of every operation.
   */
  rollup(
    asked: SummaryAsked & { readonly classes: Readonly<Record<string, EventClass>> },
  ): Promise<Summary | null>;
  /** The whole minutes that hold every event, ms, half-open; null for an empty log. */
  span(): Promise<{ readonly since: number; readonly until: number } | null>;
  /** Timeline sums with from ≤ minute < to, ordered by minute. */
  minutes(from: number, to: number): Promise<readonly MinuteDelta[]>;

  /** Waits for writes under way. Everything after it is CLOSED; a second close does nothing. */
  close(): Promise<void>;
}
