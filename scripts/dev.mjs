// `npm run dev`: the console by Vite with reload, and the backend restarted when its files change.
// The console is at http://localhost:5173; the backend takes that as its public URL, so cookies, origin checks and
// the welcome link are right there. SDKs talk to the backend itself (http://localhost:7070).
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from './lib/paths.mjs';
import { partsFor } from './lib/parts.mjs';
import { checkStartingNode, nodeFile, runtimeEnvironment } from './lib/runtime.mjs';
import { bring, main } from './lib/say.mjs';

const consolePort = process.env.DEV_PORT ?? '5173';
const backendPort = process.env.KEYDESK_PORT ?? '7070';

await main(async () => {
  checkStartingNode();
  await bring(partsFor.dev);
  const env = { ...runtimeEnvironment(), KEYDESK_PORT: backendPort };
  const backend = { ...env, KEYDESK_PUBLIC_URL: `http://localhost:${consolePort}` };
  const args = ['--watch', '--watch-preserve-output', join(root, 'src/cli/main.ts'), 'serve'];
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const children = [
    start('backend', args, backend),
    // A strict port, because the backend was told it as its public URL. The proxy is in vite.config.ts.
    start(
      'console',
      [vite, '--host', 'localhost', '--port', consolePort, '--strictPort', '--clearScreen', 'false'],
      env,
    ),
  ];
  const stop = () => {
    for (const child of children) child.kill('SIGTERM');
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);
  // One without the other is of no use: when either ends, both do.
  const codes = await Promise.all(children.map((child) => ended(child).finally(stop)));
  process.exitCode = Math.max(...codes);
});

/** @param {string} name @param {string[]} args @param {NodeJS.ProcessEnv} env */
function start(name, args, env) {
  const child = spawn(nodeFile(), args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  prefix(name, child.stdout, process.stdout);
  prefix(name, child.stderr, process.stderr);
  return child;
}

/** @param {string} name @param {import('node:stream').Readable} from @param {NodeJS.WriteStream} to */
function prefix(name, from, to) {
  let rest = '';
  from.setEncoding('utf8');
  from.on('data', (/** @type {string} */ text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) to.write(`${name} | ${line}\n`);
  });
  from.on('end', () => {
    if (rest !== '') to.write(`${name} | ${rest}\n`);
  });
}

/** @param {import('node:child_process').ChildProcess} child @returns {Promise<number>} its exit code; 0 when a signal ended it */
function ended(child) {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 0));
  });
}
