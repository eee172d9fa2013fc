import { parseArgs, type ParseArgsConfig } from 'node:util';
import { existsSync } from 'node:fs';

export const EXIT = { done: 0, found: 1, usage: 64, unreachable: 69, inUse: 75, setting: 78 } as const;

export interface Command {
  readonly name: string;
  readonly usage: string;
  readonly summary: string;
  help(): string;
  run(args: readonly string[]): Promise<number>;
}

/** Wrong words on the command line: exit code 64. */
export class UsageError extends Error {}

/** `parseArgs` with our error. Every command knows --json and --env-file; `fromEnvFile` names what that file has set. */
export function parseCommand<T extends NonNullable<ParseArgsConfig['options']>>(
  args: readonly string[],
  options: T,
) {
  try {
    const parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      strict: true,
      options: { json: { type: 'boolean' }, 'env-file': { type: 'string' }, ...options },
    });
    const file = (parsed.values as { 'env-file'?: string })['env-file']; // declared just above
    const before = new Set(Object.keys(process.env));
    if (file !== undefined) {
      if (!existsSync(file)) throw new UsageError(`--env-file ${file} does not exist.`);
      process.loadEnvFile(file); // what the environment has already stays
    }
    const fromEnvFile = new Set(Object.keys(process.env).filter((name) => !before.has(name)));
    return { ...parsed, fromEnvFile };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

export function say(json: boolean, text: string, value: unknown): void {
  process.stdout.write(json ? `${JSON.stringify(value)}\n` : `${text}\n`);
}
