import { ServiceError } from '../../errors.ts';
import type { Call } from '../../operation.ts';

/** Policy, deletion and credentials ask for the password again, within five minutes. Only a browser session can be left open. */
export function requireFreshPassword(call: Call): void {
  if (call.sessionId !== null && !call.passwordFresh) {
    throw new ServiceError('PasswordRequiredException', 'Give your password again to do this.');
  }
}
