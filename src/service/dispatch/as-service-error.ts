import { VaultError } from '../../domain/ports/vault.ts';
import { HSM_UNREACHABLE, ServiceError } from '../errors.ts';
import { NotRecordedError, OutcomeUnknownError } from '../ledger/ledger.ts';
import type { Operation } from '../operation.ts';

/** What a caller is told of anything that was thrown, by its request id; `report` hears what is for the operational log. */
export function asServiceError(
  error: unknown,
  operation: Operation,
  requestId: string,
  report: (error: unknown) => void,
): ServiceError {
  if (error instanceof ServiceError) return error;
  if (error instanceof VaultError) {
    if (error.code === 'INVALID_CIPHERTEXT') return new ServiceError('InvalidCiphertextException');
    if (error.code === 'UNSUPPORTED') return new ServiceError('UnsupportedOperationException', error.message);
    if (error.code === 'UNAVAILABLE') {
      // Not reported: the loss of a token is told once, its refusals are events and a count.
      const declared = operation.errors.includes('KeyUnavailableException');
      return new ServiceError(
        declared ? 'KeyUnavailableException' : 'KMSInternalException',
        HSM_UNREACHABLE,
        { status: 503 },
      );
    }
  }
  // Told once, when it failed: a line for each caller would fill what is left of the disk.
  if (error instanceof NotRecordedError)
    return new ServiceError(
      'KMSInternalException',
      `The audit log could not be written, so nothing was done: the log has no event of request ${requestId}. It may be sent again.`,
      { status: 503 },
    );
  if (error instanceof OutcomeUnknownError)
    return new ServiceError(
      'KMSInternalException',
      `The audit log could not be written, and Keydesk cannot yet see whether this was done. Once it writes again, look for request ${requestId} in the audit log: with an event it was done, without one nothing was.`,
      { status: 503 },
    );
  report(error);
  return new ServiceError(
    'KMSInternalException',
    'Something failed inside Keydesk. The operational log has it under this request id.',
  );
}
