import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** `npm run test:long` tries more of everything (src/testing/runs.ts), so it may take longer. */
const scale = Number(process.env['TEST_SCALE'] ?? 1);

/** Tests that start desks take longest: begun last, one of them would keep one core waiting for the other. */
class DesksFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { desks = [], others = [] } = Object.groupBy(await super.sort(files), ({ moduleId }) =>
      moduleId.includes('/hosts/node/recovery/') ? 'desks' : 'others',
    );
    return [...desks, ...others];
  }
}

/** What has no state of its own, so that its files can share a worker: each need not bring everything anew. */
const PURE = ['src/{client,domain,service}/**/*.test.ts', 'src/app/{features,policy,ui}/**/*.test.{ts,tsx}'];
const ALL = ['src/**/*.test.ts', 'src/**/*.test.tsx'];

export default defineConfig({
  test: {
    testTimeout: 60_000 * scale,
    hookTimeout: 60_000 * scale,
    // On two cores: tests that start desks wait for much of their time.
    maxWorkers: 3,
    sequence: { sequencer: DesksFirst },
    projects: [
      { extends: true, test: { name: 'desks', include: ALL, exclude: PURE } },
      { extends: true, test: { name: 'pure', include: PURE, isolate: false } },
    ],
  },
});
