/** The real desk, as `npm start` ends in it, on a data directory of the benchmark's. */
import { join } from 'node:path';
import { startNode, type Child } from './child.ts';
import type { Credentials } from './sigv4-client.ts';

const root = join(import.meta.dirname, '..');

export const CREDENTIALS: Credentials = {
  accessKeyId: 'AKIABENCHMARKOPERATR',
  secretAccessKey: 'benchmark/secret/of/a/desk/that/is/deleted',
};

/** The settings of that desk and no other of this shell's. */
export function deskEnvironment(dataDirectory: string): NodeJS.ProcessEnv {
  const own = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('KEYDESK_')),
  );
  return {
    ...own,
    KEYDESK_DATA: dataDirectory,
    KEYDESK_PORT: '0',
    KEYDESK_LOG_FORMAT: 'json',
    KEYDESK_ROOT_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    KEYDESK_ROOT_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
  };
}

/** `ready` is its URL. */
export const startDesk = (dataDirectory: string): Promise<Child> =>
  startNode(
    [join(root, 'src/cli/main.ts'), 'serve'],
    /Keydesk is ready on (http\S+)/,
    deskEnvironment(dataDirectory),
  );
