import { spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { root } from './paths.mjs';
import { nodeFile, runtimeEnvironment } from './runtime.mjs';

/** As e2e/fixtures.ts asks for it; twice that in a long run. */
const KEYS = 10_000;
const EVENTS = 1_000_000;

/**
 * Begins to make the desk in long use that the browser's tests copy (`.cache/seeded`), beside the checks that come first: they leave
 * part of the cores idle. Who needs it before it is there waits for it; where it fails, they make it and say why.
 *
 * @returns {() => void} ends it, when nobody needs it any more
 */
export function beginLongUsed() {
  const times = Math.min(Number(process.env['TEST_SCALE'] ?? 1), 2);
  const file = join(root, 'src/hosts/node/testing/seeded/make.ts');
  const child = spawn(nodeFile(), [file, String(KEYS * times), String(EVENTS * times)], {
    cwd: root,
    env: runtimeEnvironment(),
    stdio: 'ignore',
  });
  child.on('error', () => {});
  if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
  return () => void child.kill();
}
