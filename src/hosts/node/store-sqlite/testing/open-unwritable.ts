/**
 * Run as a process of its own by sqlite-store.test.ts: opens the store at argv[2] for writing as a user who may only read it, and prints the
 * error as JSON. Root could write whatever the mode says, so root becomes `nobody` first (65534), with the code already loaded.
 */
import { StoreError } from '../../../../domain/ports/store.ts';
import { openDatabase } from '../database.ts';

if (process.geteuid?.() === 0) process.seteuid?.(65534);
try {
  openDatabase(process.argv[2] ?? '', true).close();
  console.log(JSON.stringify({ opened: true }));
} catch (error) {
  console.log(
    JSON.stringify(
      error instanceof StoreError ? { code: error.code, message: error.message } : { other: String(error) },
    ),
  );
}
