/** How much a run tries: `npm test` this many, `npm run test:long` some times more (it sets TEST_SCALE; scripts/test.mjs). */
export const SCALE = Math.max(1, Math.trunc(Number(process.env['TEST_SCALE'] ?? 1)) || 1);

/** Number of cases for a property, scaled. */
export const runs = (usual: number): number => usual * SCALE;
