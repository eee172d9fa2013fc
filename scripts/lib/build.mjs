import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheFolder, root } from './paths.mjs';
import { runLogged } from './run.mjs';
import { nodeFile, runtimeEnvironment } from './runtime.mjs';

/** All that Vite reads for the console. Change it where `vite.config.ts` or the app's imports reach further. */
const inputs = [
  'index.html',
  'vite.config.ts',
  'scripts/demo',
  'tsconfig.json',
  'package-lock.json',
  'public',
  'src/app',
  'src/client',
  'src/domain',
  'src/service',
];

const stampFile = join(cacheFolder, 'build-stamp');

/** @type {import('./say.mjs').Part} */
export const build = {
  title: 'Console',
  plan() {
    const built = existsSync(join(root, 'dist/index.html')) && existsSync(stampFile);
    if (built && readFileSync(stampFile, 'utf8') === digest()) return undefined;
    return 'the console, built by Vite into dist/';
  },
  async bring() {
    // Taken before the build: what is saved while it runs is built the next time.
    const stamp = digest();
    const vite = join(root, 'node_modules/vite/bin/vite.js');
    await runLogged('build', nodeFile(), [vite, 'build'], { env: runtimeEnvironment() });
    mkdirSync(dirname(stampFile), { recursive: true });
    writeFileSync(stampFile, stamp);
  },
};

/** @returns {string} over the names and bytes of every input */
function digest() {
  const hash = createHash('sha256');
  for (const input of inputs)
    for (const file of filesUnder(input))
      hash
        .update(`${file}\n`)
        .update(readFileSync(join(root, file)))
        .update('\n');
  return hash.digest('hex');
}

/** @param {string} path from the root @returns {string[]} sorted; tests are no input */
function filesUnder(path) {
  const whole = join(root, path);
  if (!existsSync(whole)) return [];
  if (!statSync(whole).isDirectory()) return /\.(test|suite)\.tsx?$/.test(path) ? [] : [path];
  return readdirSync(whole)
    .sort()
    .flatMap((name) => filesUnder(`${path}/${name}`));
}
