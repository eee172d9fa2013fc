/**
 * @typedef {object} Part One thing that a command needs on this machine.
 * @property {string} title A few words, shown beside the step's number.
 * @property {() => string | undefined} plan What would be done, as one line for a person; undefined when nothing has to be.
 * @property {() => Promise<void>} bring Does it.
 */

/** An error whose message is meant for the person at the terminal: shown without a stack. */
export class Problem extends Error {}

/** @param {number} milliseconds @returns {string} such as `0.4 s`, `12 s`, `2 min 5 s` */
export function duration(milliseconds) {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 100) return `${Math.round(seconds)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/**
 * Shows one step: `[2/6] Dependencies … done in 4.1 s`. On a terminal the seconds count up while it runs.
 *
 * @param {string} label such as `[2/6] Dependencies`
 * @param {() => Promise<void>} work
 * @param {NodeJS.WriteStream} stream
 */
export async function step(label, work, stream) {
  const began = Date.now();
  const line = `${label} … `;
  stream.write(line);
  const timer = stream.isTTY
    ? setInterval(() => stream.write(`\r${line}${duration(Date.now() - began)} `), 1000)
    : undefined;
  const end = (/** @type {string} */ text) => {
    clearInterval(timer);
    stream.write(stream.isTTY ? `\r\u001b[K${line}${text}\n` : `${text}\n`);
  };
  try {
    await work();
  } catch (error) {
    end(`failed after ${duration(Date.now() - began)}`);
    throw error;
  }
  end(`done in ${duration(Date.now() - began)}`);
}

/**
 * Says what is missing, then brings it, one numbered step after the other. Silent when nothing is missing.
 *
 * @param {Part[]} parts in the order in which they rest on each other
 * @param {NodeJS.WriteStream} [stream]
 */
export async function bring(parts, stream = process.stdout) {
  // Planned before the first is brought, so that the person can read all of it, and stop, before anything changes.
  const missing = parts.flatMap((part) => {
    const plan = part.plan();
    return plan === undefined ? [] : [{ part, plan }];
  });
  if (missing.length === 0) return;
  stream.write(`Keydesk is about to bring what this machine is missing:\n`);
  for (const { plan } of missing) stream.write(`  - ${plan}\n`);
  stream.write('\n');
  let number = 0;
  for (const { part } of missing) {
    number += 1;
    // oxlint-disable-next-line no-await-in-loop -- each step rests on the one before
    await step(`[${number}/${missing.length}] ${part.title}`, part.bring, stream);
  }
  stream.write('\n');
}

/**
 * Runs a script's body; a Problem becomes its sentence and exit code 1, anything else keeps its stack.
 *
 * @param {() => Promise<void>} body
 */
export async function main(body) {
  try {
    await body();
  } catch (error) {
    process.stderr.write(`\n${error instanceof Problem ? error.message : String(error?.stack ?? error)}\n`);
    process.exitCode = 1;
  }
}
