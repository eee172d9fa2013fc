/** Where a fault can be, and how: shared by the injected code and by the tests. */

/** Steps of the changing paths: SQL of the store's writer, calls of the PKCS#11 module. */
export type FaultPoint =
  | 'schema'
  | 'meta'
  | 'begin'
  | 'row'
  | 'leaf'
  | 'tile'
  | 'usage'
  | 'minute'
  | 'seal'
  | 'commit'
  | 'checkpoint'
  | 'generate'
  | 'wrap'
  | 'unwrap'
  | 'destroy'
  | 'encrypt'
  | 'sign'
  | FilePoint;

/** Calls of the file system below `FAULTS_TARGET` (`file-steps.ts`). */
export type FileCall = 'make' | 'write' | 'sync' | 'rename' | 'remove' | 'copy' | 'read';
/** A call and what it is on: the path below the first folder of the target, `.` for that folder; what is in `tokens` is `tokens/*`. */
export type FilePoint = `${FileCall} ${string}`;

/**
 * - `failed`: the step throws and has not happened; `persisted`: it has happened, and throws all the same.
 * - `killed`: kill -9 before the step; `killed-after`: after it, before anybody is told.
 * - `held`: the step waits until the test lets it go; `held-failed`: likewise, and then throws without having happened.
 */
export type FaultKind = 'failed' | 'persisted' | 'killed' | 'killed-after' | 'held' | 'held-failed';

export interface Armed {
  readonly point: FaultPoint;
  readonly how: FaultKind;
  /** How often the step passes before. */
  readonly skip: number;
  /** Every time from then on, until it is taken away; else once. */
  readonly stays?: boolean;
  /** SQLite's extended result code, or a CKR_*; an I/O error of fsync and CKR_FUNCTION_FAILED when not told. */
  readonly errcode?: number;
  /** Of a call of the file system; EIO when not told. */
  readonly code?: string;
}

/** Which of the writer's statements is which step. */
export const STATEMENTS: readonly (readonly [FaultPoint, RegExp])[] = [
  ['begin', /^BEGIN IMMEDIATE$/],
  ['commit', /^COMMIT$/],
  ['schema', /CREATE INDEX/],
  ['meta', /^INSERT INTO meta /],
  ['row', /^INSERT INTO "row" /],
  ['leaf', /^INSERT INTO leaf /],
  ['tile', /^INSERT INTO tile /],
  ['usage', /^INSERT INTO usage /],
  ['minute', /^INSERT INTO minute /],
  ['seal', /^INSERT OR REPLACE INTO seal /],
  ['checkpoint', /^INSERT OR REPLACE INTO checkpoint /],
];
