import type { Problem } from '../ui/states.tsx';
import { KeydeskError } from '../../client/client.ts';

/** What to do about an error, by its code. */
const REMEDIES: Readonly<Record<string, string>> = {
  AccessDeniedException: 'Somebody who administers this desk can allow it, in the key’s policy or yours.',
  AlreadyExistsException: 'Choose another name.',
  ConflictException: 'Look at what it is now, and decide again.',
  DisabledException: 'Enable the key first.',
  ForbiddenOriginException: 'Open the console at the address that Keydesk printed when it started.',
  InvitationInvalidException: 'Ask an administrator of this desk for a new link.',
  KMSInternalException:
    'Try again. If it stays, the operator finds the cause in the service’s own log under this request.',
  KMSInvalidStateException: 'Look at the key’s state: it does not allow this now.',
  KeyUnavailableException:
    'The HSM cannot be reached. Reading and the audit log still work; try again when its lamp is green.',
  LimitExceededException: 'Remove one that is no longer needed first.',
  MalformedPolicyDocumentException: 'Mend the policy; nothing was saved.',
  NetworkError: 'Try again when it answers.',
  NotFoundException: 'It may have been deleted, or the address is not right.',
  PasswordRequiredException: 'Give your password and try again.',
  SignInFailedException: 'Check what you typed and try again.',
  TooManyRequestsException: 'Wait a few seconds and try again.',
  ThrottlingException: 'Wait a few seconds and try again.',
  WelcomeLinkInvalidException: 'Restart Keydesk: it prints a new link until an administrator exists.',
};

const REASONS: Readonly<Record<string, string>> = {
  NetworkError: 'Keydesk did not answer.',
  KMSInternalException: 'The service failed while it answered.',
};

/** An error for a person. `what` says what was tried: "The key was not created". */
export function explain(what: string, error: unknown): Problem {
  if (!(error instanceof KeydeskError)) {
    return { what, why: 'The console itself failed.', remedy: 'Reload the page.', requestId: null };
  }
  const why =
    error.message === '' ? (REASONS[error.code] ?? `The service answered ${error.code}.`) : error.message;
  return {
    what,
    why: /[.!?]$/.test(why) ? why : `${why}.`,
    remedy: REMEDIES[error.code] ?? 'Change what it names and try again.',
    requestId: error.requestId ?? null,
  };
}

/** Is it the answer of this code? */
export const isCode = (error: unknown, code: string): boolean =>
  error instanceof KeydeskError && error.code === code;
