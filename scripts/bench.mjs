// `npm run bench`: brings wrk, then measures. Arguments go on to bench/main.ts.
import { join } from 'node:path';
import { root } from './lib/paths.mjs';
import { partsFor } from './lib/parts.mjs';
import { become } from './lib/run.mjs';
import { checkStartingNode, nodeFile, runtimeEnvironment } from './lib/runtime.mjs';
import { bring, main } from './lib/say.mjs';

await main(async () => {
  checkStartingNode();
  await bring(partsFor.bench, process.stderr);
  await become(nodeFile(), [join(root, 'bench/main.ts'), ...process.argv.slice(2)], {
    env: runtimeEnvironment(),
  });
});
