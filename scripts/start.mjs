// `npm start`: from a bare clone to a served console. Plain JavaScript that Node 20 runs, because at this moment the
// machine's own Node is all there is.
import { join } from 'node:path';
import { root } from './lib/paths.mjs';
import { partsFor } from './lib/parts.mjs';
import { become } from './lib/run.mjs';
import { checkStartingNode, nodeFile, runtimeEnvironment } from './lib/runtime.mjs';
import { bring, main } from './lib/say.mjs';

await main(async () => {
  checkStartingNode();
  await bring(partsFor.start);
  const server = join(root, 'src/cli/main.ts');
  await become(nodeFile(), [server, 'serve', ...process.argv.slice(2)], { env: runtimeEnvironment() });
});
