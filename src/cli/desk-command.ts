/** What commands on the running desk have in common: how they end. */
import { readSettings } from '../hosts/node/config/settings.ts';
import { SettingError } from '../hosts/node/config/setting-error.ts';
import { EXIT } from './command.ts';
import { callDesk, RefusedError, UnreachableError } from './socket-client.ts';

type Call = (operation: string, input: unknown) => Promise<Record<string, unknown>>;

/** Runs `act` with calls to the desk of KEYDESK_DATA. The exit code; what stood in the way goes to stderr. */
export async function onRunningDesk(command: string, act: (call: Call) => Promise<void>): Promise<number> {
  try {
    const { dataDirectory } = readSettings(process.env);
    await act((operation, input) => callDesk(dataDirectory, operation, input));
    return EXIT.done;
  } catch (error) {
    if (!(
      error instanceof UnreachableError ||
      error instanceof RefusedError ||
      error instanceof SettingError
    ))
      throw error;
    process.stderr.write(`keydesk ${command}: ${error.message}\n`);
    if (error instanceof UnreachableError) return EXIT.unreachable;
    return error instanceof SettingError ? EXIT.setting : EXIT.found;
  }
}

/** Policies that `--policy` takes. */
export const POLICIES = ['administrator', 'key-administrator', 'key-user', 'auditor'] as const;
