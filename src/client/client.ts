/**
 * The typed client: one method an operation, inferred from the service's own schemas by `import type`, so that no shape is written
 * twice. Blobs are `Uint8Array`, timestamps `Date`, encryption contexts `Map`.
 */
import type * as z from 'zod';
import type { Operations } from '../service/operations/index.ts';
import type { ErrorCode } from '../service/errors.ts';
import { decodeWire, encodeWire } from '../domain/wire.ts';
import { reconnecting, serverSentEvents, type StreamOptions } from './stream.ts';

/** Operations that answer message after message. */
export type StreamName = {
  [N in keyof Operations]: Operations[N] extends { readonly on: 'stream' } ? N : never;
}[keyof Operations];
/** Operations that answer once. */
export type OperationName = Exclude<keyof Operations, StreamName>;
type Schemas<N extends keyof Operations> = Operations[N] extends {
  input: infer I extends z.ZodType;
  output: infer O extends z.ZodType;
}
  ? { input: I; output: O }
  : never;
export type Input<N extends keyof Operations> = z.input<Schemas<N>['input']>;
export type Output<N extends keyof Operations> = z.output<Schemas<N>['output']>;

type MethodName<N extends string> = N extends `${infer First}${infer Rest}`
  ? `${Lowercase<First>}${Rest}`
  : N;

export interface CallOptions {
  readonly signal?: AbortSignal;
  /** Told of a successful answer before it is returned. `requestId` names its event in the log. */
  readonly onAnswer?: (answer: { readonly requestId: string | undefined }) => void;
}

export type Client = {
  readonly [N in OperationName as MethodName<N>]: (
    input: Input<N>,
    options?: CallOptions,
  ) => Promise<Output<N>>;
} & {
  /**
   * Events as they are recorded, until `signal` aborts; when the connection is cut it goes on by itself after the last event seen. Throws
   * KeydeskError when the desk refuses: the session ended, the permission is gone, or another tab of this session took the stream.
   */
  readonly tailAuditEvents: (
    input: Input<'TailAuditEvents'>,
    options?: StreamOptions,
  ) => AsyncGenerator<Output<'TailAuditEvents'>, void>;
  /**
   * The doctor's messages as it looks at the desk, until it has ended; `signal` ends it early. Runs once: a connection that is cut is an
   * error, since going on would be another run. Throws KeydeskError.
   */
  readonly runDoctor: (
    input: Input<'RunDoctor'>,
    options?: { readonly signal?: AbortSignal },
  ) => AsyncGenerator<Output<'RunDoctor'>, void>;
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

/** The answer, whatever its status. Rejects with KeydeskError NetworkError, or as aborted. */
async function post(
  options: ClientOptions,
  name: string,
  input: unknown,
  signal: AbortSignal | undefined,
): Promise<Response> {
  const run = options.fetch ?? fetch;
  try {
    return await run(`${options.baseUrl ?? ''}/api/${name}`, {
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
}

async function send(
  options: ClientOptions,
  name: string,
  input: unknown,
  { signal, onAnswer }: CallOptions,
): Promise<unknown> {
  const response = await post(options, name, input, signal);
  const output = await answerOf(response);
  onAnswer?.({ requestId: requestIdOf(response) });
  return output;
}

const requestIdOf = (response: Response): string | undefined =>
  response.headers.get('x-amzn-requestid') ?? undefined;

/** Members of an answer of 200. Rejects with KeydeskError: what was refused, or that nobody can read it. */
export async function answerOf(response: Response): Promise<unknown> {
  const requestId = requestIdOf(response);
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
  throw toError(members, response.status, requestId);
}

function toError(
  members: Readonly<Record<string, unknown>>,
  status: number,
  requestId: string | undefined,
): KeydeskError {
  const message =
    typeof members['message'] === 'string' && members['message'] !== '' ? members['message'] : SILENT;
  const code = (members['__type'] ?? 'UnreadableAnswer') as KeydeskError['code']; // the errors table
  return new KeydeskError(code, message, status, requestId);
}

/** Not the desk's last word: nobody could be reached, or the desk (or a proxy before it) cannot just now. */
const isPassing = (error: unknown): boolean =>
  error instanceof KeydeskError
    ? error.code === 'NetworkError' || error.status >= 500
    : error instanceof TypeError;

/** The body of an answer that streams. Rejects with KeydeskError. */
async function openStream(
  options: ClientOptions,
  name: StreamName,
  input: unknown,
  signal: AbortSignal | undefined,
): Promise<ReadableStream<Uint8Array>> {
  const response = await post(options, name, input, signal);
  if (response.ok && response.body !== null) return response.body;
  const members: unknown = await response.json().catch(() => ({}));
  throw toError(members as Record<string, unknown>, response.status, requestIdOf(response)); // the service answers objects only
}

/** A message of its event; throws the refusal of an `end`. */
function messageOf<N extends StreamName>({
  event,
  data,
}: {
  readonly event: string;
  readonly data: string;
}): Output<N> {
  const members = JSON.parse(data) as Record<string, unknown>; // the service sends objects only
  if (event === 'end') throw toError(members, 400, undefined);
  return decodeWire(members) as Output<N>; // the operation's schema
}

function tail(options: ClientOptions, input: Input<'TailAuditEvents'>, streamOptions: StreamOptions = {}) {
  const open = (After: number | undefined, signal: AbortSignal | undefined) =>
    openStream(options, 'TailAuditEvents', { ...input, After }, signal);
  return reconnecting(open, messageOf<'TailAuditEvents'>, isPassing, streamOptions, input.After);
}

async function* doctor(
  options: ClientOptions,
  input: Input<'RunDoctor'>,
  { signal }: { readonly signal?: AbortSignal } = {},
): AsyncGenerator<Output<'RunDoctor'>, void> {
  for await (const event of serverSentEvents(await openStream(options, 'RunDoctor', input, signal))) {
    const message = messageOf<'RunDoctor'>(event);
    yield message;
    if (message.Diagnosis !== undefined) return;
  }
  throw new KeydeskError(
    'NetworkError',
    'The connection was cut before the doctor had finished.',
    0,
    undefined,
  );
}

/** Methods are made when asked for: the names live in the types only, so the client weighs nothing. */
export function createClient(options: ClientOptions = {}): Client {
  const call = (name: string, input: unknown, callOptions: CallOptions = {}): Promise<unknown> =>
    send(options, name, input, callOptions);
  return new Proxy({} as Client, {
    get(_, method: string) {
      if (method === 'call') return call;
      if (method === 'tailAuditEvents')
        return (input: Input<'TailAuditEvents'>, streamOptions?: StreamOptions) =>
          tail(options, input, streamOptions);
      if (method === 'runDoctor')
        return (input: Input<'RunDoctor'>, runOptions?: { readonly signal?: AbortSignal }) =>
          doctor(options, input, runOptions);
      return (input: unknown, callOptions?: CallOptions) =>
        call(method.charAt(0).toUpperCase() + method.slice(1), input, callOptions);
    },
  });
}
