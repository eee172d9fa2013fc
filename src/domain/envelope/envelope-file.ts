/**
 * The envelope as a file (docs/envelope-file.md): a payload encrypted with a data key of its own, and that data key, wrapped by a master
 * key, kept with it. Two forms: JSON for what fits in memory, and a stream of chunks behind a JSON line for what does not. Pure: this
 * is the form alone; who encrypts is the client.
 */
import { concat, fromBase64, fromUtf8, toBase64, u32be, utf8 } from '../bytes.ts';
import { JsonError, parseJsonValue } from '../json/parse-json.ts';
import { canonicalContext, checkContext, type EncryptionContext } from '../keys/encryption-context.ts';

export const ENVELOPE_FORMAT = 'keydesk-envelope/2';
export const STREAM_FORMAT = 'keydesk-envelope-stream/2';
export const ENVELOPE_MEDIA_TYPE = 'application/vnd.keydesk.envelope+json';
export const STREAM_MEDIA_TYPE = 'application/vnd.keydesk.envelope-stream';
/** AES-256-GCM with a 128-bit tag (NIST SP 800-38D), the only algorithm of this version. */
export const ALGORITHM = 'AES-256-GCM';
export const TAG_BYTES = 16;
export const NONCE_BYTES = 12;

/** A wrapped key of AWS KMS has at most 6144 bytes; so has one of ours. */
const MOST_WRAPPED_BYTES = 6144;
const MOST_KEY_ID = 2048;
/** The JSON line of a stream, in bytes: wrapped key and context at their largest, escaped, and room to spare. */
export const MOST_HEADER_BYTES = 128 * 1024;

/** What stands beside every payload. Nothing of it is secret; all of it is authenticated. */
export interface EnvelopeHeader {
  /** ARN of the master key that wrapped the data key, as the desk named it. */
  readonly keyId: string;
  /** `CiphertextBlob` of GenerateDataKey. */
  readonly wrappedKey: Uint8Array;
  readonly context: EncryptionContext;
}

/** The JSON form. */
export interface Envelope extends EnvelopeHeader {
  /** 96 bits, random; the data key encrypts nothing else. */
  readonly nonce: Uint8Array;
  /** Ciphertext ‖ tag. */
  readonly ciphertext: Uint8Array;
}

/** The first line of a stream. */
export interface StreamHeader extends EnvelopeHeader {
  /** 56 bits, random: the beginning of every chunk's nonce. */
  readonly noncePrefix: Uint8Array;
  /** Plaintext bytes of every chunk but the last. */
  readonly chunkBytes: number;
}

export type EnvelopeFault =
  | 'EMPTY'
  | 'NOT_AN_ENVELOPE'
  | 'OTHER_VERSION'
  | 'MALFORMED'
  | 'TOO_LARGE'
  | 'TRUNCATED'
  | 'ALTERED'
  | 'OTHER_CONTEXT';

/** Why an envelope cannot be read or opened, in a sentence for a person. It quotes nothing of the file. */
export class EnvelopeError extends Error {
  readonly code: EnvelopeFault;
  constructor(code: EnvelopeFault, message: string) {
    super(message);
    this.name = 'EnvelopeError';
    this.code = code;
  }
}

const measured = (bytes: Uint8Array): Uint8Array => concat(u32be(bytes.length), bytes);

/**
 * What the tag covers besides the payload: format, algorithm, key id and wrapped key, each as length u32be ‖ bytes; the size of a chunk
 * as u32be (0 in the JSON form); the context in its canonical bytes. An envelope whose parts were exchanged does not open.
 */
function additionalData(format: string, header: EnvelopeHeader, chunkBytes: number): Uint8Array {
  return concat(
    measured(utf8(format)),
    measured(utf8(ALGORITHM)),
    measured(utf8(header.keyId)),
    measured(header.wrappedKey),
    u32be(chunkBytes),
    canonicalContext(header.context),
  );
}

export const envelopeData = (header: EnvelopeHeader): Uint8Array =>
  additionalData(ENVELOPE_FORMAT, header, 0);
export const streamData = (header: StreamHeader): Uint8Array =>
  additionalData(STREAM_FORMAT, header, header.chunkBytes);

const headerMembers = (format: string, header: EnvelopeHeader) => ({
  format,
  algorithm: ALGORITHM,
  key_id: header.keyId,
  wrapped_key: toBase64(header.wrappedKey),
  // From entries: a name such as `__proto__` is a member like any other.
  context: Object.fromEntries(header.context),
});

/** JSON, indented, with a line's end. */
export const formatEnvelope = (envelope: Envelope): string =>
  `${JSON.stringify(
    {
      ...headerMembers(ENVELOPE_FORMAT, envelope),
      nonce: toBase64(envelope.nonce),
      ciphertext: toBase64(envelope.ciphertext),
    },
    null,
    2,
  )}\n`;

/** One line of JSON, with its end; the chunks follow. */
export const formatStreamHeader = (header: StreamHeader): Uint8Array =>
  utf8(
    `${JSON.stringify({
      ...headerMembers(STREAM_FORMAT, header),
      nonce_prefix: toBase64(header.noncePrefix),
      chunk_bytes: header.chunkBytes,
    })}\n`,
  );

type Members = Readonly<Record<string, unknown>>;

const malformed = (what: string): never => {
  throw new EnvelopeError('MALFORMED', `The envelope has no readable ${what}. It was edited, or cut off.`);
};

/** The members of a JSON object of this format. Duplicate members are refused: two readers could take two different ones. */
function membersOf(text: string, format: string): Members {
  if (text.trim() === '') throw new EnvelopeError('EMPTY', 'The file is empty: there is no envelope in it.');
  let value: unknown;
  try {
    value = parseJsonValue(text);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw new EnvelopeError(
      'NOT_AN_ENVELOPE',
      'The file is not an envelope: it is not JSON, or was cut off.',
    );
  }
  const members = typeof value === 'object' && value !== null ? (value as Members) : {};
  const found = members['format'];
  if (found === format) return members;
  const family = /^(keydesk-envelope(?:-stream)?)\/(\d{1,4})$/.exec(typeof found === 'string' ? found : '');
  if (family === null)
    throw new EnvelopeError('NOT_AN_ENVELOPE', 'The file is not an envelope of Keydesk: it names no format.');
  if (family[1] !== format.split('/')[0])
    throw new EnvelopeError('NOT_AN_ENVELOPE', 'The envelope is of the other form: JSON, or a stream.');
  throw new EnvelopeError(
    'OTHER_VERSION',
    `The envelope is of format version ${family[2]}; this release reads version 2. ${
      Number(family[2]) > 2
        ? 'A newer release made it, and opens it.'
        : 'An earlier example made it, and opens it.'
    }`,
  );
}

function bytesOf(members: Members, name: string, least: number, most: number): Uint8Array {
  const value = members[name];
  const bytes = typeof value === 'string' ? fromBase64(value) : undefined;
  return bytes === undefined || bytes.length < least || bytes.length > most ? malformed(name) : bytes;
}

function headerOf(members: Members): EnvelopeHeader {
  if (members['algorithm'] !== ALGORITHM) malformed('algorithm');
  const keyId = members['key_id'];
  if (typeof keyId !== 'string' || keyId === '' || keyId.length > MOST_KEY_ID || !keyId.isWellFormed())
    return malformed('key_id');
  const { context } = members;
  if (typeof context !== 'object' || context === null || Array.isArray(context)) return malformed('context');
  const pairs = Object.entries(context);
  if (!pairs.every((pair): pair is [string, string] => typeof pair[1] === 'string'))
    return malformed('context');
  const map = new Map(pairs);
  if (checkContext(map) !== null) return malformed('context');
  return { keyId, wrappedKey: bytesOf(members, 'wrapped_key', 1, MOST_WRAPPED_BYTES), context: map };
}

/** Throws EnvelopeError. What it accepts, `formatEnvelope` gives back with the same meaning. */
export function parseEnvelope(text: string): Envelope {
  const members = membersOf(text, ENVELOPE_FORMAT);
  return {
    ...headerOf(members),
    nonce: bytesOf(members, 'nonce', NONCE_BYTES, NONCE_BYTES),
    ciphertext: bytesOf(members, 'ciphertext', TAG_BYTES, Infinity),
  };
}

/** The first line of a stream, without its end. Throws EnvelopeError. */
export function parseStreamHeader(line: Uint8Array): StreamHeader {
  let text: string;
  try {
    text = fromUtf8(line);
  } catch {
    throw new EnvelopeError('NOT_AN_ENVELOPE', 'The file is not an envelope: its first line is not text.');
  }
  const members = membersOf(text, STREAM_FORMAT);
  const chunkBytes = members['chunk_bytes'];
  if (typeof chunkBytes !== 'number' || !isChunkSize(chunkBytes)) return malformed('chunk_bytes');
  return {
    ...headerOf(members),
    noncePrefix: bytesOf(members, 'nonce_prefix', PREFIX_BYTES, PREFIX_BYTES),
    chunkBytes,
  };
}

export const PREFIX_BYTES = 7;
/** 1 MiB: the cost of a call is nothing beside it, and a handful of them is all that is held. */
export const CHUNK_BYTES = 1024 * 1024;
/** A reader holds a chunk before it can check it: what a file may ask of its memory is bounded. */
const MOST_CHUNK_BYTES = 16 * CHUNK_BYTES;
export const isChunkSize = (bytes: number): boolean =>
  Number.isInteger(bytes) && bytes >= 1 && bytes <= MOST_CHUNK_BYTES;
/** The counter has 32 bits. */
const MOST_CHUNKS = 2 ** 32;

/**
 * Nonce of a chunk: prefix ‖ place u32be ‖ 1 for the last chunk, else 0. The STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár:
 * Online Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance, 2015): a chunk opens in its own place only, and the last one
 * only as the last.
 */
export function chunkNonce(prefix: Uint8Array, place: number, last: boolean): Uint8Array {
  if (place >= MOST_CHUNKS)
    throw new EnvelopeError('TOO_LARGE', 'The payload has more chunks than a stream can count.');
  return concat(prefix, u32be(place), Uint8Array.of(last ? 1 : 0));
}

/** Is the file that begins so in the streaming form? Its line names the format first; 256 bytes tell. */
export const isStream = (beginning: Uint8Array): boolean =>
  new TextDecoder().decode(beginning.subarray(0, 256)).includes(`"${STREAM_FORMAT.split('/')[0]}/`);

/** Names and values that were asked for are in the context, all of them. */
export const holdsContext = (context: EncryptionContext, expected: EncryptionContext): boolean =>
  [...expected].every(([name, value]) => context.get(name) === value);
