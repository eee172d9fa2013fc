/**
 * A stream that the desk answers with server-sent events: opened anew with growing pauses when it is cut, from where it stood. Read by
 * `fetch`, since the browser's EventSource can neither POST nor send our headers.
 */

/** One message; `Position` is where to go on after it. */
export interface StreamMessage {
  readonly Position: number;
}

export interface StreamOptions {
  readonly signal?: AbortSignal;
  /** `open` when messages come; `waiting` when the desk cannot be reached and it is tried again. */
  readonly onState?: (state: 'open' | 'waiting') => void;
  /** Milliseconds to wait before the n-th attempt in a row (1, 2, …). */
  readonly pause?: (attempt: number) => number;
}

/** Opens the stream after a position; rejects with why it could not. */
export type OpenStream = (
  after: number | undefined,
  signal: AbortSignal | undefined,
) => Promise<ReadableStream<Uint8Array>>;

const backOff = (attempt: number): number =>
  Math.min(30_000, 500 * 2 ** (attempt - 1)) * (0.75 + Math.random() / 2);

/** `event` and `data` of each server-sent event. Comments and other fields are skipped; what is cut off at the end is dropped. */
export async function* serverSentEvents(
  body: ReadableStream<Uint8Array>,
): AsyncGenerator<{ readonly event: string; readonly data: string }, void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      text += decoder.decode(value, { stream: true });
      for (let end: number; (end = text.indexOf('\n\n')) >= 0;) {
        const lines = text.slice(0, end).split('\n');
        text = text.slice(end + 2);
        const field = (name: string): string[] =>
          lines.filter((line) => line.startsWith(`${name}: `)).map((line) => line.slice(name.length + 2));
        const data = field('data').join('\n');
        if (data !== '') yield { event: field('event')[0] ?? 'message', data };
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

const pauseFor = (ms: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((done) => {
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', () => (clearTimeout(timer), done()), { once: true });
  });

/**
 * Messages until `signal` aborts or the desk refuses. `read` makes a message of its text, or throws the refusal of an `end`;
 * `isPassing` tells failures after which it is tried again. Throws what `open` and `read` throw else.
 */
export async function* reconnecting<M extends StreamMessage>(
  open: OpenStream,
  read: (event: { readonly event: string; readonly data: string }) => M,
  isPassing: (error: unknown) => boolean,
  { signal, onState, pause = backOff }: StreamOptions,
  after?: number,
): AsyncGenerator<M, void> {
  const stopped = (): boolean => signal?.aborted === true;
  let position = after;
  let attempt = 0;
  while (!stopped()) {
    try {
      for await (const event of serverSentEvents(await open(position, signal))) {
        const message = read(event);
        if (attempt >= 0) onState?.('open');
        attempt = -1;
        position = message.Position;
        yield message;
      }
    } catch (error) {
      if (stopped()) return;
      if (!isPassing(error)) throw error;
    }
    if (stopped()) return;
    attempt = Math.max(0, attempt) + 1;
    onState?.('waiting');
    await pauseFor(pause(attempt), signal);
  }
}
