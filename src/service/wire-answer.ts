/** Answers as they go over the wire, whatever host sends them. */
import { VaultError } from '../domain/ports/vault.ts';
import { HSM_UNREACHABLE, ServiceError, wireError } from './errors.ts';

export const AMZ_JSON = 'application/x-amz-json-1.1';
export const JSON_TYPE = 'application/json';

export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Every answer carries its request id; SDKs and people quote it. */
export const success = (requestId: string, type: string, output: unknown): WireAnswer => ({
  status: 200,
  headers: { 'content-type': type, 'x-amzn-requestid': requestId, 'cache-control': 'no-store' },
  body: JSON.stringify(output),
});

export function refusal(requestId: string, type: string, error: ServiceError): WireAnswer {
  const { status, body } = wireError(error);
  const headers: Record<string, string> = {
    'content-type': type,
    'x-amzn-requestid': requestId,
    'cache-control': 'no-store',
  };
  // The rest of an oversized body is not waited for.
  if (error.code === 'RequestEntityTooLargeException') headers['connection'] = 'close';
  if (error.retryAfter !== undefined) headers['retry-after'] = String(error.retryAfter);
  return { status, headers, body: JSON.stringify(body) };
}

/** What needs no line of its own in the operational log: a refusal is the answer, and the loss of a token is told once. */
export const isForeseen = (error: unknown): boolean =>
  error instanceof ServiceError || (error instanceof VaultError && error.code === 'UNAVAILABLE');

/**
 * Whatever was thrown, as a ServiceError; the caller logs what was not foreseen. A lost token is met here too: the secret of an access key
 * that was not used today is opened by the HSM before there is a call.
 */
export function asServiceError(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  if (error instanceof VaultError && error.code === 'UNAVAILABLE')
    return new ServiceError('KMSInternalException', HSM_UNREACHABLE, { status: 503 });
  return new ServiceError(
    'KMSInternalException',
    'Something failed inside Keydesk. The operational log has it under this request id.',
  );
}
