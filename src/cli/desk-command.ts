/** What commands on the running desk have in common: how they end. */
import { BUILT_IN_POLICIES } from '../domain/policy/built-in-policies.ts';
import { readSettings } from '../hosts/node/config/settings.ts';
import { SettingError } from '../hosts/node/config/setting-error.ts';
import { EXIT, UsageError } from './command.ts';
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

/** What `--policy` takes, in a sentence. */
export const POLICIES = `${BUILT_IN_POLICIES.map(({ name }) => name).join(', ')}, or a policy of this desk’s own`;

/** A person or service by `operation`. A policy that the desk does not have is a wrong word: throws UsageError. */
export async function makePrincipal(
  call: Call,
  operation: 'CreateService' | 'InviteUser',
  input: { readonly Name: string; readonly Policies: readonly string[] },
): Promise<Record<string, unknown>> {
  try {
    return await call(operation, input);
  } catch (error) {
    if (error instanceof RefusedError && error.code === 'NotFoundException')
      throw new UsageError(`${error.message} --policy is one of ${POLICIES}.`);
    throw error;
  }
}
