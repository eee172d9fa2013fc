/**
 * The received bytes, capped before anything looks at them. Read from Node's own request: going through `Request` would make a web
 * stream and an abort signal for every call (a quarter of the main thread's time under load).
 */
import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { ServiceError } from '../../../service/errors.ts';

/** The largest legal request is PutKeyPolicy with 131,072 escaped characters. */
const MOST_BODY = 1024 * 1024;

const tooLarge = (): ServiceError =>
  new ServiceError('RequestEntityTooLargeException', 'The body is larger than 1 MiB.');

/** Rejects with RequestEntityTooLargeException before the body is read (by its declared length) or as soon as it has grown too large. */
export function readRawBody(incoming: IncomingMessage): Promise<Uint8Array> {
  return new Promise((done, fail) => {
    if (Number(incoming.headers['content-length'] ?? 0) > MOST_BODY) {
      fail(tooLarge());
      return;
    }
    // One buffer that grows: a body sent in one-byte chunks must not cost an object for each.
    let body = Buffer.alloc(0);
    let size = 0;
    incoming.on('data', (part: Buffer) => {
      const needed = size + part.length;
      if (needed > MOST_BODY) {
        incoming.removeAllListeners('data');
        incoming.resume();
        fail(tooLarge());
        return;
      }
      if (needed > body.length) {
        // The usual request is one part, which is copied once into a buffer of its own size.
        const larger = Buffer.allocUnsafe(
          size === 0 ? needed : Math.min(MOST_BODY, Math.max(1024, 2 * needed)),
        );
        body.copy(larger, 0, 0, size);
        body = larger;
      }
      part.copy(body, size);
      size = needed;
    });
    incoming.on('end', () => done(body.subarray(0, size)));
    // A client that hangs up is its own fault, and no error of ours.
    const endedEarly = (): void => {
      if (!incoming.complete) fail(new ServiceError('SerializationException', 'The body ended early.'));
    };
    incoming.on('error', endedEarly);
    incoming.on('close', endedEarly);
  });
}

/** The text of a body. Throws SerializationException for bytes that are not UTF-8 (a lenient decoder would make two bodies equal). */
export function bodyText(body: Uint8Array): string {
  if (!isUtf8(body)) throw new ServiceError('SerializationException', 'The body is not UTF-8.');
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
}
