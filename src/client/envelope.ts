/**
 * Envelope encryption on this side of the wire: a data key from the desk, the payload encrypted here, the wrapped key kept with it. The
 * plaintext data key is overwritten as soon as WebCrypto holds it, non-extractable. The same in a browser and in Node.
 */
import {
  CHUNK_BYTES,
  chunkNonce,
  EnvelopeError,
  envelopeData,
  formatStreamHeader,
  holdsContext,
  isChunkSize,
  MOST_HEADER_BYTES,
  NONCE_BYTES,
  parseStreamHeader,
  PREFIX_BYTES,
  streamData,
  TAG_BYTES,
  type Envelope,
  type EnvelopeHeader,
  type StreamHeader,
} from '../domain/envelope/envelope-file.ts';
import { concat } from '../domain/bytes.ts';
import { EMPTY_CONTEXT, type EncryptionContext } from '../domain/keys/encryption-context.ts';

/** What is asked of the desk: of the typed client, or of any other client of AWS KMS. */
export interface EnvelopeKms {
  readonly generateDataKey: (input: {
    readonly KeyId: string;
    readonly KeySpec: 'AES_256';
    readonly EncryptionContext: EncryptionContext;
  }) => Promise<{
    readonly Plaintext: Uint8Array;
    readonly CiphertextBlob: Uint8Array;
    readonly KeyId: string;
  }>;
  readonly decrypt: (input: {
    readonly CiphertextBlob: Uint8Array;
    readonly EncryptionContext: EncryptionContext;
  }) => Promise<{ readonly Plaintext: Uint8Array }>;
}

export interface Sealing extends Using {
  /** Id, ARN or alias of the master key. */
  readonly keyId: string;
  readonly context?: EncryptionContext;
}

export interface Opening extends Using {
  /** Pairs that the envelope's context must hold: what the caller knows the payload to be of. */
  readonly expect?: EncryptionContext;
}

/** AES-256-GCM with one data key; results are ciphertext ‖ tag, and the caller's own. */
export interface PayloadCipher {
  seal(nonce: Uint8Array, additional: Uint8Array, plaintext: Uint8Array): Uint8Array | Promise<Uint8Array>;
  /** Null when the tag does not fit. */
  open(
    nonce: Uint8Array,
    additional: Uint8Array,
    ciphertext: Uint8Array,
  ): Uint8Array | null | Promise<Uint8Array | null>;
}
/** Takes a data key and keeps it where it cannot be read. Its bytes stay the caller’s, who overwrites them. */
export type CipherFor = (dataKey: Uint8Array) => PayloadCipher | Promise<PayloadCipher>;

interface Using {
  /** Default: WebCrypto. A host with something faster gives its own. */
  readonly cipher?: CipherFor;
}

/** The JSON form holds the payload in memory three times over, as bytes and as text. */
export const MOST_ENVELOPE_BYTES = 64 * 1024 * 1024;

/** Chunks that are encrypted or decrypted at the same time: enough to keep WebCrypto's threads at work, few enough to hold. */
const AT_ONCE = 4;

/** `AES_256`. */
const DATA_KEY_BYTES = 32;

type Bytes = Uint8Array<ArrayBuffer>;
/** WebCrypto takes no shared memory. */
const own = (bytes: Uint8Array): Bytes =>
  bytes.buffer instanceof ArrayBuffer ? (bytes as Bytes) : new Uint8Array(bytes);

const gcm = (nonce: Uint8Array, additional: Uint8Array): AesGcmParams => ({
  name: 'AES-GCM',
  iv: own(nonce),
  additionalData: own(additional),
  tagLength: TAG_BYTES * 8,
});

/** WebCrypto's, with a key that cannot be exported. */
export const webCryptoCipher: CipherFor = async (dataKey) => {
  const { subtle } = crypto;
  const key = await subtle.importKey('raw', own(dataKey), 'AES-GCM', false, ['encrypt', 'decrypt']);
  return {
    seal: async (nonce, additional, plaintext) =>
      new Uint8Array(await subtle.encrypt(gcm(nonce, additional), key, own(plaintext))),
    open: async (nonce, additional, ciphertext) => {
      try {
        return new Uint8Array(await subtle.decrypt(gcm(nonce, additional), key, own(ciphertext)));
      } catch (error) {
        if (error instanceof DOMException && error.name === 'OperationError') return null;
        throw error;
      }
    },
  };
};

/** The key can be used from now on; its bytes are gone. */
async function take(dataKey: Uint8Array, { cipher = webCryptoCipher }: Using): Promise<PayloadCipher> {
  try {
    if (dataKey.length !== DATA_KEY_BYTES)
      throw new EnvelopeError(
        'MALFORMED',
        'The wrapped key is not one of 256 bits: no envelope was made with it.',
      );
    return await cipher(dataKey);
  } finally {
    dataKey.fill(0);
  }
}

async function mint(
  kms: EnvelopeKms,
  sealing: Sealing,
): Promise<{ readonly header: EnvelopeHeader; readonly cipher: PayloadCipher }> {
  const { keyId, context = EMPTY_CONTEXT } = sealing;
  const made = await kms.generateDataKey({ KeyId: keyId, KeySpec: 'AES_256', EncryptionContext: context });
  const cipher = await take(made.Plaintext, sealing);
  return { header: { keyId: made.KeyId, wrappedKey: made.CiphertextBlob, context }, cipher };
}

/** Nothing is asked of the desk for an envelope that is not the one expected. Throws EnvelopeError OTHER_CONTEXT. */
async function unwrap(kms: EnvelopeKms, header: EnvelopeHeader, opening: Opening): Promise<PayloadCipher> {
  if (!holdsContext(header.context, opening.expect ?? EMPTY_CONTEXT))
    throw new EnvelopeError(
      'OTHER_CONTEXT',
      'The envelope belongs to another encryption context than the one expected.',
    );
  const { wrappedKey, context } = header;
  const { Plaintext } = await kms.decrypt({ CiphertextBlob: wrappedKey, EncryptionContext: context });
  return take(Plaintext, opening);
}

const ALTERED =
  'The envelope was altered since it was made, or cut off: a tag does not fit. Nothing of it can be trusted.';
const altered = (): EnvelopeError => new EnvelopeError('ALTERED', ALTERED);

/** A payload in memory, in the JSON form. Throws EnvelopeError TOO_LARGE, and what `kms` throws. */
export async function encryptEnvelope(
  kms: EnvelopeKms,
  sealing: Sealing,
  plaintext: Uint8Array,
): Promise<Envelope> {
  if (plaintext.length > MOST_ENVELOPE_BYTES)
    throw new EnvelopeError(
      'TOO_LARGE',
      'The payload is larger than 64 MiB: use the streaming form, which needs no memory for it.',
    );
  const { header, cipher } = await mint(kms, sealing);
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  return { ...header, nonce, ciphertext: await cipher.seal(nonce, envelopeData(header), plaintext) };
}

/** The payload. Throws EnvelopeError, and what `kms` throws. */
export async function decryptEnvelope(
  kms: EnvelopeKms,
  envelope: Envelope,
  opening: Opening = {},
): Promise<Uint8Array> {
  const cipher = await unwrap(kms, envelope, opening);
  const plaintext = await cipher.open(envelope.nonce, envelopeData(envelope), envelope.ciphertext);
  if (plaintext === null) throw altered();
  return plaintext;
}

/** One part is taken as it is: a source gives its parts away. */
const joined = (parts: readonly Uint8Array[]): Uint8Array =>
  parts.length === 1 ? parts[0]! : concat(...parts); // there is one

/** The bytes of a source in pieces of `size`, however they come; the last is shorter, or empty when there are none. `last` knows itself. */
async function* pieces(
  source: AsyncIterable<Uint8Array>,
  size: number,
): AsyncGenerator<{ readonly bytes: Uint8Array; readonly last: boolean }, void> {
  let held: Uint8Array[] = [];
  let length = 0;
  for await (const part of source) {
    for (let at = 0; at < part.length;) {
      // A full piece goes out when it is known that more follows it.
      if (length === size) {
        yield { bytes: joined(held), last: false };
        held = [];
        length = 0;
      }
      const take = part.subarray(at, at + size - length);
      held.push(take);
      length += take.length;
      at += take.length;
    }
  }
  yield { bytes: joined(held), last: true };
}

/** `work` on what comes, several at a time, given out in order. */
async function* inOrder<T, R>(
  source: AsyncIterable<T>,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R, void> {
  const under: Promise<R>[] = [];
  try {
    for await (const item of source) {
      const result = work(item);
      // A failure is heard when its turn comes, and is not unheard until then.
      result.catch(() => {});
      under.push(result);
      if (under.length >= AT_ONCE) yield await under.shift()!; // there are AT_ONCE
    }
    while (under.length > 0) yield await under.shift()!; // as above
  } finally {
    await Promise.allSettled(under);
  }
}

/**
 * The streaming form of a payload of any size: bytes of the file, piece by piece. Throws what `kms` throws, before any byte.
 */
export async function* encryptEnvelopeStream(
  kms: EnvelopeKms,
  { chunkBytes = CHUNK_BYTES, ...sealing }: Sealing & { readonly chunkBytes?: number },
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void> {
  if (!isChunkSize(chunkBytes)) throw new RangeError('chunkBytes is not a size of a chunk');
  const { header: made, cipher } = await mint(kms, sealing);
  const noncePrefix = crypto.getRandomValues(new Uint8Array(PREFIX_BYTES));
  const header: StreamHeader = { ...made, noncePrefix, chunkBytes };
  const additional = streamData(header);
  yield formatStreamHeader(header);
  let place = 0;
  yield* inOrder(pieces(source, chunkBytes), async ({ bytes, last }) =>
    cipher.seal(chunkNonce(noncePrefix, place++, last), additional, bytes),
  );
}

const LINE_END = 0x0a;

/** The first line, and what follows it. Throws EnvelopeError. */
async function split(source: AsyncIterator<Uint8Array>): Promise<{ line: Uint8Array; rest: Uint8Array }> {
  let head: Uint8Array = new Uint8Array();
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop -- a source is read part by part
    const { done, value } = await source.next();
    if (done === true) {
      // Says what it is that has no line: empty, of the other form, or something else.
      parseStreamHeader(head);
      throw new EnvelopeError('TRUNCATED', 'The envelope ends within its first line: it was cut off.');
    }
    const from = head.length;
    head = concat(head, value);
    const end = head.indexOf(LINE_END, from);
    if (end !== -1) return { line: head.subarray(0, end), rest: head.subarray(end + 1) };
    if (head.length > MOST_HEADER_BYTES)
      throw new EnvelopeError('NOT_AN_ENVELOPE', 'The file is not an envelope: its first line is too long.');
  }
}

async function* following(
  first: Uint8Array,
  source: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array, void> {
  yield first;
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop -- as above
    const { done, value } = await source.next();
    if (done === true) return;
    yield value;
  }
}

/**
 * The payload of the streaming form, chunk by chunk. Each was checked before it is given out, that the file is whole is known at the
 * end only: what was written down before a failure is to be thrown away. Throws EnvelopeError, and what `kms` throws.
 */
export async function* decryptEnvelopeStream(
  kms: EnvelopeKms,
  source: AsyncIterable<Uint8Array>,
  opening: Opening = {},
): AsyncGenerator<Uint8Array, void> {
  const parts = source[Symbol.asyncIterator]();
  try {
    const { line, rest } = await split(parts);
    const header = parseStreamHeader(line);
    const cipher = await unwrap(kms, header, opening);
    const additional = streamData(header);
    const openAt = async (bytes: Uint8Array, place: number, last: boolean): Promise<Uint8Array | null> =>
      cipher.open(chunkNonce(header.noncePrefix, place, last), additional, bytes);
    let next = 0;
    yield* inOrder(pieces(following(rest, parts), header.chunkBytes + TAG_BYTES), async ({ bytes, last }) => {
      const place = next++;
      const plaintext = await openAt(bytes, place, last);
      if (plaintext !== null) return plaintext;
      // A chunk that opens as one of the middle was not meant to be the last.
      if (last && (bytes.length === 0 || (await openAt(bytes, place, false)) !== null))
        throw new EnvelopeError('TRUNCATED', 'The envelope was cut off: its last chunks are missing.');
      throw altered();
    });
  } finally {
    await parts.return?.();
  }
}
