import { decodeWire, encodeWire } from '../../domain/wire.ts';
import type { Input, OperationName, Output } from './contract.ts';

/** An answered refusal or failure. `code` is the service's literal code; `NetworkError` when nothing was answered. */
export class KeydeskError extends Error {
  readonly code: string;
  readonly status: number;
  readonly requestId: string | null;
  constructor(code: string, message: string, status: number, requestId: string | null) {
    super(message);
    this.name = 'KeydeskError';
    this.code = code;
    this.status = status;
    this.requestId = requestId;
  }
}

const isObject = (value: unknown): value is { readonly [name: string]: unknown } => typeof value === 'object' && value !== null && !Array.isArray(value);

async function answer(response: Response): Promise<{ readonly [name: string]: unknown }> {
  const requestId = response.headers.get('x-amzn-requestid');
  const body: unknown = await response.json().catch(() => null);
  if (response.ok && isObject(body)) return body;
  const code = isObject(body) && typeof body['__type'] === 'string' ? body['__type'] : 'KMSInternalException';
  const message = isObject(body) && typeof body['message'] === 'string' ? body['message'] : '';
  throw new KeydeskError(code, message, response.status, requestId);
}

/** Calls an operation over the session's cookie. Rejects with KeydeskError, or with the signal's own reason when aborted. */
export async function call<N extends OperationName>(name: N, input: Input<N>, signal?: AbortSignal): Promise<Output<N>> {
  const request = fetch(`/api/${name}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Keydesk': '1' },
    body: JSON.stringify(encodeWire(input)),
    credentials: 'same-origin',
    ...(signal === undefined ? {} : { signal }),
  });
  const response = await request.catch((error: unknown) => {
    if (signal?.aborted === true) throw error;
    throw new KeydeskError('NetworkError', '', 0, null);
  });
  return decodeWire(await answer(response)) as Output<N>; // the service answers what its schema says; a test of the wire holds it
}
