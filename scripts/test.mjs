// `npm test`: everything, from a bare clone. The last line is `N passed, N failed`.
// `--long` (`npm run test:long`): the same suites with twenty times the cases of every property.
// For work: `npm test -- --only=types,unit src/domain/log` (what follows the options goes to the runners of tests).
import { checks } from './lib/checks.mjs';
import { beginLongUsed } from './lib/long-used.mjs';
import { partsFor } from './lib/parts.mjs';
import { checkStartingNode } from './lib/runtime.mjs';
import { bring, duration, main, Problem } from './lib/say.mjs';

await main(async () => {
  checkStartingNode();
  const { chosen, filters } = parse(process.argv.slice(2));
  await bring(partsFor.test);

  let passed = 0;
  let failed = 0;
  /** @type {string[]} */
  const summary = [];
  const endLongUsed =
    filters.length === 0 && chosen.some(({ name }) => name === 'e2e') ? beginLongUsed() : () => {};
  for (const [index, check] of chosen.entries()) {
    const began = Date.now();
    process.stdout.write(`\n[${index + 1}/${chosen.length}] ${check.title}\n`);
    // oxlint-disable-next-line no-await-in-loop -- one after the other: the machine may have two cores
    const tally = await check.run(filters);
    passed += tally.passed;
    failed += tally.failed;
    const remarks = tally.remarks.length === 0 ? '' : ` (${tally.remarks.join('; ')})`;
    const line = `${check.title}: ${tally.passed} passed, ${tally.failed} failed in ${duration(Date.now() - began)}${remarks}`;
    process.stdout.write(`${line}\n`);
    summary.push(line);
  }

  endLongUsed();
  process.stdout.write(`\n${summary.join('\n')}\n\n${passed} passed, ${failed} failed\n`);
  // Nothing that ran is nothing that was shown to be right.
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
});

/** @param {string[]} args */
function parse(args) {
  const names = checks.map((check) => check.name);
  let chosen = checks;
  const filters = [];
  for (const arg of args) {
    if (arg === '--long') {
      process.env['TEST_SCALE'] ??= '20';
      continue;
    }
    if (!arg.startsWith('--only=')) {
      filters.push(arg);
      continue;
    }
    const wanted = arg.slice('--only='.length).split(',');
    const unknown = wanted.filter((name) => !names.includes(name));
    if (unknown.length > 0)
      throw new Problem(`No such check: ${unknown.join(', ')}. There are: ${names.join(', ')}.`);
    chosen = checks.filter((check) => wanted.includes(check.name));
  }
  return { chosen, filters };
}
