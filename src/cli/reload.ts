/** What a running desk takes up without a restart: the TLS certificate and the level of the operational log. */
import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { SettingError } from '../hosts/node/config/setting-error.ts';
import { readSettings, type Environment, type Settings } from '../hosts/node/config/settings.ts';
import type { RootLog } from '../hosts/node/log/operational-log.ts';
import type { RunningDesk } from '../hosts/node/main.ts';

export interface ReloadInput {
  readonly desk: Pick<RunningDesk, 'reload'>;
  readonly log: RootLog;
  /** As it was at start. */
  readonly settings: Settings;
  readonly env: Environment;
  /** The file of `--env-file`, and the names that it had set: its new text decides them. */
  readonly envFile: string | undefined;
  readonly fromEnvFile: ReadonlySet<string>;
}

/** The environment with the file as it is now; what the process's own environment sets still stays. */
function environmentNow({ env, envFile, fromEnvFile }: ReloadInput): Environment {
  if (envFile === undefined) return env;
  const own = Object.fromEntries(Object.entries(env).filter(([name]) => !fromEnvFile.has(name)));
  return { ...parseEnv(readFileSync(envFile, 'utf8')), ...own };
}

/** Never throws: settings that cannot be used leave everything as it was, and are said in the log. */
export function reload(input: ReloadInput): void {
  const { desk, log, settings } = input;
  desk.reload();
  try {
    const { logLevel, ...others } = readSettings(environmentNow(input));
    const { logLevel: _, ...before } = settings;
    log.setLevel(logLevel);
    log.info({ level: logLevel }, 'reloaded: the TLS certificate and the level of this log');
    if (JSON.stringify(others) !== JSON.stringify(before))
      log.warn({}, 'other settings have changed too: they take effect at the next start');
  } catch (error) {
    const reason = error instanceof SettingError ? error.message : 'the --env-file could not be read';
    log.warn({ reason }, 'the changed settings cannot be used; all stays as it was');
  }
}
