/** Other people's programs against a test desk, with nothing set but endpoint, access key and region. */
import { spawn } from 'node:child_process';
import type { Credentials } from '../../testing/sign-request.ts';

/** Debian's own: what is first on PATH may be others. */
export const PYTHON = '/usr/bin/python3';
export const AWS_CLI = '/usr/bin/aws';

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Environment of a client: no file of the user's is read, nothing is fetched from elsewhere. */
export const clientEnvironment = (
  credentials: Credentials,
  home: string,
  more: Readonly<Record<string, string>> = {},
): Record<string, string> => ({
  PATH: '/usr/bin:/bin',
  HOME: home,
  LANG: 'C.UTF-8',
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  AWS_DEFAULT_REGION: 'us-east-1',
  AWS_EC2_METADATA_DISABLED: 'true',
  PYTHONDONTWRITEBYTECODE: '1',
  ...more,
});

/** Runs a program to its end. Rejects only when it cannot be started. */
export function runProgram(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Ran> {
  return new Promise((done, fail) => {
    const child = spawn(program, [...args], { env: { ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    const out = { stdout: '', stderr: '' };
    child.stdout.on('data', (part: Buffer) => (out.stdout += part.toString()));
    child.stderr.on('data', (part: Buffer) => (out.stderr += part.toString()));
    child.on('error', fail);
    child.on('close', (code) => done({ code: code ?? -1, ...out }));
  });
}
