/** How long a second start takes: from `node … serve` to its ready line, on a filled data directory. */
import { join } from 'node:path';
import { seededDesk } from '../src/hosts/node/testing/seeded/seeded-desk.ts';
import { startDesk } from './desk.ts';
import { table } from './table.ts';

interface Size {
  readonly keys: number;
  readonly events: number;
  /** What the issue asks for, in milliseconds. */
  readonly limit: number;
}

export const SIZES: readonly Size[] = [
  { keys: 10_000, events: 100_000, limit: 2_000 },
  { keys: 100_000, events: 0, limit: 8_000 },
];

const seconds = (ms: number): string => (ms / 1000).toFixed(2);

/** Answers markdown. */
export async function measureStartUp(folder: string, sizes: readonly Size[]): Promise<string> {
  const rows: string[][] = [];
  for (const { keys, events, limit } of sizes) {
    const data = join(folder, `seeded-${keys}`);
    process.stderr.write(`seeding ${keys} keys, ${events} events\n`);
    await seededDesk({ keys, events }, data);
    // The first start after seeding makes the root operator and a checkpoint; the ones after it are the usual case.
    const times: number[] = [];
    for (let i = 0; i < 4; i++) {
      const desk = await startDesk(data);
      await desk.stop();
      if (i > 0) times.push(desk.readyAfter);
    }
    const median = times.toSorted((a, b) => a - b)[1] ?? 0;
    rows.push([String(keys), String(events), seconds(median), seconds(Math.max(...times)), seconds(limit)]);
  }
  return table(['keys', 'data events', 'ready after s (median of 3)', 'worst', 'limit'], rows);
}
