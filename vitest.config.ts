import { defineConfig } from 'vitest/config';

/** `npm run test:long` tries more of everything (src/testing/runs.ts), so it may take longer. */
const scale = Number(process.env['TEST_SCALE'] ?? 1);

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'src/**/*.test.tsx'],
    testTimeout: 60_000 * scale,
    hookTimeout: 60_000 * scale,
    maxWorkers: 2,
  },
});
