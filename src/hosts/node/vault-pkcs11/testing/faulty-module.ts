/** The compiled `faulty-module.c`: SoftHSM behind a module that is slow, fails or crashes where a test tells it to. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface FaultyModule {
  readonly modulePath: string;
  /** Replaces the rules, e.g. `delay C_Sign 200`. None: it behaves. */
  readonly rules: (...lines: readonly string[]) => void;
  /** How often it was told so: `C_DestroyObject` (and did), `C_Login`, `C_Initialize`, `C_Finalize`, `C_Finalize with calls in flight`. */
  readonly count: (what: string) => number;
}

const SOURCE = fileURLToPath(new URL('faulty-module.c', import.meta.url));
/** PKCS#11's own headers, as pkcs11js was built with: whoever could install it has a compiler. */
const HEADERS = join(dirname(createRequire(import.meta.url).resolve('pkcs11js')), 'includes');

export function faultyModule(directory: string, realModule: string): FaultyModule {
  const modulePath = join(directory, 'faulty.so');
  const [faults, calls] = [join(directory, 'faults'), join(directory, 'calls')];
  const text = (name: string, value: string): string => `-D${name}="${value}"`;
  execFileSync(
    'cc',
    [
      '-shared',
      '-fPIC',
      '-I',
      HEADERS,
      text('FAULTS', faults),
      text('CALLS', calls),
      text('REAL', realModule),
      '-o',
      modulePath,
      SOURCE,
      '-ldl',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  return {
    modulePath,
    rules: (...lines) => writeFileSync(faults, lines.map((line) => `${line}\n`).join('')),
    count: (what) =>
      existsSync(calls)
        ? readFileSync(calls, 'utf8')
            .split('\n')
            .filter((line) => line === what).length
        : 0,
  };
}
