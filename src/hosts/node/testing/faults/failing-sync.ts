/** The compiled `failing-sync.c`: a disk whose fsync fails, for a desk that is started with its `env`. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { removeDirectory, temporaryDirectory } from '../desk.ts';

export interface FailingSync {
  readonly env: Record<string, string>;
  /** Files whose path has `part` fail so from now on, or `once`. */
  arm(how: 'failed' | 'persisted', part: string, once?: 'once'): void;
  clear(): void;
  /** How often it has failed. */
  readonly count: number;
  remove(): void;
}

export function failingSync(): FailingSync {
  const directory = temporaryDirectory();
  const [rule, count, library] = ['rule', 'count', 'failing-sync.so'].map((name) =>
    join(directory, name),
  ) as [string, string, string]; // three names
  const text = (name: string, value: string): string => `-D${name}="${value}"`;
  const source = fileURLToPath(new URL('failing-sync.c', import.meta.url));
  execFileSync(
    'cc',
    ['-shared', '-fPIC', text('RULE', rule), text('COUNT', count), '-o', library, source, '-ldl'],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  return {
    env: { LD_PRELOAD: library },
    arm: (how, part, once) => {
      writeFileSync(`${rule}.partial`, `${how} ${part} ${once ?? 'always'}\n`);
      renameSync(`${rule}.partial`, rule);
    },
    clear: () => rmSync(rule, { force: true }),
    get count() {
      return existsSync(count) ? readFileSync(count, 'utf8').split('\n').length - 1 : 0;
    },
    remove: () => removeDirectory(directory),
  };
}
