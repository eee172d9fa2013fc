import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';
import { runLogged } from './run.mjs';
import { nodeFile, nodeFolder, npmFile, runtimeEnvironment } from './runtime.mjs';

const addonFolder = join(root, 'node_modules/pkcs11js');

/** @type {import('./say.mjs').Part} */
export const dependencies = {
  title: 'Dependencies',
  plan() {
    if (!treeMatchesLock()) {
      const count = wantedPackages().length;
      return `${count} packages from the npm registry, into node_modules/ (one of them, pkcs11js, is compiled here)`;
    }
    return addonIsBuilt() ? undefined : 'pkcs11js, compiled against the Node.js that Keydesk runs on';
  },
  async bring() {
    const env = { ...runtimeEnvironment(), npm_config_nodedir: nodeFolder() };
    if (!treeMatchesLock()) await runLogged('dependencies', nodeFile(), [npmFile(), 'ci'], { env });
    // An npm that skips install scripts leaves the addon out without a word.
    if (!addonIsBuilt()) {
      const gyp = join(npmFile(), '../../node_modules/node-gyp/bin/node-gyp.js');
      const args = [gyp, 'rebuild', `--nodedir=${nodeFolder()}`];
      await runLogged('pkcs11js', nodeFile(), args, { env, cwd: addonFolder });
    }
  },
};

/** @returns {boolean} whether the compiler is needed */
export function mustCompile() {
  return !treeMatchesLock() || !addonIsBuilt();
}

/**
 * npm writes what it installed to node_modules/.package-lock.json when it is done, so that file is the stamp: it is
 * right after `npm ci`, after a developer's `npm install`, and missing after an install that was cut short.
 */
function treeMatchesLock() {
  const installed = readPackages(join(root, 'node_modules/.package-lock.json'));
  if (installed === undefined) return false;
  return wantedPackages().every(([path, wanted]) => {
    const found = installed[path];
    // An optional package (another platform's binary) may be absent, but not in another version.
    if (found === undefined) return wanted.optional === true;
    return found.version === wanted.version && found.integrity === wanted.integrity;
  });
}

/** @returns {[string, { version?: string, integrity?: string, optional?: boolean }][]} */
function wantedPackages() {
  const packages = readPackages(join(root, 'package-lock.json')) ?? {};
  return Object.entries(packages).filter(([path]) => path !== '');
}

/** @param {string} file @returns {Record<string, { version?: string, integrity?: string, optional?: boolean }> | undefined} */
function readPackages(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : undefined;
}

/** The addon is there, and was compiled against the headers of the runtime and not of another Node.js. */
function addonIsBuilt() {
  const config = join(addonFolder, 'build/config.gypi');
  const headers = join(nodeFolder(), 'include/node/config.gypi');
  if (
    !existsSync(join(addonFolder, 'build/Release/pkcs11.node')) ||
    !existsSync(config) ||
    !existsSync(headers)
  ) {
    return false;
  }
  return moduleVersion(config) !== undefined && moduleVersion(config) === moduleVersion(headers);
}

/** @param {string} gypi @returns {string | undefined} NODE_MODULE_VERSION of the Node.js that the file describes */
function moduleVersion(gypi) {
  return /['"]node_module_version['"]:\s*(\d+)/.exec(readFileSync(gypi, 'utf8'))?.[1];
}
