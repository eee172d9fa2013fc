import { flushCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';
import { PinRefusedError, VaultStartError } from '../hosts/node/vault-pkcs11/errors.ts';
import { StoreError } from '../domain/ports/store.ts';
import { LoadError } from '../domain/state/load.ts';
import { builtConsole, startDesk, type RunningDesk } from '../hosts/node/main.ts';
import { SettingError } from '../hosts/node/config/setting-error.ts';
import { readSettings } from '../hosts/node/config/settings.ts';
import { settingsAsText } from '../hosts/node/config/settings-table.ts';
import { createLog } from '../hosts/node/log/operational-log.ts';
import { EXIT, parseCommand, say, type Command } from './command.ts';
import { reload } from './reload.ts';
import { programVersion } from './program-version.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Failures at start that a sentence explains, with the exit code they get. */
function explained(error: unknown): { readonly code: number; readonly message: string } | null {
  if (error instanceof SettingError || error instanceof PinRefusedError)
    return { code: EXIT.setting, message: error.message };
  if (error instanceof StoreError || error instanceof LoadError || error instanceof VaultStartError)
    return { code: EXIT.found, message: error.message };
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'EADDRINUSE')
    return {
      code: EXIT.setting,
      message: 'KEYDESK_PORT: the port is in use. Stop what uses it, or choose another (0 takes a free one).',
    };
  if (code === 'EACCES')
    return {
      code: EXIT.setting,
      message: `KEYDESK_HOST, KEYDESK_PORT or KEYDESK_DATA: permission denied (${error instanceof Error ? error.message : ''}).`,
    };
  return null;
}

/** Whether SIGHUP is a terminal that was closed: then the desk ends with it. To a service it says: reload. */
const onTerminal = (): boolean => process.stdin.isTTY || process.stdout.isTTY;

/**
 * Resolves with the first signal that asks the desk to stop. The handlers stay: Ctrl-C reaches the process from the terminal and from npm,
 * and a second one must not cut the drain short.
 */
const asked = (reloads: () => void): Promise<NodeJS.Signals> =>
  new Promise((done) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, done);
    process.on('SIGHUP', onTerminal() ? done : reloads);
  });

export const serve: Command = {
  name: 'serve',
  usage: 'serve',
  summary: 'serve console and API until Ctrl-C or SIGTERM',
  help: () =>
    `What "npm start" ends in. Prints the ready line and, until an administrator exists, the welcome link.\nSIGHUP (without a terminal) reads the TLS certificate and, from --env-file, the level of the log anew; SIGTERM finishes and stops.\n\nSettings:\n${settingsAsText()}`,
  async run(args) {
    const { values, fromEnvFile } = parseCommand(args, {});
    const json = values.json === true;
    let desk: RunningDesk;
    let reloads = (): void => undefined;
    const stopping = asked(() => reloads());
    try {
      const settings = readSettings(process.env);
      const log = createLog({ level: settings.logLevel, format: settings.logFormat });
      desk = await startDesk({
        settings,
        env: process.env,
        fromEnvFile,
        log,
        version: programVersion(),
        consoleDirectory: builtConsole(root),
        onProgress: (text) => {
          if (!json) process.stdout.write(`${text}\n`);
        },
      });
      const running = desk;
      const { 'env-file': envFile } = values;
      reloads = () => reload({ desk: running, log, settings, env: process.env, envFile, fromEnvFile });
    } catch (error) {
      const known = explained(error);
      if (known === null) throw error;
      process.stderr.write(`keydesk: ${known.message}\n`);
      return known.code;
    }
    say(json, `Keydesk is ready on ${desk.url}`, { ready: desk.url, welcome: desk.welcomeUrl });
    if (!json && desk.welcomeUrl !== null) {
      say(
        false,
        `No administrator yet. Open this link within 15 minutes to become one:\n  ${desk.welcomeUrl}`,
        null,
      );
    }
    flushCompileCache(); // a desk that is killed has kept it too
    const signal = await stopping;
    say(json, `${signal}: finishing what is under way`, { stopping: signal });
    const stopped = await desk.stop();
    say(json, stoppedWords(stopped), { stopped: true, ...stopped });
    return EXIT.done;
  },
};

function stoppedWords({ unsigned, lost }: Awaited<ReturnType<RunningDesk['stop']>>): string {
  if (lost)
    return 'Stopped. The database could not be written at the end: what is in its place may lack the newest events. The operational log says why; see docs/recovery.md before the next start.';
  return unsigned === 0
    ? 'Stopped; the log is signed and on disk.'
    : `Stopped. The newest ${unsigned === 1 ? 'event is' : `${unsigned} events are`} on disk, but could not be signed: the operational log says why. The next start signs them.`;
}
