// `npm run -s keydesk -- COMMAND`: the command line, on the runtime's Node. Standard output belongs to the command
// (it may be JSON); what has to be brought first is told on standard error.
import { join } from 'node:path';
import { root } from './lib/paths.mjs';
import { partsFor } from './lib/parts.mjs';
import { become } from './lib/run.mjs';
import { checkStartingNode, nodeFile, runtimeEnvironment } from './lib/runtime.mjs';
import { bring, main } from './lib/say.mjs';

await main(async () => {
  checkStartingNode();
  await bring(partsFor.keydesk, process.stderr);
  await become(nodeFile(), [join(root, 'src/cli/main.ts'), ...process.argv.slice(2)], {
    env: runtimeEnvironment(),
  });
});
