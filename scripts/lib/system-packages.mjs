import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { onPath, runLogged } from './run.mjs';
import { Problem } from './say.mjs';

/**
 * @typedef {object} SystemNeed Something that comes from the operating system, not from the npm registry.
 * @property {string} what for a person
 * @property {() => boolean} isThere
 * @property {{ apt: string, dnf: string, apk: string, brew: string }} names of the package, by package manager
 */

const softHsmFiles = [
  '/usr/lib/softhsm/libsofthsm2.so',
  '/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so',
  '/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so',
  '/usr/lib64/pkcs11/libsofthsm2.so',
  '/usr/lib64/softhsm/libsofthsm2.so',
  '/usr/lib/pkcs11/libsofthsm2.so',
  '/usr/local/lib/softhsm/libsofthsm2.so',
  '/opt/homebrew/lib/softhsm/libsofthsm2.so',
];

/** @param {string} what @param {() => boolean} isThere @param {[string, string, string, string]} names @returns {SystemNeed} */
function need(what, isThere, [apt, dnf, apk, brew]) {
  return { what, isThere, names: { apt, dnf, apk, brew } };
}

/** What `npm start` needs at run time: an HSM, unless another module was configured. */
export const hsmNeeds = [
  need(
    'SoftHSM',
    () => (process.env.KEYDESK_PKCS11_MODULE ?? '') !== '' || softHsmFiles.some((file) => existsSync(file)),
    ['softhsm2', 'softhsm', 'softhsm', 'softhsm'],
  ),
];

/** SoftHSM itself: the tests meet it whatever module the desk of this machine uses. */
export const softHsmNeeds = [
  need('SoftHSM', () => softHsmFiles.some((file) => existsSync(file)), [
    'softhsm2',
    'softhsm',
    'softhsm',
    'softhsm',
  ]),
];

/** What compiling pkcs11js needs (node-gyp's own list). */
export const compilerNeeds = [
  need('Python 3', () => onPath('python3'), ['python3', 'python3', 'python3', 'python']),
  need('make', () => onPath('make'), ['make', 'make', 'make', 'make']),
  need('a C++ compiler', () => onPath('g++'), ['g++', 'gcc-c++', 'g++', 'gcc']),
];

// By full path: the first `aws` or `python3` on PATH may belong to another Python that has none of this.
const python = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3';

/** What the tests need besides: a browser, and the real clients that are not from the npm registry. */
export const testNeeds = [
  need('Chromium without a window', () => existsSync('/usr/bin/chromium-headless-shell'), [
    'chromium-headless-shell',
    'chromium-headless',
    'chromium',
    '--cask chromium',
  ]),
  need('the AWS CLI', () => existsSync('/usr/bin/aws'), ['awscli', 'awscli2', 'aws-cli', 'awscli']),
  need('boto3', () => hasModule('boto3'), ['python3-boto3', 'python3-boto3', 'py3-boto3', 'boto3']),
  need('cryptography for Python', () => hasModule('cryptography'), [
    'python3-cryptography',
    'python3-cryptography',
    'py3-cryptography',
    'cryptography',
  ]),
];

/** What the benchmark needs: the load generator. */
export const benchNeeds = [need('wrk', () => onPath('wrk'), ['wrk', 'wrk', 'wrk', 'wrk'])];

/**
 * @param {() => SystemNeed[]} needs asked when planning, because what is needed may depend on what is there
 * @returns {import('./say.mjs').Part}
 */
export function systemPackages(needs) {
  /** @type {SystemNeed[]} */
  let missing = [];
  return {
    title: 'System packages',
    plan() {
      missing = needs().filter((each) => !each.isThere());
      if (missing.length === 0) return undefined;
      if (!mayInstall()) throw new Problem(instructions(missing));
      return `from Debian, by apt-get: ${missing.map((each) => `${each.names.apt} (${each.what})`).join(', ')}`;
    },
    async bring() {
      await aptInstall(missing.map((each) => each.names.apt));
      const still = missing.filter((each) => !each.isThere());
      if (still.length > 0)
        throw new Problem(`Installed, but not found where expected:\n${instructions(still)}`);
    },
  };
}

/** Root on a machine with apt-get. Nobody is asked for a password, and sudo is never used on one's behalf. */
function mayInstall() {
  return process.getuid?.() === 0 && onPath('apt-get');
}

/** @param {string[]} names */
async function aptInstall(names) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' };
  // Waits for another apt-get (a fresh machine often runs one at boot) instead of failing at its lock.
  const quiet = ['-y', '-q', '-o', 'Dpkg::Use-Pty=0', '-o', 'DPkg::Lock::Timeout=120'];
  const install = () =>
    runLogged('apt-install', 'apt-get', [...quiet, 'install', '--no-install-recommends', ...names], { env });
  const update = () => runLogged('apt-update', 'apt-get', [...quiet, 'update'], { env });
  if (!hasPackageLists()) {
    await update();
    await install();
    return;
  }
  try {
    await install();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    // Lists from an older day name versions that the mirror no longer has.
    await update();
    await install();
  }
}

function hasPackageLists() {
  const folder = '/var/lib/apt/lists';
  return existsSync(folder) && readdirSync(folder).some((name) => name.includes('_Packages'));
}

/** @param {string} name */
function hasModule(name) {
  return (
    spawnSync(python, ['-c', `import importlib.util as u, sys; sys.exit(u.find_spec('${name}') is None)`])
      .status === 0
  );
}

/** @param {SystemNeed[]} missing */
function instructions(missing) {
  const list = (/** @type {'apt' | 'dnf' | 'apk' | 'brew'} */ manager) =>
    missing.map((each) => each.names[manager]).join(' ');
  const commands = [
    ['Debian, Ubuntu', `sudo apt-get install ${list('apt')}`],
    ['Fedora, RHEL', `sudo dnf install ${list('dnf')}`],
    ['Alpine', `sudo apk add ${list('apk')}`],
    ['macOS', `brew install ${list('brew')}`],
  ].map(([system, command]) => `  ${`${system}:`.padEnd(16)}${command}`);
  return (
    `Keydesk needs ${missing.map((each) => each.what).join(', ')}, and may not install it here ` +
    `(it does so only as root, by apt-get). Please run what fits this machine, then the command again:\n\n${commands.join('\n')}\n`
  );
}
