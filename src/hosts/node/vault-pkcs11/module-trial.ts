/**
 * A module is code of somebody else in the desk's own process, and one that crashes takes the desk with it, without a word. So it is
 * loaded and started once in a child before the desk does.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { VaultStartError } from './errors.ts';

const CHILD = fileURLToPath(new URL('module-trial-child.mjs', import.meta.url));
const PATIENCE_MS = 30_000;

const DOING: Readonly<Record<string, string>> = {
  load: 'while it was loaded',
  initialise: 'while it was initialised',
  list: 'while it listed its tokens',
  finalize: 'while it was finalized',
};

export interface ModuleTrialOptions {
  readonly modulePath: string;
  /** `softhsm2.conf` of the desk's own token, when there is one. */
  readonly softHsmConfiguration?: string;
  readonly patienceMs?: number;
}

/** Resolves when the module can be loaded without harm. Rejects with VaultStartError MODULE for one that crashes, hangs or is none. */
export async function tryModule(options: ModuleTrialOptions): Promise<void> {
  const { modulePath, softHsmConfiguration, patienceMs = PATIENCE_MS } = options;
  const { steps, signal, code } = await run(modulePath, softHsmConfiguration, patienceMs);
  const last = steps.at(-1) ?? '';
  if (last === 'end') return;
  if (last === 'not-a-module')
    throw new VaultStartError(
      'MODULE',
      `The PKCS#11 module ${modulePath} cannot be loaded. Does the file exist, and is it made for this machine?`,
    );
  const doing = DOING[last] ?? 'before it was loaded';
  const how =
    signal === 'TIMEOUT'
      ? `did not come back within ${patienceMs / 1_000} seconds ${doing}`
      : `crashed ${doing} (${signal ?? `exit code ${String(code)}`})`;
  throw new VaultStartError(
    'MODULE',
    `The PKCS#11 module ${modulePath} ${how}. Keydesk tried it in a process of its own and does not load it. Is it made for this machine, and is its own configuration right? KEYDESK_PKCS11_MODULE names it.`,
  );
}

interface Ran {
  readonly steps: readonly string[];
  readonly signal: NodeJS.Signals | 'TIMEOUT' | null;
  readonly code: number | null;
}

function run(modulePath: string, configuration: string | undefined, patienceMs: number): Promise<Ran> {
  return new Promise((done, fail) => {
    // Without a core file: it could hold what the module knows, and be large. Without the desk's options for Node and its secrets.
    const child = spawn(
      '/bin/sh',
      ['-c', 'ulimit -c 0; exec "$0" "$@"', process.execPath, CHILD, modulePath],
      {
        env: {
          ...Object.fromEntries(
            Object.entries(process.env).filter(([name]) => !/^(KEYDESK_|NODE_OPTIONS$|NODE_)/.test(name)),
          ),
          ...(configuration === undefined ? {} : { SOFTHSM2_CONF: configuration }),
        },
        stdio: ['ignore', 'pipe', 'ignore'],
      },
    );
    let out = '';
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, patienceMs);
    child.stdout.on('data', (part: Buffer) => (out += part.toString()));
    child.on('error', (error) => {
      clearTimeout(timer);
      fail(error);
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      done({ steps: out.trimEnd().split('\n'), signal: late ? 'TIMEOUT' : signal, code });
    });
  });
}
