/** A real desk for tests: the program itself in a child process, on a directory and port of its own, with SoftHSM. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { signRequest, type Credentials } from './sign-request.ts';

const MAIN = fileURLToPath(new URL('../../../cli/main.ts', import.meta.url));

export const ROOT: Credentials = {
  accessKeyId: 'KDTESTROOTACCESSKEY1',
  secretAccessKey: 'test-root-secret-access-key-0123456789ab',
};

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

export interface TestDesk {
  readonly url: string;
  readonly port: number;
  readonly dataDirectory: string;
  readonly welcomeUrl: string | null;
  /** What the desk wrote to stderr (its operational log) so far. */
  readonly stderr: () => string;
  /** What it wrote to stdout so far. */
  readonly stdout: () => string;
  readonly process: ChildProcess;
  /** One signed call; `target` is `CreateKey` or `Keydesk.SearchKeys`. A string body is sent as it is. `now`: what the client's clock says. */
  call(target: string, body?: object | string, credentials?: Credentials, now?: Date): Promise<Answer>;
  /** Runs `keydesk …` against this desk's directory. */
  cli(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }>;
  /** SIGTERM, and waits for the end: the exit code. The directory stays. */
  stop(): Promise<number | null>;
  /** kill -9. */
  kill(): Promise<void>;
}

/** A fresh directory below the system's own for temporary files. */
export const temporaryDirectory = (): string => mkdtempSync(join(tmpdir(), 'keydesk-test-'));
export const removeDirectory = (path: string): void => rmSync(path, { recursive: true, force: true });

const environment = (dataDirectory: string, env: Record<string, string>): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(KEYDESK_|AWS_|NODE_OPTIONS|VITEST)/.test(name)),
  ),
  KEYDESK_DATA: dataDirectory,
  KEYDESK_PORT: '0',
  KEYDESK_LOG_FORMAT: 'json',
  KEYDESK_ROOT_ACCESS_KEY_ID: ROOT.accessKeyId,
  KEYDESK_ROOT_SECRET_ACCESS_KEY: ROOT.secretAccessKey,
  ...env,
});

/** Runs the command line to its end. */
export function runCli(
  dataDirectory: string,
  args: readonly string[],
  env: Record<string, string> = {},
  onStarted: (child: ChildProcess) => void = () => undefined,
): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [MAIN, ...args], {
      env: environment(dataDirectory, env),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    onStarted(child);
    const out = { stdout: '', stderr: '' };
    child.stdout.on('data', (part: Buffer) => (out.stdout += part.toString()));
    child.stderr.on('data', (part: Buffer) => (out.stderr += part.toString()));
    child.on('error', fail);
    child.on('close', (code) => done({ code: code ?? -1, ...out }));
  });
}

/** Starts the desk and waits for its ready line. Rejects with what it said when it ends before. */
export async function startTestDesk(
  options: { readonly dataDirectory?: string; readonly env?: Record<string, string> } = {},
): Promise<TestDesk> {
  const dataDirectory = options.dataDirectory ?? temporaryDirectory();
  const child = spawn(process.execPath, [MAIN, 'serve', '--json'], {
    env: environment(dataDirectory, options.env ?? {}),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stderr = '';
  let stdout = '';
  child.stdout.on('data', (part: Buffer) => (stdout += part.toString()));
  child.stderr.on('data', (part: Buffer) => (stderr += part.toString()));
  const ended = new Promise<number | null>((done) => child.on('close', done));
  const ready = await new Promise<{ ready: string; welcome: string | null }>((done, fail) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith('{"ready"')) done(JSON.parse(line) as { ready: string; welcome: string | null }); // our own line
    });
    void ended.then((code) =>
      fail(new Error(`the desk ended with ${String(code)} before it was ready:\n${stderr}`)),
    );
  });
  const { port } = new URL(ready.ready);
  const address = `http://127.0.0.1:${port}`;
  return {
    url: ready.ready,
    port: Number(port),
    dataDirectory,
    welcomeUrl: ready.welcome,
    stderr: () => stderr,
    stdout: () => stdout,
    process: child,
    async call(target, body = {}, credentials = ROOT, now = new Date()) {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      const request = signRequest({
        url: address,
        target: target.includes('.') ? target : `TrentService.${target}`,
        body: text,
        credentials,
        now,
      });
      const response = await fetch(address, { method: 'POST', headers: request.headers, body: text });
      return {
        status: response.status,
        headers: response.headers,
        body: (await response.json()) as Record<string, unknown>,
      }; // the service answers objects
    },
    cli: (...args) => runCli(dataDirectory, args, options.env),
    async stop() {
      child.kill('SIGTERM');
      return ended;
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
