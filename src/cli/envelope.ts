/** `keydesk envelope`: a client of this desk, or of AWS KMS, by the AWS_* credentials of the environment. */
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createAwsClient } from '../client/aws-client.ts';
import { KeydeskError } from '../client/client.ts';
import {
  decryptEnvelope,
  decryptEnvelopeStream,
  encryptEnvelope,
  encryptEnvelopeStream,
  MOST_ENVELOPE_BYTES,
  type EnvelopeKms,
} from '../client/envelope.ts';
import { concat, fromUtf8, utf8 } from '../domain/bytes.ts';
import {
  CHUNK_BYTES,
  EnvelopeError,
  formatEnvelope,
  isStream,
  parseEnvelope,
} from '../domain/envelope/envelope-file.ts';
import type { EncryptionContext } from '../domain/keys/encryption-context.ts';
import { escapeUnsafe } from '../hosts/node/log/terminal-safe.ts';
import { SettingError } from '../hosts/node/config/setting-error.ts';
import { nodeCipher } from './node-cipher.ts';
import { EXIT, parseCommand, say, UsageError, type Command } from './command.ts';

const ENDING = '.envelope';
/** In JSON up to this size, unless told; in chunks above. */
const SMALL_BYTES = 1024 * 1024;
/** An envelope in JSON is base64 and a little more. */
const MOST_JSON_BYTES = Math.ceil(MOST_ENVELOPE_BYTES / 3) * 4 + 256 * 1024;

/** A file that is in the way, or not there: told in a sentence. */
class FileError extends Error {}

const fileError = (what: string, path: string, error: unknown): FileError => {
  const { code } = error as NodeJS.ErrnoException; // of node:fs
  const why = {
    ENOENT: 'there is no such file',
    EACCES: 'permission denied',
    EISDIR: 'it is a directory',
    ENOSPC: 'the disk is full',
  };
  return new FileError(`${path} cannot be ${what}: ${why[code as keyof typeof why] ?? String(code)}.`);
};

function connect(): EnvelopeKms {
  const { env } = process;
  const setting = (...names: readonly string[]): string | undefined =>
    names.map((name) => env[name]).find((value) => value !== undefined && value !== '');
  const need = (...names: readonly string[]): string => {
    const value = setting(...names);
    if (value === undefined) throw new SettingError(names[0] ?? '', 'is not set.');
    return value;
  };
  const endpoint = need('KEYDESK_ENDPOINT', 'AWS_ENDPOINT_URL_KMS');
  if (!URL.canParse(endpoint) || !/^https?:$/.test(new URL(endpoint).protocol))
    throw new SettingError(
      'KEYDESK_ENDPOINT',
      'is not the address of a service, such as http://localhost:7070.',
    );
  const sessionToken = setting('AWS_SESSION_TOKEN');
  return createAwsClient({
    endpoint: new URL('/', endpoint),
    region: setting('AWS_REGION', 'AWS_DEFAULT_REGION') ?? 'us-east-1',
    credentials: {
      accessKeyId: need('AWS_ACCESS_KEY_ID'),
      secretAccessKey: need('AWS_SECRET_ACCESS_KEY'),
      ...(sessionToken === undefined ? {} : { sessionToken }),
    },
  });
}

function contextOf(pairs: readonly string[] = []): EncryptionContext {
  return new Map(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) throw new UsageError('--context takes NAME=VALUE.');
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}

/** The bytes of a file, or of stdin for `-`. */
async function* bytesOf(path: string): AsyncGenerator<Uint8Array, void> {
  const source = path === '-' ? process.stdin : createReadStream(path, { highWaterMark: CHUNK_BYTES });
  try {
    for await (const part of source) yield part as Uint8Array; // no encoding was set
  } catch (error) {
    throw fileError('read', path, error);
  }
}

/** All of it, which is at most `most` bytes. */
async function wholeOf(source: AsyncIterable<Uint8Array>, most: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of source) {
    parts.push(part);
    length += part.length;
    if (length > most)
      throw new EnvelopeError('TOO_LARGE', 'The file is too large for the JSON form: use --form stream.');
  }
  return concat(...parts);
}

/** Says how far it is, where somebody looks. */
async function* counted(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  let length = 0;
  let shown = 0;
  for await (const part of source) {
    yield part;
    length += part.length;
    if (!process.stderr.isTTY || length - shown < 64 * CHUNK_BYTES) continue;
    shown = length;
    process.stderr.write(`\r${Math.floor(length / CHUNK_BYTES)} MiB`);
  }
  if (shown > 0) process.stderr.write('\r\x1b[K');
}

/**
 * Writes a file of which nothing is to be seen until it is whole: beside its place, for its owner alone, then renamed. Nothing that is
 * there is written over without `force`. The number of bytes.
 */
async function write(path: string, source: AsyncIterable<Uint8Array>, force: boolean): Promise<number> {
  let bytes = 0;
  const count = async function* (): AsyncGenerator<Uint8Array, void> {
    for await (const part of counted(source)) {
      bytes += part.length;
      yield part;
    }
  };
  if (path === '-') {
    for await (const part of count())
      if (!process.stdout.write(part)) await new Promise((done) => process.stdout.once('drain', done));
    return bytes;
  }
  if (!force && existsSync(path))
    throw new FileError(`${path} is there already: choose another by --out, or give --force.`);
  const partial = join(dirname(path), `.${basename(path)}.${process.pid}.partial`);
  try {
    await pipeline(
      Readable.from(count()),
      createWriteStream(partial, { mode: 0o600, flags: 'wx', flush: true }),
    );
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    if ((error as NodeJS.ErrnoException).syscall !== undefined) throw fileError('written', path, error); // only node:fs names one
    throw error;
  }
  return bytes;
}

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array, void> {
  yield bytes;
}

async function formFor(path: string, wanted: string | undefined): Promise<'json' | 'stream'> {
  if (wanted === 'json' || wanted === 'stream') return wanted;
  if (wanted !== undefined) throw new UsageError('--form is json or stream.');
  if (path === '-') return 'stream';
  try {
    return (await stat(path)).size > SMALL_BYTES ? 'stream' : 'json';
  } catch (error) {
    throw fileError('read', path, error);
  }
}

async function beginning(path: string): Promise<Uint8Array> {
  try {
    const file = await open(path);
    try {
      const bytes = new Uint8Array(256);
      return bytes.subarray(0, (await file.read(bytes, 0, bytes.length, 0)).bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw fileError('read', path, error);
  }
}

interface Wanted {
  readonly path: string;
  readonly out: string | undefined;
  readonly force: boolean;
  readonly context: EncryptionContext;
}

async function encrypt({ path, out, force, context }: Wanted, keyId: string, wantedForm: string | undefined) {
  const form = await formFor(path, wantedForm);
  const kms = connect();
  const sealing = { keyId, context, cipher: nodeCipher };
  const target = out ?? (path === '-' ? '-' : path + ENDING);
  const sealed =
    form === 'stream'
      ? encryptEnvelopeStream(kms, sealing, bytesOf(path))
      : one(
          utf8(
            formatEnvelope(
              await encryptEnvelope(kms, sealing, await wholeOf(bytesOf(path), MOST_ENVELOPE_BYTES)),
            ),
          ),
        );
  return { file: target, form, bytes: await write(target, sealed, force) };
}

async function decrypt({ path, out, force, context }: Wanted) {
  if (path === '-') throw new UsageError('decrypt reads a file: it looks at its beginning first.');
  if (out === undefined && !path.endsWith(ENDING))
    throw new UsageError(
      `Where to? ${path} does not end with ${ENDING}: give --out FILE, or --out - for the terminal.`,
    );
  const form = isStream(await beginning(path)) ? ('stream' as const) : ('json' as const);
  const kms = connect();
  const target = out ?? path.slice(0, -ENDING.length);
  const opening = { expect: context, cipher: nodeCipher };
  const opened =
    form === 'stream'
      ? decryptEnvelopeStream(kms, bytesOf(path), opening)
      : one(
          await decryptEnvelope(
            kms,
            parseEnvelope(textOf(await wholeOf(bytesOf(path), MOST_JSON_BYTES))),
            opening,
          ),
        );
  return { file: target, form, bytes: await write(target, opened, force) };
}

function textOf(bytes: Uint8Array): string {
  try {
    return fromUtf8(bytes);
  } catch {
    throw new EnvelopeError('NOT_AN_ENVELOPE', 'The file is not an envelope: it is not text.');
  }
}

/** What stood in the way, and the exit code; undefined for what is a fault of ours. */
function ending(error: unknown): { readonly words: string; readonly code: number } | undefined {
  if (error instanceof SettingError) return { words: error.message, code: EXIT.setting };
  if (error instanceof EnvelopeError || error instanceof FileError)
    return { words: error.message, code: EXIT.found };
  if (!(error instanceof KeydeskError)) return undefined;
  if (error.code === 'NetworkError') return { words: error.message, code: EXIT.unreachable };
  const words =
    error.code === 'InvalidCiphertextException'
      ? 'The desk cannot open the wrapped key: it was altered, made by another desk, or with another context.'
      : `The desk refused: ${error.code}: ${error.message}`;
  return { words, code: EXIT.found };
}

export const envelope: Command = {
  name: 'envelope',
  usage: 'envelope encrypt|decrypt FILE [--key KEY] [--out FILE] …',
  summary: 'a file encrypted with a data key of its own, wrapped by a key of the desk',
  help: () =>
    `encrypt FILE --key KEY [--context NAME=VALUE]… [--out FILE] [--form json|stream] [--force] [--json]
decrypt FILE [--context NAME=VALUE]… [--out FILE] [--force] [--json]

KEY is an id, ARN or alias. The context is not secret: it is kept in the envelope, bound to it, and written to the desk's log at each
use; to decrypt, --context names pairs that the envelope must have. FILE becomes FILE${ENDING}, and back. Up to 1 MiB the envelope is
JSON, above a stream of checked chunks (docs/envelope-file.md). "-" is stdin or stdout. Nothing is written over without --force.

From the environment: KEYDESK_ENDPOINT (or AWS_ENDPOINT_URL_KMS), AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION.
Exit codes: 0 done, 1 refused or not readable, 64 usage, 69 not reachable, 78 setting missing.`,
  async run(args) {
    const { values, positionals } = parseCommand(args, {
      key: { type: 'string' },
      context: { type: 'string', multiple: true },
      out: { type: 'string' },
      form: { type: 'string' },
      force: { type: 'boolean' },
    });
    const [verb, path, ...more] = positionals;
    if ((verb !== 'encrypt' && verb !== 'decrypt') || path === undefined || more.length > 0)
      throw new UsageError('expected: envelope encrypt FILE --key KEY, or envelope decrypt FILE');
    const wanted: Wanted = {
      path,
      out: values.out,
      force: values.force === true,
      context: contextOf(values.context),
    };
    if (verb === 'decrypt' && (values.key ?? values.form) !== undefined)
      throw new UsageError('decrypt takes no --key and no --form: the envelope names them.');
    try {
      const done =
        verb === 'encrypt'
          ? await encrypt(wanted, values.key ?? missingKey(), values.form)
          : await decrypt(wanted);
      // What went to stdout is the payload: nothing else may.
      if (done.file !== '-') say(values.json === true, `Wrote ${done.file}, ${done.bytes} bytes`, done);
      return EXIT.done;
    } catch (error) {
      const told = ending(error);
      if (told === undefined) throw error;
      process.stderr.write(`keydesk envelope: ${escapeUnsafe(told.words)}\n`);
      return told.code;
    }
  },
};

function missingKey(): never {
  throw new UsageError('--key names the key that wraps the data key: an id, ARN or alias.');
}
