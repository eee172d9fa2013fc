/**
 * The received bytes, capped before anything looks at them. Read from Node's own request: going through `Request` would make a web
 * stream and an abort signal for every call (a quarter of the main thread's time under load).
 */
import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { ServiceError } from '../../../service/errors.ts';

/** The largest legal request is PutKeyPolicy with 131,072 escaped characters. */
const MOST_BODY = 1024 * 1024;

/** Of what anybody may ask (a sign-in, a one-time link): parsing is work for nobody, and names and passwords are short. */
export const MOST_PUBLIC_BODY = 8 * 1024;

const tooLarge = (most: number): ServiceError =>
  new ServiceError(
    'RequestEntityTooLargeException',
    `The body is larger than ${most === MOST_BODY ? '1 MiB' : `${most / 1024} KiB`}.`,
  );

/** Bodies of up to this much are not counted: what one network holds of them is bounded by its connections. */
const SMALL = 16 * 1024;
const MOST_OF_A_NETWORK = 16 * 1024 * 1024;
const MOST_OF_ALL = 128 * 1024 * 1024;

/** How much memory bodies may take that are not here in full, so that nobody is verified for them yet. */
export class BodyRoom {
  readonly #held = new Map<string, number>();
  #all = 0;

  /** Takes room; false when there is none. */
  take(network: string, bytes: number): boolean {
    const its = (this.#held.get(network) ?? 0) + bytes;
    if (its > MOST_OF_A_NETWORK || this.#all + bytes > MOST_OF_ALL) return false;
    this.#held.set(network, its);
    this.#all += bytes;
    return true;
  }

  free(network: string, bytes: number): void {
    if (bytes === 0) return;
    const left = (this.#held.get(network) ?? 0) - bytes;
    if (left > 0) this.#held.set(network, left);
    else this.#held.delete(network);
    this.#all -= bytes;
  }

  get held(): number {
    return this.#all;
  }
}

const noRoom = (): ServiceError =>
  new ServiceError(
    'TooManyRequestsException',
    'Too many large requests are on their way at once. Try again in a second.',
    { retryAfter: 1 },
  );

/**
 * Rejects with RequestEntityTooLargeException before the body is read (by its declared length) or as soon as it has grown too large, and
 * with TooManyRequestsException when it would take more room than its network has.
 */
export function readRawBody(
  incoming: IncomingMessage,
  room: BodyRoom,
  network: string,
  most = MOST_BODY,
): Promise<Uint8Array> {
  let taken = 0;
  return reading(incoming, most, (length) => {
    if (length <= SMALL) return true;
    const got = room.take(network, length - taken);
    if (got) taken = length;
    return got;
  }).finally(() => room.free(network, taken));
}

function reading(
  incoming: IncomingMessage,
  most: number,
  mayHold: (length: number) => boolean,
): Promise<Uint8Array> {
  return new Promise((done, fail) => {
    const refuse = (error: ServiceError): void => {
      incoming.removeAllListeners('data');
      incoming.resume();
      fail(error);
    };
    if (Number(incoming.headers['content-length'] ?? 0) > most) {
      fail(tooLarge(most));
      return;
    }
    // One buffer that grows: a body sent in one-byte chunks must not cost an object for each.
    let body = Buffer.alloc(0);
    let size = 0;
    incoming.on('data', (part: Buffer) => {
      const needed = size + part.length;
      if (needed > most) {
        refuse(tooLarge(most));
        return;
      }
      if (needed > body.length) {
        // The usual request is one part, which is copied once into a buffer of its own size.
        const larger = Buffer.allocUnsafe(size === 0 ? needed : Math.min(most, Math.max(1024, 2 * needed)));
        if (!mayHold(larger.length)) {
          refuse(noRoom());
          return;
        }
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
