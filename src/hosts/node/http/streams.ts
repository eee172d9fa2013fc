/**
 * Streams of messages as server-sent events in the answer to a POST. To the console: one of each operation a session, ended with it and
 * with the desk. To the socket: as many as are asked for, ended with the desk.
 */
import type { ServerResponse } from 'node:http';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Context } from 'hono';
import type { Dispatch } from '../../../service/dispatch/dispatch.ts';
import { ServiceError } from '../../../service/errors.ts';
import { EVENT_STREAM_TYPE, eventStream } from '../../../service/event-stream.ts';
import type { Call, StreamOperation } from '../../../service/operation.ts';

import type { Env } from './context.ts';

const HEADERS = {
  'content-type': EVENT_STREAM_TYPE,
  'cache-control': 'no-store',
  // Kept alive, it would be waited for when the desk stops.
  connection: 'close',
  // A proxy that gathers answers would hold the messages back.
  'x-accel-buffering': 'no',
};

const REPLACED =
  'This session opened another live view, and there is one a session. Continue here to take it back.';

export class Streams {
  readonly #dispatch: Dispatch;
  readonly #open = new Map<string, AbortController>();
  #closed = false;

  constructor(dispatch: Dispatch) {
    this.#dispatch = dispatch;
  }

  /** Ends every stream, and opens none any more: the desk stops. */
  close(): void {
    this.#closed = true;
    for (const controller of this.#open.values()) controller.abort();
  }

  /** The answer that streams. Rejects with ServiceError for what is refused before the first message. */
  async open(
    c: Context<Env>,
    operation: StreamOperation,
    call: Call,
    members: () => Readonly<Record<string, unknown>>,
  ): Promise<Response> {
    const body = await this.#begin(c.env.outgoing, operation, call, members);
    return c.body(body, 200, { ...HEADERS, 'x-amzn-requestid': call.requestId });
  }

  /** The same to the socket; resolves when it has ended. */
  async send(
    outgoing: ServerResponse,
    operation: StreamOperation,
    call: Call,
    members: () => Readonly<Record<string, unknown>>,
  ): Promise<void> {
    const body = await this.#begin(outgoing, operation, call, members);
    outgoing.writeHead(200, { ...HEADERS, 'x-amzn-requestid': call.requestId });
    // Who asked has gone: the stream has been told.
    await pipeline(body as unknown as AsyncIterable<Uint8Array>, outgoing).catch(() => undefined); // Node's streams are iterable; the browser's type does not say so
  }

  async #begin(
    outgoing: Writable,
    operation: StreamOperation,
    call: Call,
    members: () => Readonly<Record<string, unknown>>,
  ): Promise<ReadableStream<Uint8Array>> {
    const place = `${call.sessionId ?? call.requestId} ${operation.name}`;
    const controller = new AbortController();
    // Nobody reads: whoever does not take what was written is not waited for.
    controller.signal.addEventListener('abort', () => setTimeout(() => outgoing.destroy(), 1_000).unref());
    outgoing.once('close', () => controller.abort());
    const messages = await this.#dispatch.open(operation, { ...call, signal: controller.signal }, members);
    this.#open.get(place)?.abort(new ServiceError('StreamReplacedException', REPLACED));
    this.#open.set(place, controller);
    if (this.#closed) controller.abort();
    const ended = (): void => {
      if (this.#open.get(place) === controller) this.#open.delete(place);
    };
    return eventStream(messages, { ended, gone: () => controller.abort() });
  }
}
