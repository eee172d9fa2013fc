/**
 * The typed client: one method an operation, inferred from the service's own schemas by `import type`, so that no shape is written
 * twice. Blobs are `Uint8Array`, timestamps `Date`, encryption contexts `Map`.
 */
import type * as z from 'zod';
import type { Operations } from '../service/operations/index.ts';
import type { ErrorCode } from '../service/errors.ts';
import { decodeWire, encodeWire } from '../domain/wire.ts';

export type OperationName = keyof Operations;
type Schemas<N extends OperationName> = Operations[N] extends {
  input: infer I extends z.ZodType;
  output: infer O extends z.ZodType;
}
  ? { input: I; output: O }
  : never;
export type Input<N extends OperationName> = z.input<Schemas<N>['input']>;
export type Output<N extends OperationName> = z.output<Schemas<N>['output']>;

type MethodName<N extends string> = N extends `${infer First}${infer Rest}`
  ? `${Lowercase<First>}${Rest}`
  : N;

export interface CallOptions {
  readonly signal?: AbortSignal;
}

export type Client = {
  readonly [N in OperationName as MethodName<N>]: (
    input: Input<N>,
    options?: CallOptions,
  ) => Promise<Output<N>>;
} & {
  /** By name: what the query layer uses. */
  readonly call: <N extends OperationName>(
    name: N,
    input: Input<N>,
    options?: CallOptions,
  ) => Promise<Output<N>>;
};

/** A refusal of the service, or a failure to reach it (`code` NetworkError). */
export class KeydeskError extends Error {
  readonly code: ErrorCode | 'NetworkError' | 'UnreadableAnswer';
  readonly status: number;
  /** Names the event of this request in the log; undefined when no answer came. */
  readonly requestId: string | undefined;
  constructor(code: KeydeskError['code'], message: string, status: number, requestId: string | undefined) {
    super(message);
    this.name = 'KeydeskError';
    this.code = code;
    this.status = status;
    this.requestId = requestId;
  }
}

export interface ClientOptions {
  /** Default: the page's own origin. */
  readonly baseUrl?: string;
  readonly fetch?: typeof fetch;
}

/** What to say where AWS KMS answers without a message. */
const SILENT =
  'The ciphertext cannot be opened: it was altered, made elsewhere, or belongs to another encryption context.';

async function send(
  options: ClientOptions,
  name: string,
  input: unknown,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  const run = options.fetch ?? fetch;
  let response: Response;
  try {
    response = await run(`${options.baseUrl ?? ''}/api/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-keydesk': '1' },
      body: JSON.stringify(encodeWire(input)),
      credentials: 'same-origin',
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new KeydeskError(
      'NetworkError',
      'Keydesk cannot be reached. Is it running, and are you online?',
      0,
      undefined,
    );
  }
  const requestId = response.headers.get('x-amzn-requestid') ?? undefined;
  let body: unknown;
  try {
    body = await response.json();
  } catch {
    throw new KeydeskError(
      'UnreadableAnswer',
      'The answer could not be read. Something between you and Keydesk may have changed it.',
      response.status,
      requestId,
    );
  }
  const members = body as Record<string, unknown>; // the service answers objects only
  if (response.ok) return decodeWire(members);
  const message =
    typeof members['message'] === 'string' && members['message'] !== '' ? members['message'] : SILENT;
  throw new KeydeskError(
    (members['__type'] ?? 'UnreadableAnswer') as KeydeskError['code'],
    message,
    response.status,
    requestId,
  ); // the errors table
}

/** Methods are made when asked for: the names live in the types only, so the client weighs nothing. */
export function createClient(options: ClientOptions = {}): Client {
  const call = (name: string, input: unknown, { signal }: CallOptions = {}): Promise<unknown> =>
    send(options, name, input, signal);
  return new Proxy({} as Client, {
    get(_, method: string) {
      if (method === 'call') return call;
      return (input: unknown, callOptions?: CallOptions) =>
        call(method.charAt(0).toUpperCase() + method.slice(1), input, callOptions);
    },
  });
}
