// `npm run demo`: the console over a desk in the page, built into dist-demo/ and served from there. Any other file server does, too:
// `npm run build:demo` makes the folder alone. No service runs, and no request leaves the page.
import { join } from 'node:path';
import { root } from './lib/paths.mjs';
import { partsFor } from './lib/parts.mjs';
import { become, runLogged } from './lib/run.mjs';
import { checkStartingNode, nodeFile, runtimeEnvironment } from './lib/runtime.mjs';
import { bring, main } from './lib/say.mjs';

await main(async () => {
  checkStartingNode();
  await bring(partsFor.demo);
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const env = runtimeEnvironment();
  await runLogged('build-demo', nodeFile(), [vite, 'build', '--mode', 'demo'], { env });
  if (process.argv.includes('--build')) {
    process.stdout.write('Built into dist-demo/: serve that folder under any path.\n');
    return;
  }
  await become(nodeFile(), [vite, 'preview', '--mode', 'demo', '--host', 'localhost', '--port', '5174'], {
    cwd: root,
    env,
  });
});
