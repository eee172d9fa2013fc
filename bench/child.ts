/** A child process of the benchmark: started, waited for by a line that it prints, stopped. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface Child {
  /** What the pattern's first group caught. */
  readonly ready: string;
  /** Milliseconds from the start until that line. */
  readonly readyAfter: number;
  readonly pid: number;
  /** SIGTERM, and waits for the end. Throws when it did not end with 0. */
  stop(): Promise<void>;
}

/**
 * Runs `node ...args` and resolves when standard output has a line that matches. Throws with what it printed when it ends before.
 * Standard error goes to `onError` line by line, and is part of that message.
 */
export async function startNode(
  args: readonly string[],
  pattern: RegExp,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Child> {
  const began = performance.now();
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  // Ends with the benchmark, however that ends.
  const kill = (): boolean => child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const said: string[] = [];
  const keep = (line: string): void => {
    said.push(line);
    if (said.length > 40) said.shift();
  };
  createInterface({ input: child.stderr }).on('line', keep);
  const ready = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      keep(line);
      const found = pattern.exec(line)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once('error', reject);
    child.once('exit', (code) =>
      reject(new Error(`node ${args.join(' ')} ended with ${code} before it was ready:\n${said.join('\n')}`)),
    );
  });
  const pid = child.pid ?? NaN; // it has printed, so it runs
  return { ready, readyAfter: performance.now() - began, pid, stop: () => stop(child, ended, said) };
}

async function stop(
  child: ChildProcess,
  ended: Promise<number | null>,
  said: readonly string[],
): Promise<void> {
  child.kill('SIGTERM');
  const code = await ended;
  if (code !== 0) throw new Error(`${child.spawnargs.join(' ')} ended with ${code}:\n${said.join('\n')}`);
}
