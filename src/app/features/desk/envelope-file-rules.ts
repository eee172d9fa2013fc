/** Envelopes and payloads as files of a person's own: what can be taken, and why not. Pure. */
import { MOST_ENVELOPE_BYTES } from '../../../client/envelope.ts';
import {
  EnvelopeError,
  isStream,
  parseEnvelope,
  type Envelope,
} from '../../../domain/envelope/envelope-file.ts';
import { fromUtf8 } from '../../../domain/bytes.ts';
import type { Payload } from './walk/moment.ts';
import { sizeText } from './values.ts';

/** An envelope in JSON is base64 of its payload, and a little more. */
const MOST_FILE_BYTES = Math.ceil(MOST_ENVELOPE_BYTES / 3) * 4 + 256 * 1024;

/** The part of a `File` that is read. */
export interface ReadableFile {
  readonly name: string;
  readonly size: number;
  slice(start: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> };
  arrayBuffer(): Promise<ArrayBuffer>;
}

const textOf = (bytes: Uint8Array): string | null => {
  try {
    const text = fromUtf8(bytes);
    // A control character means that it is text by chance.
    // oxlint-disable-next-line no-control-regex -- which is what is looked for
    return /[\u0000-\u0008\u000e-\u001f]/.test(text) ? null : text;
  } catch {
    return null;
  }
};

export const payloadOfText = (text: string): Payload => ({
  name: null,
  bytes: new TextEncoder().encode(text),
  text,
});

export const payloadOfBytes = (name: string | null, bytes: Uint8Array): Payload => ({
  name,
  bytes,
  text: bytes.length <= 64 * 1024 ? textOf(bytes) : null,
});

/** A file as payload. Throws EnvelopeError with what to do instead. */
export async function payloadOfFile(file: ReadableFile): Promise<Payload> {
  if (file.size === 0)
    throw new EnvelopeError('EMPTY', 'The file is empty: there is nothing to encrypt in it.');
  if (file.size > MOST_ENVELOPE_BYTES)
    throw new EnvelopeError(
      'TOO_LARGE',
      `${file.name} has ${sizeText(file.size)}; a walk holds at most 64 MiB. A larger one is encrypted as a stream.`,
    );
  return payloadOfBytes(file.name, new Uint8Array(await file.arrayBuffer()));
}

/** A file as envelope in the JSON form. Throws EnvelopeError. */
export async function envelopeOfFile(file: ReadableFile): Promise<Envelope | 'stream'> {
  if (file.size === 0) throw new EnvelopeError('EMPTY', 'The file is empty: there is no envelope in it.');
  const beginning = new Uint8Array(await file.slice(0, 256).arrayBuffer());
  if (isStream(beginning)) return 'stream';
  if (beginning[0] !== 0x7b && !/^\s*\{/.test(new TextDecoder().decode(beginning)))
    throw new EnvelopeError('NOT_AN_ENVELOPE', `${file.name} is not an envelope: it is not JSON.`);
  if (file.size > MOST_FILE_BYTES)
    throw new EnvelopeError(
      'TOO_LARGE',
      `${file.name} has ${sizeText(file.size)}: no envelope in JSON is that large. A larger one is a stream of chunks.`,
    );
  let text: string;
  try {
    text = fromUtf8(new Uint8Array(await file.arrayBuffer()));
  } catch {
    throw new EnvelopeError('NOT_AN_ENVELOPE', `${file.name} is not an envelope: it is not text.`);
  }
  return parseEnvelope(text);
}

export const ENDING = '.envelope';

/** What the file of a payload is called: `notes.txt` → `notes.txt.envelope`. */
export const envelopeName = (payload: Payload): string => `${payload.name ?? 'record.txt'}${ENDING}`;

/** And what comes out of it. */
export const payloadName = (envelopeFile: string): string =>
  envelopeFile.endsWith(ENDING)
    ? envelopeFile.slice(0, -ENDING.length) || 'payload'
    : `${envelopeFile}.payload`;

/** "record = guest-4471": what the envelope says of itself; empty context: none. */
export const contextText = (context: ReadonlyMap<string, string>): string =>
  [...context].map(([name, value]) => `${name} = ${value}`).join(', ');
