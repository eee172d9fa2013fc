import { VaultError } from '../../domain/ports/vault.ts';
import { HSM_UNREACHABLE, ServiceError } from '../errors.ts';
import { NotRecordedError } from '../ledger/ledger.ts';
import type { Operation } from '../operation.ts';

/** What a caller is told of anything that was thrown; `report` hears what is for the operational log. */
export function asServiceError(
  error: unknown,
  operation: Operation,
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
  report(error);
  if (error instanceof NotRecordedError)
    return new ServiceError('KMSInternalException', error.message, { status: 503 });
  return new ServiceError(
    'KMSInternalException',
    'Something failed inside Keydesk. The operational log has it under this request id.',
  );
}
