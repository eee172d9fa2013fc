/**
 * A batch as it goes to the writer's thread: all bytes in one transferred buffer, the rest in flat arrays. Thousands of
 * commits a second would otherwise clone an object and several arrays for every leaf.
 */
import type { Outcome } from '../../../domain/audit/event.ts';
import type { Batch, LeafRecord, MinuteDelta, RowChange, UsageDelta } from '../../../domain/ports/store.ts';

export interface BatchMessage {
  /** Bodies and MACs of rows, hashes and bytes of leaves, tiles, seal: in that order. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Length of each piece of `bytes`, in order; -1 for the body and the MAC of a deleted row. */
  readonly lengths: Int32Array<ArrayBuffer>;
  /** Numbers of everything in order of reading: exact for the integers up to 2^53 that the port has. */
  readonly numbers: Float64Array<ArrayBuffer>;
  /** kind, id per row; six per leaf; four per usage; three per minute. */
  readonly texts: readonly (string | null)[];
  readonly counts: readonly [rows: number, leaves: number, tiles: number, usage: number, minutes: number];
}

/** Copies the batch: the caller's buffers stay its own. Transfer `bytes.buffer`. */
export function packBatch(batch: Batch): BatchMessage {
  const pieces: (Uint8Array | null)[] = [];
  const numbers: number[] = [];
  const texts: (string | null)[] = [];
  for (const row of batch.rows) {
    texts.push(row.kind, row.id);
    numbers.push(row.version);
    if (row.body === null) pieces.push(null, null);
    else pieces.push(row.body, row.mac);
  }
  for (const leaf of batch.leaves) {
    texts.push(leaf.operation, leaf.class, leaf.principal, leaf.key, leaf.outcome, leaf.request);
    numbers.push(leaf.sequence, leaf.time, leaf.hasChanges ? 1 : 0);
    pieces.push(leaf.hash, leaf.bytes);
  }
  for (const tile of batch.tiles) {
    numbers.push(tile.level, tile.number);
    pieces.push(tile.hashes);
  }
  for (const u of batch.usage) {
    texts.push(u.key, u.principal, u.operation, u.outcome);
    numbers.push(u.version, u.day, u.count, u.lastSequence, u.lastTime);
  }
  for (const m of batch.minutes) {
    texts.push(m.outcome, m.operation, m.principal);
    numbers.push(m.minute, m.count);
  }
  numbers.push(batch.seal.size);
  pieces.push(batch.seal.root, batch.seal.changeHead, batch.seal.mac);
  const { rows, leaves, tiles, usage, minutes } = batch;
  return {
    ...join(pieces),
    numbers: Float64Array.from(numbers),
    texts,
    counts: [rows.length, leaves.length, tiles.length, usage.length, minutes.length],
  };
}

function join(pieces: readonly (Uint8Array | null)[]): Pick<BatchMessage, 'bytes' | 'lengths'> {
  const lengths = Int32Array.from(pieces, (piece) => piece?.length ?? -1);
  let total = 0;
  for (const length of lengths) total += Math.max(0, length);
  const bytes = new Uint8Array(total);
  let at = 0;
  for (const piece of pieces) {
    if (piece === null) continue;
    bytes.set(piece, at);
    at += piece.length;
  }
  return { bytes, lengths };
}

const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);

/** The batch again, in the writer's thread. Its byte arrays are views of the message's buffer. */
export function unpackBatch(message: BatchMessage): Batch {
  let piece = 0;
  let at = 0;
  let number = 0;
  let text = 0;
  // Reading past the end can only mean that pack and unpack disagree; the `!`s would then give undefined, which SQLite refuses.
  const nextNumber = (): number => message.numbers[number++]!;
  const nextText = (): string | null => message.texts[text++]!;
  const nextString = (): string => nextText() ?? '';
  // Outcomes were checked by the type on the way in; the database is read back with a check.
  const nextOutcome = (): Outcome => nextString() as Outcome;
  const nextPiece = (): Uint8Array | null => {
    const length = message.lengths[piece++]!;
    if (length < 0) return null;
    return message.bytes.subarray(at, (at += length));
  };
  const nextBytes = (): Uint8Array => nextPiece() ?? new Uint8Array();

  const [rowCount, leafCount, tileCount, usageCount, minuteCount] = message.counts;
  const rows = times(rowCount, (): RowChange => {
    const name = { kind: nextString(), id: nextString(), version: nextNumber() };
    const body = nextPiece();
    const mac = nextBytes();
    return body === null ? { ...name, body } : { ...name, body, mac };
  });
  // Members in the order in which they were packed: an object literal evaluates them so.
  const leaves = times(leafCount, (): LeafRecord => ({
    operation: nextString(),
    class: nextString(),
    principal: nextString(),
    key: nextText(),
    outcome: nextOutcome(),
    request: nextString(),
    sequence: nextNumber(),
    time: nextNumber(),
    hasChanges: nextNumber() === 1,
    hash: nextBytes(),
    bytes: nextBytes(),
  }));
  const tiles = times(tileCount, () => ({
    level: nextNumber(),
    number: nextNumber(),
    hashes: nextBytes(),
  }));
  const usage = times(usageCount, (): UsageDelta => ({
    key: nextString(),
    principal: nextString(),
    operation: nextString(),
    outcome: nextOutcome(),
    version: nextNumber(),
    day: nextNumber(),
    count: nextNumber(),
    lastSequence: nextNumber(),
    lastTime: nextNumber(),
  }));
  const minutes = times(minuteCount, (): MinuteDelta => ({
    outcome: nextOutcome(),
    operation: nextString(),
    principal: nextString(),
    minute: nextNumber(),
    count: nextNumber(),
  }));
  const seal = { size: nextNumber(), root: nextBytes(), changeHead: nextBytes(), mac: nextBytes() };
  return { rows, leaves, tiles, usage, minutes, seal };
}
