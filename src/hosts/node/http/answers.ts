import type { Context } from 'hono';
import { VaultError } from '../../../domain/ports/vault.ts';
import { HSM_UNREACHABLE, ServiceError, wireError } from '../../../service/errors.ts';
import type { Env } from './context.ts';

export const AMZ_JSON = 'application/x-amz-json-1.1';
export const JSON_TYPE = 'application/json';

/** One answer in wire form. Every one carries its request id; SDKs and people quote it. */
export function answer(c: Context<Env>, requestId: string, type: string, output: unknown): Response {
  return c.body(JSON.stringify(output), 200, {
    'content-type': type,
    'x-amzn-requestid': requestId,
    'cache-control': 'no-store',
  });
}

export function refuse(c: Context<Env>, requestId: string, type: string, error: ServiceError): Response {
  const { status, body } = wireError(error);
  const headers: Record<string, string> = {
    'content-type': type,
    'x-amzn-requestid': requestId,
    'cache-control': 'no-store',
  };
  // The rest of an oversized body is not waited for.
  if (error.code === 'RequestEntityTooLargeException') headers['connection'] = 'close';
  if (error.retryAfter !== undefined) headers['retry-after'] = String(error.retryAfter);
  return c.body(JSON.stringify(body), status as 400, headers); // a status of the errors table
}

/**
 * Whatever was thrown, as a ServiceError; the caller logs what was not one. A lost token is met here too: the secret of an access key
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
