import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { cacheFolder, root } from './paths.mjs';
import { runShown } from './run.mjs';
import { nodeFile, runtimeEnvironment } from './runtime.mjs';
import { Problem } from './say.mjs';
import { oneCase, playwrightTally, vitestTally } from './tally.mjs';

/**
 * @typedef {object} Check
 * @property {string} name for `--only`
 * @property {string} title
 * @property {(filters: string[]) => Promise<import('./tally.mjs').Tally>} run filters go to the runners of tests
 */

/** @type {Check[]} in the order of running: the quick ones first */
export const checks = [
  { name: 'types', title: 'Types', run: async () => oneCase(await tool('typescript/bin/tsc', ['-p', '.'])) },
  {
    name: 'lint',
    title: 'Lint',
    run: async () => oneCase(await tool('oxlint/bin/oxlint', ['--type-aware', '--deny-warnings', '.'])),
  },
  {
    name: 'format',
    title: 'Format',
    run: async () => oneCase(await tool('prettier/bin/prettier.cjs', ['--check', '--log-level=warn', '.'])),
  },
  { name: 'build', title: 'Build', run: runBuild },
  {
    name: 'bundle',
    title: 'JavaScript of the first page',
    run: async () => oneCase(await script('bench/first-page.ts')),
  },
  { name: 'unit', title: 'Unit, adapters, real clients', run: runVitest },
  { name: 'e2e', title: 'Browser', run: runPlaywright },
];

/**
 * Settings and credentials of the person who runs the tests must not reach them: a run says the same everywhere.
 *
 * @returns {NodeJS.ProcessEnv}
 */
function testEnvironment() {
  const entries = Object.entries(runtimeEnvironment()).filter(([name]) => !/^(KEYDESK|AWS)_/.test(name));
  return Object.fromEntries(entries);
}

/** @param {string} file of node_modules @param {string[]} args @param {NodeJS.ProcessEnv} [more] @returns {Promise<boolean>} */
async function tool(file, args, more = {}) {
  return script(join('node_modules', file), args, more);
}

/** @param {string} file from the root @param {string[]} [args] @param {NodeJS.ProcessEnv} [more] @returns {Promise<boolean>} whether it ended with 0 */
async function script(file, args = [], more = {}) {
  const env = { ...testEnvironment(), ...more };
  const outcome = await runShown(nodeFile(), [join(root, file), ...args], { cwd: root, env });
  if (outcome.stoppedBy !== undefined) throw new Problem(`Stopped by ${outcome.stoppedBy}.`);
  return outcome.code === 0;
}

/** The build is not a case of its own; one that fails is a failure. */
async function runBuild() {
  if (build.plan() === undefined) return { passed: 0, failed: 0, remarks: ['up to date'] };
  try {
    await build.bring();
    return { passed: 0, failed: 0, remarks: ['built'] };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    process.stdout.write(`${error.message}\n`);
    return { passed: 0, failed: 1, remarks: [] };
  }
}

/** @param {string[]} filters */
async function runVitest(filters) {
  const file = reportFile('vitest.json');
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`, ...filters];
  return vitestTally(file, await tool('vitest/vitest.mjs', args));
}

/** @param {string[]} filters */
async function runPlaywright(filters) {
  const file = reportFile('playwright.json');
  const args = ['test', '--reporter=list,json', ...filters];
  return playwrightTally(
    file,
    await tool('@playwright/test/cli.js', args, { PLAYWRIGHT_JSON_OUTPUT_FILE: file }),
  );
}

/** @param {string} name @returns {string} a path in `.cache/reports`, with no report of an earlier run at it */
function reportFile(name) {
  const folder = join(cacheFolder, 'reports');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, name);
  rmSync(file, { force: true });
  return file;
}
