/** Streams of messages to the console, as server-sent events in the answer to a POST: one a session, ended with it and with the desk. */
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
    const session = call.sessionId ?? '';
    const controller = new AbortController();
    const { outgoing } = c.env;
    // Nobody reads: whoever does not take what was written is not waited for.
    controller.signal.addEventListener('abort', () => setTimeout(() => outgoing.destroy(), 1_000).unref());
    outgoing.once('close', () => controller.abort());
    const messages = await this.#dispatch.open(operation, { ...call, signal: controller.signal }, members);
    this.#open.get(session)?.abort(new ServiceError('StreamReplacedException', REPLACED));
    this.#open.set(session, controller);
    if (this.#closed) controller.abort();
    const ended = (): void => {
      if (this.#open.get(session) === controller) this.#open.delete(session);
    };
    const body = eventStream(messages, { ended, gone: () => controller.abort() });
    return c.body(body, 200, { ...HEADERS, 'x-amzn-requestid': call.requestId });
  }
}
