/**
 * Run as a process of its own by sqlite-store.test.ts: opens the store at argv[2], says `open`, and commits batches until it is killed, one line
 * with the batch's number for each that was acknowledged. `hold` as argv[3] only opens and waits.
 */
import { aBatch, aRow, aSeal, leavesFrom } from '../../../../domain/ports/store-samples.ts';
import { openSqliteStore } from '../sqlite-store.ts';

export const LEAVES = 7;

/** Batch `n` (from 0): everything in it can be told from `n`. */
export const batchOf = (n: number) =>
  aBatch({
    rows: [aRow('key', `a ${n}`, 1), aRow('key', 'changing', n + 1)],
    leaves: leavesFrom(n * LEAVES, LEAVES, { hasChanges: true }),
    usage: [
      {
        key: 'k',
        version: 1,
        principal: 'p',
        operation: 'o',
        outcome: 'allowed',
        day: 1,
        count: LEAVES,
        lastSequence: (n + 1) * LEAVES - 1,
        lastTime: n,
      },
    ],
    minutes: [{ minute: 1, outcome: 'allowed', operation: 'o', principal: 'p', count: LEAVES }],
    seal: aSeal((n + 1) * LEAVES),
  });

async function run(path: string, hold: boolean): Promise<void> {
  const store = await openSqliteStore({ path, onFatal: () => process.exit(3) });
  process.stdout.write('open\n');
  if (hold) return;
  for (let n = (store.seal()?.size ?? 0) / LEAVES; ; n++) {
    await store.commit(batchOf(n));
    process.stdout.write(`${n}\n`);
  }
}

const [, script, path, mode] = process.argv;
if (script === import.meta.filename && path !== undefined) await run(path, mode === 'hold');
