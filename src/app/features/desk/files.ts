/** Files that leave the page: as downloads when they are small, written down piece by piece when they are not. */
import { EnvelopeError } from '../../../domain/envelope/envelope-file.ts';
import { sizeText } from './values.ts';

/** Without a way to write into a file, what is made is held until it is whole. */
const MOST_HELD_BYTES = 512 * 1024 * 1024;

interface Writer {
  write(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  close(): Promise<void>;
  abort(): Promise<void>;
}

interface SavePicker {
  showSaveFilePicker?: (options: {
    readonly suggestedName: string;
  }) => Promise<{ createWritable(): Promise<Writer> }>;
}

export interface Sink {
  write(bytes: Uint8Array): Promise<void>;
  /** Only then is there a file: what failed half-way leaves none. */
  close(): Promise<void>;
  abort(): Promise<void>;
}

const own = (bytes: Uint8Array): Uint8Array<ArrayBuffer> =>
  bytes.buffer instanceof ArrayBuffer ? (bytes as Uint8Array<ArrayBuffer>) : new Uint8Array(bytes); // just looked

export function downloadBytes(name: string, type: string, parts: readonly Uint8Array[]): void {
  const url = URL.createObjectURL(new Blob(parts.map(own), { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken hold of it by then; kept for ever it would hold the bytes in memory.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/**
 * Where a file of about `size` bytes is written to; null when the person chose none. Must be called from an act of theirs. Throws
 * EnvelopeError TOO_LARGE where this browser cannot write into files and would have to hold it all.
 */
export async function openSink(name: string, type: string, size: number): Promise<Sink | null> {
  const { showSaveFilePicker } = window as SavePicker; // Chromium has it
  if (showSaveFilePicker !== undefined) {
    try {
      const handle = await showSaveFilePicker.call(window, { suggestedName: name });
      const writer = await handle.createWritable();
      return {
        write: (bytes) => writer.write(own(bytes)),
        close: () => writer.close(),
        abort: () => writer.abort(),
      };
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') return null;
      // Refused (a frame, a policy): held instead, when it is not too large.
    }
  }
  if (size > MOST_HELD_BYTES)
    throw new EnvelopeError(
      'TOO_LARGE',
      `This browser cannot write into a file as it comes, and ${sizeText(size)} would have to be held in memory. Use another browser, or keydesk envelope on the command line.`,
    );
  const parts: Uint8Array[] = [];
  return {
    write: async (bytes) => void parts.push(bytes),
    close: async () => downloadBytes(name, type, parts),
    abort: async () => {},
  };
}

/** Writes all of it; what has come is told by `onBytes`. Rejects as `source` does, or when it is aborted, and leaves no file then. */
export async function pour(
  source: AsyncIterable<Uint8Array>,
  sink: Sink,
  onBytes: (bytes: number) => void,
  signal: AbortSignal,
): Promise<void> {
  let bytes = 0;
  try {
    for await (const part of source) {
      signal.throwIfAborted();
      // A slow disk is waited for: memory stays bounded.
      await sink.write(part);
      bytes += part.length;
      onBytes(bytes);
    }
  } catch (error) {
    await sink.abort().catch(() => {});
    throw error;
  }
  await sink.close();
}

/** The bytes of a file, part by part. */
export async function* partsOf(file: Blob): AsyncGenerator<Uint8Array, void> {
  const reader = file.stream().getReader();
  try {
    for (;;) {
      // oxlint-disable-next-line no-await-in-loop -- a stream is read part by part
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}
