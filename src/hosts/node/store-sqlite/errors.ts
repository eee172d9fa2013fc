/** What SQLite says, in the port's words. */
import { StoreError, type StoreErrorCode } from '../../../domain/ports/store.ts';

/** Primary result codes (sqlite.org/rescode.html): the low byte of `errcode`. */
const BY_RESULT: Readonly<Record<number, readonly [StoreErrorCode, string]>> = {
  5: ['LOCKED', 'another program holds it; end what uses this file'],
  6: ['LOCKED', 'another connection holds it; end what uses this file'],
  8: ['READ_ONLY', 'it cannot be written (permissions, or a read-only file system); let this user write it'],
  10: ['IO', 'the disk reported an error; look at the disk, and at the system log'],
  11: ['DAMAGED', 'the file is damaged; restore a backup, or ask "keydesk verify-log" what is left'],
  13: ['FULL', 'no space is left on the disk; free some'],
  14: ['IO', 'it cannot be opened (does the directory exist, and may this user use it?)'],
  19: ['CONFLICT', 'the batch does not follow what is stored'],
  26: ['NOT_A_STORE', 'the file is not an SQLite database; put the right one back, or restore a backup'],
};

/** SQLite's extended result code of an error that node:sqlite threw; undefined for any other. */
export function resultCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined;
  return typeof error.errcode === 'number' ? error.errcode : undefined;
}

/**
 * StoreError for whatever was thrown; one that already is stays. `what` begins the sentence, e.g. `The store /data/keydesk.sqlite`.
 * SQLite's own text names tables and columns, never values, so it may be shown.
 */
export function toStoreError(error: unknown, what: string): StoreError {
  if (error instanceof StoreError) return error;
  const text = error instanceof Error ? error.message : String(error);
  const code = resultCode(error);
  if (error instanceof RangeError && 'code' in error && error.code === 'ERR_OUT_OF_RANGE')
    return new StoreError('DAMAGED', `${what}: a number in it is larger than any that Keydesk writes.`, {
      cause: error,
    });
  if (code === undefined) return new StoreError('IO', `${what}: ${text}.`, { cause: error });
  const [name, sentence] = BY_RESULT[code & 0xff] ?? ['IO', 'the database engine failed'];
  return new StoreError(name, `${what}: ${sentence} (${text}, SQLite ${code}).`, { cause: error });
}
