import { existsSync, readFileSync } from 'node:fs';

/**
 * @typedef {object} Tally The outcome of one runner.
 * @property {number} passed
 * @property {number} failed
 * @property {string[]} remarks what a person should know besides
 */

/** @param {boolean} passed @returns {Tally} a check that is one case */
export function oneCase(passed) {
  return { passed: passed ? 1 : 0, failed: passed ? 0 : 1, remarks: [] };
}

/**
 * Vitest's JSON report. A skipped test is a failed one: nothing is skipped in this house.
 *
 * @param {string} file
 * @param {boolean} exitedClean whether the runner's exit code was 0
 * @returns {Tally}
 */
export function vitestTally(file, exitedClean) {
  const report = readReport(file);
  if (report === undefined) return noReport('vitest');
  const skipped = report.numPendingTests + report.numTodoTests;
  // A file that cannot even be imported has no tests to count.
  const broken = report.testResults.filter(
    (/** @type {any} */ each) => each.status === 'failed' && each.assertionResults.length === 0,
  );
  return settle(report.numPassedTests, report.numFailedTests + broken.length, skipped, exitedClean);
}

/**
 * Playwright's JSON report. A test that passed only on a second try is a failed one.
 *
 * @param {string} file
 * @param {boolean} exitedClean
 * @returns {Tally}
 */
export function playwrightTally(file, exitedClean) {
  const report = readReport(file);
  if (report === undefined) return noReport('playwright');
  const { expected, unexpected, flaky, skipped } = report.stats;
  return settle(expected, unexpected + flaky, skipped, exitedClean);
}

/** @param {number} passed @param {number} failed @param {number} skipped @param {boolean} exitedClean @returns {Tally} */
function settle(passed, failed, skipped, exitedClean) {
  /** @type {string[]} */
  const remarks = [];
  if (skipped > 0) remarks.push(`${skipped} skipped, counted as failed`);
  let all = failed + skipped;
  if (all === 0 && !exitedClean) {
    all = 1;
    remarks.push('the runner failed outside its tests, counted as one failure');
  }
  if (passed + all === 0) {
    all = 1;
    remarks.push('nothing ran, counted as one failure');
  }
  return { passed, failed: all, remarks };
}

/** @param {string} runner @returns {Tally} */
function noReport(runner) {
  return { passed: 0, failed: 1, remarks: [`${runner} wrote no report, counted as one failure`] };
}

/** @param {string} file @returns {any} the runner's own format */
function readReport(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}
