import { it } from 'vitest';

/** How much a run tries: `npm test` this many, `npm run test:long` some times more (it sets TEST_SCALE; scripts/test.mjs). */
export const SCALE = Math.max(1, Math.trunc(Number(process.env['TEST_SCALE'] ?? 1)) || 1);

/** Number of cases for a property, scaled. */
export const runs = (usual: number): number => usual * SCALE;

/** A test of the long run alone. In the usual one it is not there: what is skipped counts as failed. */
export function longTest(name: string, run: () => Promise<void>, timeoutMs?: number): void {
  if (SCALE > 1) it(name, run, timeoutMs);
}
