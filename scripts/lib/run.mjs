import { spawn } from 'node:child_process';
import { accessSync, constants, createWriteStream, mkdirSync } from 'node:fs';
import { delimiter, join, relative } from 'node:path';
import { constants as osConstants } from 'node:os';
import { finished } from 'node:stream/promises';
import { cacheFolder, root } from './paths.mjs';
import { Problem } from './say.mjs';

const forwarded = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
const shownLines = 40;

/**
 * @typedef {object} Outcome How a command ended.
 * @property {number | null} code
 * @property {string | null} signal that ended it
 * @property {string | undefined} stoppedBy the signal that was passed on to it last
 */

/** @param {string} command @returns {boolean} whether it is on PATH and may be executed */
export function onPath(command) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => isExecutable(join(folder, command)));
}

/** @param {string} file */
export function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Runs a command with its output kept in `.cache/logs/<name>.log`. When it fails, that output (of a long one the
 * beginning and the end) is in the Problem that is thrown: the person sees why without looking for a file.
 *
 * @param {string} name of the log file
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string }} [options]
 */
export async function runLogged(name, command, args, options = {}) {
  const folder = join(cacheFolder, 'logs');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${name}.log`);
  const log = createWriteStream(file);
  log.write(`$ ${[command, ...args].join(' ')}\n`);
  let output = '';
  const keep = (/** @type {Buffer} */ chunk) => {
    log.write(chunk);
    output += chunk.toString();
  };
  const child = spawn(command, args, {
    cwd: options.cwd ?? root,
    env: options.env ?? process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const outcome = await ended(child);
  log.end();
  await finished(log);
  if (outcome.code === 0) return;
  // Stopped by the person: what the command says about that is of no use to them.
  if (outcome.stoppedBy !== undefined) process.exit(128 + osConstants.signals[outcome.stoppedBy]);
  throw new Problem(
    `${shorten(output)}\n\n\`${[command, ...args].join(' ')}\` ${describe(outcome)}. Its whole output: ${relative(root, file)}`,
  );
}

/**
 * Runs a command on this terminal and waits for it. SIGINT, SIGTERM and SIGHUP that arrive here go on to it.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string }} [options]
 * @returns {Promise<Outcome>}
 */
export async function runShown(command, args, options = {}) {
  const child = spawn(command, args, {
    cwd: options.cwd ?? process.cwd(),
    env: options.env ?? process.env,
    stdio: 'inherit',
  });
  return ended(child);
}

/**
 * Becomes the command, as nearly as Node 20 can (it has no exec): same terminal, same signals, same end.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string }} [options]
 */
export async function become(command, args, options = {}) {
  // npm goes without a word at SIGHUP and SIGKILL. A server that nobody watches any more would keep its port and data.
  const parent = process.ppid;
  const orphaned = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(orphaned);
    process.kill(process.pid, 'SIGTERM');
  }, 500);
  const outcome = await runShown(command, args, options);
  clearInterval(orphaned);
  // Ended by a signal: end by the same one, so that whoever waits for this process sees what happened.
  if (outcome.signal !== null) process.kill(process.pid, outcome.signal);
  else process.exitCode = outcome.code ?? 1;
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<Outcome>}
 */
function ended(child) {
  /** @type {string | undefined} */
  let stoppedBy;
  let last = 0;
  const pass = (/** @type {string} */ signal) => {
    // Ctrl-C reaches every process of the terminal's group, and npm sends its own copy on: one press is one signal.
    const now = Date.now();
    if (signal === stoppedBy && now - last < 1000) return;
    stoppedBy = signal;
    last = now;
    child.kill(signal);
  };
  for (const signal of forwarded) process.on(signal, pass);
  return new Promise((resolve, reject) => {
    child.once('error', (error) => {
      for (const signal of forwarded) process.off(signal, pass);
      reject(new Problem(`Could not start ${child.spawnfile}: ${error.message}`));
    });
    child.once('close', (code, signal) => {
      for (const signal of forwarded) process.off(signal, pass);
      resolve({ code, signal, stoppedBy });
    });
  });
}

/** @param {string} output */
function shorten(output) {
  const lines = output.trimEnd().split('\n');
  // Some tools say what is wrong first and explain their options after it, others end with it.
  if (lines.length <= shownLines) return lines.join('\n');
  return [...lines.slice(0, shownLines / 2), '…', ...lines.slice(-shownLines / 2)].join('\n');
}

/** @param {Outcome} outcome */
function describe(outcome) {
  return outcome.signal === null ? `ended with code ${outcome.code}` : `was ended by ${outcome.signal}`;
}
