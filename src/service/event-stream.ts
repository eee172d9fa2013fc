/** Messages as server-sent events: the body of an answer that streams, whatever host sends it. */
import { wireError, type ServiceError } from './errors.ts';
import { asServiceError } from './wire-answer.ts';

export const EVENT_STREAM_TYPE = 'text/event-stream';

const encoder = new TextEncoder();
const message = (output: unknown): Uint8Array => encoder.encode(`data: ${JSON.stringify(output)}\n\n`);
/** A stream that ends without this was cut: the reader asks again. */
const ending = (error: ServiceError): Uint8Array =>
  encoder.encode(`event: end\ndata: ${JSON.stringify(wireError(error).body)}\n\n`);

/** `ended`: no message follows, whoever ended it; `gone`: because nobody reads any more. */
export function eventStream(
  messages: AsyncGenerator<unknown, void>,
  { ended, gone }: { readonly ended: () => void; readonly gone: () => void },
): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    async pull(sink) {
      try {
        const { done, value } = await messages.next();
        if (done !== true) return sink.enqueue(message(value));
      } catch (error) {
        sink.enqueue(ending(asServiceError(error)));
      }
      ended();
      sink.close();
    },
    async cancel() {
      ended();
      gone();
      await messages.return();
    },
  });
}
