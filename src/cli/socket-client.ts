/** Commands that change a running desk go through its Unix socket, named in the data directory. */
import { readFileSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { serverSentEvents } from '../client/stream.ts';

export class UnreachableError extends Error {
  /** The desk had begun to answer: it was there. */
  readonly hadBegun: boolean;
  constructor(message: string, hadBegun = false) {
    super(message);
    this.hadBegun = hadBegun;
  }
}

export class RefusedError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

function pathOf(dataDirectory: string): string {
  try {
    return readFileSync(join(dataDirectory, 'socket'), 'utf8').trim();
  } catch {
    throw new UnreachableError(
      `No desk has run in ${dataDirectory}. Start it with "npm start", or set KEYDESK_DATA to its directory.`,
    );
  }
}

/** Opens the answer of one operation on the running desk. Rejects with UnreachableError. `signal` ends it, the answer too. */
function ask(
  dataDirectory: string,
  operation: string,
  input: unknown,
  signal?: AbortSignal,
): Promise<IncomingMessage> {
  const socketPath = pathOf(dataDirectory);
  return new Promise((done, fail) => {
    const sent = request(
      {
        socketPath,
        path: `/api/${operation}`,
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        ...(signal === undefined ? {} : { signal }),
      },
      done,
    );
    sent.on('error', () =>
      fail(new UnreachableError(`The desk in ${dataDirectory} is not running. Start it with "npm start".`)),
    );
    sent.end(JSON.stringify(input));
  });
}

/** What the desk could not foresee is in its own log, under the request. */
function refusedBy(body: Record<string, unknown>, { headers }: IncomingMessage): RefusedError {
  const code = String(body['__type']);
  const id = code === 'KMSInternalException' ? headers['x-amzn-requestid'] : undefined;
  const said = typeof body['message'] === 'string' ? body['message'] : code;
  return new RefusedError(code, typeof id === 'string' ? `${said} (request ${id})` : said);
}

/**
 * The messages of a stream of the running desk. Throws UnreachableError or RefusedError; who stops reading ends it. `signal` ends it at once,
 * whatever the desk is doing.
 */
export async function* streamDesk(
  dataDirectory: string,
  operation: string,
  input: unknown,
  signal: AbortSignal,
): AsyncGenerator<Record<string, unknown>, void> {
  const response = await ask(dataDirectory, operation, input, signal);
  const lost = (): UnreachableError =>
    new UnreachableError(`The desk in ${dataDirectory} ended before it had finished.`, true);
  try {
    if (response.statusCode !== 200) throw refusedBy(await bodyOf(response), response);
    // Node's own form of the same stream.
    const body = Readable.toWeb(response) as ReadableStream<Uint8Array>;
    for await (const { event, data } of serverSentEvents(body)) {
      const message = JSON.parse(data) as Record<string, unknown>; // the desk's own message
      if (event === 'end') throw refusedBy(message, response);
      yield message;
    }
  } catch (error) {
    throw error instanceof RefusedError || error instanceof UnreachableError ? error : lost();
  } finally {
    response.destroy();
  }
}

async function bodyOf(response: IncomingMessage): Promise<Record<string, unknown>> {
  const parts: Buffer[] = [];
  for await (const part of response as AsyncIterable<Buffer>) parts.push(part);
  return JSON.parse(Buffer.concat(parts).toString('utf8')) as Record<string, unknown>; // the desk's own answer
}

/** One operation on the running desk. Rejects with UnreachableError or RefusedError. */
export async function callDesk(
  dataDirectory: string,
  operation: string,
  input: unknown,
): Promise<Record<string, unknown>> {
  const response = await ask(dataDirectory, operation, input);
  const body = await bodyOf(response);
  if (response.statusCode !== 200) throw refusedBy(body, response);
  return body;
}
