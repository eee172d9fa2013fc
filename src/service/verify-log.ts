/**
 * The whole log, checked leaf by leaf: bytes against hash, columns against bytes, order, chain of changes, tree against tiles, seal and
 * checkpoint; then every row against the event that last changed it, and every counter against all events. Believes nothing that is
 * stored; what it needs from elsewhere is the MAC key (from the HSM) and the log's public key. Names what is wrong.
 */
import { equalBytes, toHex } from '../domain/bytes.ts';
import { parseEvent } from '../domain/audit/canonical-event.ts';
import type { AuditEvent, ChangeDigest } from '../domain/audit/event.ts';
import { logOrigin, parseCheckpoint, parseOrigin, type Checkpoint } from '../domain/log/checkpoint.ts';
import type { Sha256 } from '../domain/log/hash.ts';
import {
  parseNote,
  parseVerifierKey,
  verifierKey,
  verifyNote,
  type Note,
  type VerifyEd25519,
} from '../domain/log/note.ts';
import { TileEdge } from '../domain/log/tiles.ts';
import { leafHash } from '../domain/log/tree.ts';
import type { DeskMeta, LeafRecord, MinuteDelta, Store, StoredCheckpoint } from '../domain/ports/store.ts';
import { deskIdBytes, rowMac, sealMac, type Mac } from '../domain/state/row-mac.ts';
import { Epochs } from './verify-epochs.ts';
import type { Finding, Found } from './verify-finding.ts';
import { UnsignedTail } from './verify-unsigned-tail.ts';
import { Recount } from './verify-usage.ts';

export interface VerifyInput {
  readonly store: Pick<Store, 'seal' | 'tile' | 'rows' | 'usage'> & {
    leafRecords(): Iterable<LeafRecord>;
    /** By size. */
    checkpoints(): Iterable<StoredCheckpoint>;
    minuteSums(): Iterable<MinuteDelta>;
  };
  readonly meta: DeskMeta;
  readonly sha256: Sha256;
  readonly mac: Mac;
  /** Raw Ed25519 key of the log, from the HSM, not from the store. */
  readonly publicKey: Uint8Array;
  readonly verifyEd25519: VerifyEd25519;
  /** A checkpoint kept elsewhere: the log must be an extension of it. */
  readonly kept?: string;
  /** The one that the desk itself kept beside the database, read before the store was: the log must be an extension of it, too. */
  readonly keptBeside?: string;
  /** The desk runs, and signs within a second: that the newest events are unsigned is nothing to note. */
  readonly isRunning?: boolean;
  /**
   * Somebody goes on writing: from this call on all is read as it is now. It keeps the store from emptying its write-ahead log, so it
   * is called when most of the events, which never change, have been read. Not given: nobody writes.
   */
  readonly holdMoment?: () => void;
  readonly onProgress?: (done: number) => void;
}

export interface VerifyReport {
  readonly events: number;
  readonly objects: number;
  readonly root: string;
  readonly checkpointSize: number | null;
  /** Events of the checkpoint kept elsewhere, where the log has all of them as they were signed; null where it has not, or none was given. */
  readonly keptSize: number | null;
  readonly findings: readonly Finding[];
  /** What a person should know, and what a crash explains as well as an attack. */
  readonly notes: readonly string[];
}

/** Events that may be left to read when the moment is taken, and times that newer ones are read before it. */
const FEW_EVENTS = 10_000;
const MOST_ROUNDS = 12;

function columnsDiffer(record: LeafRecord, event: AuditEvent): string | null {
  const pairs: readonly (readonly [string, unknown, unknown])[] = [
    ['sequence', record.sequence, event.sequence],
    ['time', record.time, event.time],
    ['operation', record.operation, event.operation],
    ['class', record.class, event.class],
    ['principal', record.principal, event.principal],
    ['key', record.key, event.key],
    ['outcome', record.outcome, event.outcome],
    ['request', record.request, event.request],
    ['hasChanges', record.hasChanges, event.changes.length > 0],
  ];
  return pairs.find(([, stored, said]) => stored !== said)?.[0] ?? null;
}

export async function verifyLog(input: VerifyInput): Promise<VerifyReport> {
  const { store, meta, sha256, mac } = input;
  const findings: Finding[] = [];
  const found: Found = (what, name, message) => {
    findings.push({ what, name: String(name), message });
  };
  if (meta.logOrigin !== logOrigin(meta.deskId))
    found(
      'seal',
      'meta',
      `The database names the log ${meta.logOrigin}, which is not this desk's: it was altered.`,
    );
  const isSealed = store.seal() !== null;
  const edge = new TileEdge(sha256);
  const newest = new Map<string, ChangeDigest>();
  const roots = new Map<number, Uint8Array>();
  const tail = new UnsignedTail();
  const recount = new Recount();
  const epochs = new Epochs();
  let previousChange: string | null = null;
  let expected = 0;
  /** Sizes of the tree at which its root is asked for. */
  let wanted: ReadonlySet<number> = new Set();
  const look = (told: Found): { readonly claims: readonly Claim[]; readonly signed: number | null } => {
    const checkpoints = [...store.checkpoints()];
    const claims = claimsOf(checkpoints, input, told);
    const signed = checkpoints.at(-1)?.size ?? null;
    wanted = new Set(claims.map(({ checkpoint }) => checkpoint.size));
    tail.signedTo(signed);
    return { claims, signed };
  };

  const leaves = store.leafRecords()[Symbol.iterator]();
  const readTo = async (size: number): Promise<void> => {
    while (edge.size < size) {
      const next = leaves.next();
      if (next.done === true) return;
      const record = next.value;
      const { sequence } = record;
      if (sequence !== expected) {
        found(
          'event',
          expected,
          sequence > expected
            ? `Events ${expected} to ${sequence - 1} are missing.`
            : `Event ${sequence} is there twice.`,
        );
        expected = sequence;
      }
      expected++;
      const hash = leafHash(sha256, record.bytes);
      if (!equalBytes(hash, record.hash))
        found('event', sequence, `Event ${sequence} was altered: its bytes do not match their hash.`);
      // The tree is built from the stored hashes, so that one altered event is named once and does not make every later root wrong.
      edge.append(record.hash);
      for (const tile of edge.takeChanged()) {
        if (tile.hashes.length < 32 * 256 || !isSealed) continue;
        const stored = await store.tile(tile.level, tile.number);
        if (stored === null || !equalBytes(stored, tile.hashes))
          found(
            'tile',
            `${tile.level}/${tile.number}`,
            `Hash tile ${tile.number} of level ${tile.level} does not match the events under it.`,
          );
      }
      if (wanted.has(edge.size)) roots.set(edge.size, edge.root());
      let event: AuditEvent;
      try {
        event = parseEvent(record.bytes);
      } catch {
        found('event', sequence, `Event ${sequence} cannot be read: its bytes are not an event.`);
        // Its link in the chain is known all the same, so that the next change is not blamed.
        if (record.hasChanges) previousChange = toHex(record.hash);
        continue;
      }
      tail.see(sequence, event);
      recount.see(event);
      epochs.see(event);
      const column = columnsDiffer(record, event);
      if (column !== null)
        found('event', sequence, `Event ${sequence}: the column "${column}" beside it was altered.`);
      if (event.changes.length > 0) {
        if (event.previousChange !== previousChange)
          found('event', sequence, `Event ${sequence} does not follow the change before it.`);
        previousChange = toHex(record.hash);
        for (const change of event.changes) newest.set(`${change.kind}/${change.id}`, change);
      }
      if (expected % 10_000 === 0) input.onProgress?.(expected);
    }
  };

  // Never past the newest checkpoint: one that comes later covers at least as much, so its root is met when the rest is read.
  for (let round = 0; input.holdMoment !== undefined && round < MOST_ROUNDS; round++) {
    const before = edge.size;
    const { signed } = look(() => undefined);
    // oxlint-disable-next-line no-await-in-loop -- round after round
    await readTo(Math.min(signed ?? 0, store.seal()?.size ?? 0));
    if (edge.size - before < FEW_EVENTS) break;
  }
  input.holdMoment?.();
  const { claims } = look(found);
  const seal = store.seal();
  await readTo(Infinity);

  if (seal === null) {
    if (expected > 0) found('seal', 0, 'The database has events but no seal.');
  } else {
    if (!equalBytes(seal.mac, sealMac(mac, deskIdBytes(meta.deskId), seal)))
      found('seal', seal.size, "The seal is not this desk's.");
    if (seal.size !== edge.size)
      found('seal', seal.size, `The seal counts ${seal.size} events; ${edge.size} are there.`);
    else if (!equalBytes(seal.root, edge.root()))
      found('seal', seal.size, 'The hashes of the events do not lead to the sealed root.');
    if (toHex(seal.changeHead) !== (previousChange ?? '00'.repeat(32)))
      found('seal', seal.size, 'The newest change in the log is not the sealed one.');
  }
  const notes: string[] = [];
  const { checkpointSize, keptSize } = await checkClaims(
    input,
    { claims, roots, epochs, size: edge.size, notes },
    found,
  );
  const unsigned = tail.judge(edge.size, found);
  notes.push(...epochs.notes(), ...(input.isRunning === true ? [] : unsigned));
  const objects = checkRows(input, newest, found);
  recount.judge(store.usage(), store.minuteSums(), found);
  return { events: edge.size, objects, root: toHex(edge.root()), checkpointSize, keptSize, findings, notes };
}

/** A checkpoint that somebody shows us, by what it is called in findings. Nothing of it is believed yet. */
interface Claim {
  readonly what: string;
  readonly isKept: boolean;
  readonly note: Note;
  readonly checkpoint: Checkpoint;
  /** It is stored, or was kept by somebody else: what it covers counts as signed. */
  readonly counts: boolean;
}

const KEPT = 'The checkpoint kept elsewhere';
const BESIDE = 'The checkpoint that the desk kept beside the database (its file "checkpoint")';

function claimsOf(
  stored: readonly StoredCheckpoint[],
  { kept, keptBeside }: Pick<VerifyInput, 'kept' | 'keptBeside'>,
  found: Found,
): readonly Claim[] {
  const claims: Claim[] = [];
  const read = (what: string, text: string, size: number | null): void => {
    try {
      const note = parseNote(text);
      const checkpoint = parseCheckpoint(note.text);
      if (size !== null && checkpoint.size !== size)
        found(
          'checkpoint',
          size,
          `${what}: its column "size" was altered, the note says ${checkpoint.size}.`,
        );
      claims.push({ what, isKept: what === KEPT, note, checkpoint, counts: what !== BESIDE });
    } catch {
      found('checkpoint', what, `${what} cannot be read.`);
    }
  };
  for (const { size, note } of stored) read(`The stored checkpoint of size ${size}`, note, size);
  if (keptBeside !== undefined) read(BESIDE, keptBeside, null);
  if (kept !== undefined) read(KEPT, kept, null);
  return claims;
}

interface Claimed {
  readonly claims: readonly Claim[];
  /** Of the tree, at the sizes that claims name. */
  readonly roots: ReadonlyMap<number, Uint8Array>;
  readonly epochs: Epochs;
  readonly size: number;
  /** Gets what a restore explains. */
  readonly notes: string[];
}

/** The number of events that the claims that hold cover, and that of the one kept elsewhere; null when none holds. */
async function checkClaims(
  input: VerifyInput,
  { claims, roots, epochs, size, notes }: Claimed,
  found: Found,
): Promise<Pick<VerifyReport, 'checkpointSize' | 'keptSize'>> {
  const { sha256, publicKey, verifyEd25519, meta } = input;
  let checkpointSize: number | null = null;
  let keptSize: number | null = null;
  for (const { what, isKept, note, checkpoint, counts } of claims) {
    const root = checkpoint.size === 0 ? sha256(new Uint8Array()) : roots.get(checkpoint.size);
    const origin = parseOrigin(checkpoint.origin);
    const epoch = origin?.deskId === meta.deskId ? origin.epoch : null;
    const key = parseVerifierKey(sha256, verifierKey(sha256, checkpoint.origin, publicKey));
    const lost = epoch === null ? null : epochs.lost(epoch, checkpoint.size);
    if (!(await verifyNote(note, [key], verifyEd25519)))
      found('checkpoint', checkpoint.size, `${what} is not signed by this desk's log key.`);
    else if (epoch === null)
      found('checkpoint', checkpoint.size, `${what} is of another log: ${checkpoint.origin}.`);
    else if (epoch > epochs.newest)
      found(
        'checkpoint',
        checkpoint.size,
        `${what} is of a later epoch of this log: an older copy of the folder was put back in place of the one that was restored then.`,
      );
    else if (lost !== null) notes.push(`${what}: ${lost}`);
    else if (checkpoint.size > size)
      found(
        'checkpoint',
        checkpoint.size,
        `${what} covers ${checkpoint.size} events; only ${size} are there: the log was cut or rolled back.`,
      );
    else if (root === undefined || !equalBytes(root, checkpoint.root))
      found(
        'checkpoint',
        checkpoint.size,
        `${what} does not match the events: history was rewritten before event ${checkpoint.size}.`,
      );
    else if (counts) {
      checkpointSize = Math.max(checkpointSize ?? 0, checkpoint.size);
      if (isKept) keptSize = checkpoint.size;
    }
  }
  return { checkpointSize, keptSize };
}

function checkRows(
  { store, meta, sha256, mac }: VerifyInput,
  newest: Map<string, ChangeDigest>,
  found: Found,
): number {
  const desk = deskIdBytes(meta.deskId);
  let objects = 0;
  for (const row of store.rows()) {
    objects++;
    const name = `${row.kind} ${row.id}`;
    const change = newest.get(`${row.kind}/${row.id}`);
    newest.delete(`${row.kind}/${row.id}`);
    if (!equalBytes(row.mac, rowMac(mac, desk, row)))
      found('object', name, `${name} was altered: its authentication code does not match.`);
    else if (change === undefined) found('object', name, `${name} is stored, but no event made it.`);
    else if (change.digest !== toHex(sha256(row.body)) || change.version !== row.version) {
      found(
        'object',
        name,
        `${name} is not what the log last recorded: version ${row.version} was put back over version ${change.version}.`,
      );
    }
  }
  for (const [, change] of newest) {
    if (change.digest !== null)
      found(
        'object',
        `${change.kind} ${change.id}`,
        `${change.kind} ${change.id} is missing: the log recorded version ${change.version}.`,
      );
  }
  return objects;
}
