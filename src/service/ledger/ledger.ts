/**
 * One writer, group commit. `append` is synchronous: it applies the changes to the state, gives the event its sequence and queues
 * both; a batch in flight collects the next one behind it. What it promises:
 * - the log's order is the order of effect; no change without its event, no event without its change;
 * - `durable` resolves only when everything up to and with this event is on stable storage;
 * - when a commit fails it is unknown what is stored: nothing is retried, the store is opened anew, the state loaded anew, and each
 *   waiting caller learns what is true (its leaf is in the log, or not). While that cannot be found out for long, they are told so.
 */
import { equalBytes, toHex } from '../../domain/bytes.ts';
import type { AuditEvent, ChangeDigest } from '../../domain/audit/event.ts';
import { leafInput } from '../../domain/audit/canonical-event.ts';
import type { Sha256 } from '../../domain/log/hash.ts';
import type { TileEdge } from '../../domain/log/tiles.ts';
import type { LeafRecord, RowChange, Store } from '../../domain/ports/store.ts';
import { encodeBody } from '../../domain/state/body.ts';
import type { Change } from '../../domain/state/entities.ts';
import { NO_CHANGES } from '../../domain/state/load.ts';
import { rowMac, sealMac, type Mac } from '../../domain/state/row-mac.ts';
import type { State } from '../../domain/state/state.ts';
import { later } from '../start/background.ts';

/** What the ledger stands on; replaced as a whole after a failed commit. */
export interface LedgerBase {
  readonly store: Store;
  readonly state: State;
  /** The log's edge: size, root, last tiles. */
  readonly tiles: TileEdge;
  /** Leaf hash of the newest event with changes, or 32 zero bytes. */
  readonly changeHead: Uint8Array;
}

export interface LedgerTools {
  readonly deskId: Uint8Array;
  readonly sha256: Sha256;
  readonly mac: Mac;
  /** Opens the store anew and loads it; retried by the caller's own policy, resolves when it is there. Rejects when the desk stops. */
  readonly reopen: (failed: Store) => Promise<LedgerBase>;
  readonly onFailure: (error: unknown) => void;
  /** Called when the state was loaded anew, before anything is read from it: what was cached of the one before may never have been. */
  readonly onReloaded?: () => void;
  /** Called after each durable batch with the number of leaves committed. */
  readonly onCommitted?: (size: number) => void;
  /** Called with each change as it takes effect: caches that rest on an object drop it here. */
  readonly onChange?: (change: Change) => void;
  /** Runs a task soon, after the requests of this turn were handled. */
  readonly defer: (task: () => void) => void;
}

/** Callers wait this long to learn what a failed commit did: less than a client's usual patience, and than the drain of a stop. */
export const PATIENCE_MS = 8_000;

/** An event before the ledger gives it sequence, change digests and chain. */
export type EventFacts = Omit<AuditEvent, 'v' | 'sequence' | 'changes' | 'previousChange'>;

/** The store could not say that the event is durable, and after opening it anew it is not there: nothing happened. */
export class NotRecordedError extends Error {
  constructor() {
    super('The audit log could not be written, so nothing was done.');
    this.name = 'NotRecordedError';
  }
}

/** The store could not say that the event is durable, and could not be opened anew to look. It is there or it is not; nobody knows yet. */
export class OutcomeUnknownError extends Error {
  constructor() {
    super(
      'The audit log could not be written, and the database cannot be opened to see whether this was done.',
    );
    this.name = 'OutcomeUnknownError';
  }
}

export interface Appended {
  readonly sequence: number;
  /** Resolves when durable; rejects with NotRecordedError, or with OutcomeUnknownError when that could not be found out. */
  readonly durable: Promise<void>;
}

/** A change ready to take effect. */
interface Staged {
  readonly change: Change;
  readonly digest: ChangeDigest;
  readonly row: RowChange;
}

class PendingBatch {
  readonly leaves: LeafRecord[] = [];
  readonly rows: RowChange[] = [];
  resolve!: () => void;
  reject!: (error: unknown) => void;
  readonly done: Promise<void>;
  constructor() {
    this.done = new Promise<void>((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    // A batch nobody waits for must not end the process; those who wait hold their own reference.
    this.done.catch(() => undefined);
  }
}

export class Ledger {
  readonly #tools: LedgerTools;
  #base: LedgerBase;
  #changeHead: Uint8Array;
  #open = new PendingBatch();
  #inFlight: PendingBatch | null = null;
  #scheduled = false;
  #failure: unknown = null;
  #recovering: Promise<void> | null = null;
  #committedSize: number;
  #committedRoot: Uint8Array;
  readonly #watchers = new Set<() => void>();

  constructor(base: LedgerBase, tools: LedgerTools) {
    this.#base = base;
    this.#tools = tools;
    this.#changeHead = base.changeHead;
    this.#committedSize = base.tiles.size;
    this.#committedRoot = base.tiles.root();
  }

  get state(): State {
    return this.#base.state;
  }
  get store(): Store {
    return this.#base.store;
  }
  /** The tree over what is durable: what a checkpoint may cover. */
  get committed(): { readonly size: number; readonly root: Uint8Array } {
    return { size: this.#committedSize, root: this.#committedRoot };
  }
  /** False while a failed commit is being looked into: nothing can be recorded, so nothing may be answered. */
  get writable(): boolean {
    return this.#recovering === null;
  }
  /** While it cannot record: what the store said first. */
  get failure(): unknown {
    return this.#failure;
  }
  /** Resolves when the ledger can record again. */
  whenWritable(): Promise<void> {
    return this.#recovering ?? Promise.resolve();
  }

  /** The store has failed outside a commit (a checkpoint was not written, a thread of it ended): it is opened anew at once. */
  storeFailed(error: unknown): void {
    if (this.#recovering === null) this.#fail(error);
  }

  /** Calls `watcher` after each durable batch; what is returned ends that. */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  append(facts: EventFacts, changes: readonly Change[]): Appended {
    if (this.#recovering !== null) throw new NotRecordedError();
    const { sha256 } = this.#tools;
    const sequence = this.#base.tiles.size;
    const batch = this.#open;
    const staged = this.#stage(changes);
    const digests = staged.map(({ digest }) => digest);
    const event: AuditEvent = {
      v: 1,
      sequence,
      ...facts,
      changes: digests,
      previousChange:
        digests.length === 0 || this.#changeHead === NO_CHANGES ? null : toHex(this.#changeHead),
    };
    // Throws for an event that cannot be written; nothing has changed until here.
    const input = leafInput(event);
    const bytes = input.subarray(1);
    const hash = sha256(input);
    for (const { change, row, digest } of staged) {
      this.#tools.onChange?.(change);
      batch.rows.push(row);
      this.state.apply(change.kind, change.id, digest.version, digest.digest ?? '', change.body);
    }
    this.#base.tiles.append(hash);
    if (digests.length > 0) this.#changeHead = hash;
    batch.leaves.push({
      sequence,
      hash,
      bytes,
      time: facts.time,
      operation: facts.operation,
      class: facts.class,
      principal: facts.principal,
      key: facts.key,
      outcome: facts.outcome,
      request: facts.request,
      hasChanges: digests.length > 0,
    });
    const use = { sequence, ...facts };
    this.state.usage.count(use);
    if (use.credential !== null && this.state.accessKey(use.credential) !== undefined)
      this.state.credentials.see(use.credential, use);
    this.state.useDetail.note(facts);
    this.state.grantUses.note(facts);
    this.state.failedBackups.note(facts);
    this.#schedule();
    return { sequence, durable: batch.done };
  }

  /** Resolves when all that was appended so far is durable. Rejects when the newest batch was not recorded. */
  settled(): Promise<void> {
    if (this.#recovering !== null) return Promise.reject(new NotRecordedError());
    if (this.#open.leaves.length > 0) return this.#open.done;
    return this.#inFlight?.done ?? Promise.resolve();
  }

  /** Rows and digests of `changes`, in order; nothing is applied. */
  #stage(changes: readonly Change[]): Staged[] {
    const staged: Staged[] = [];
    for (const change of changes) {
      const { kind, id } = change;
      const before = staged.filter((other) => other.row.kind === kind && other.row.id === id).length;
      const version = this.state.nextVersion(kind, id) + before;
      if (change.body === null) {
        const digest = { kind, id, version, digest: null };
        staged.push({ change, digest, row: { kind, id, version, body: null } });
        continue;
      }
      const body = encodeBody(change.body);
      const mac = rowMac(this.#tools.mac, this.#tools.deskId, { kind, id, version, body });
      const digest = { kind, id, version, digest: toHex(this.#tools.sha256(body)) };
      staged.push({ change, digest, row: { kind, id, version, body, mac } });
    }
    return staged;
  }

  #schedule(): void {
    if (this.#scheduled || this.#inFlight !== null) return;
    this.#scheduled = true;
    this.#tools.defer(() => {
      this.#scheduled = false;
      this.#flush();
    });
  }

  #flush(): void {
    if (this.#inFlight !== null || this.#recovering !== null || this.#open.leaves.length === 0) return;
    const batch = this.#open;
    this.#open = new PendingBatch();
    this.#inFlight = batch;
    const { tiles, store, state } = this.#base;
    const size = tiles.size;
    const root = tiles.root();
    const seal = { size, root, changeHead: this.#changeHead };
    const sealed = { ...seal, mac: sealMac(this.#tools.mac, this.#tools.deskId, seal) };
    store
      .commit({
        rows: batch.rows,
        leaves: batch.leaves,
        tiles: tiles.takeChanged(),
        ...state.usage.takeDeltas(),
        seal: sealed,
      })
      .then(
        () => {
          // The store failed meanwhile, by another request: what is true is being looked up.
          if (this.#inFlight !== batch) return;
          this.#inFlight = null;
          this.#committedSize = size;
          this.#committedRoot = root;
          batch.resolve();
          this.#tools.onCommitted?.(size);
          for (const watcher of this.#watchers) watcher();
          this.#flush();
        },
        (error: unknown) => {
          if (this.#inFlight === batch) this.#fail(error);
        },
      );
  }

  /** COMMIT failed: unknown. This batch and all behind it stop until the store, opened anew, says what is true. */
  #fail(error: unknown): void {
    const waiting = [this.#inFlight, this.#open].filter(
      (batch) => batch !== null && batch.leaves.length > 0,
    ) as PendingBatch[]; // filtered
    this.#inFlight = null;
    this.#open = new PendingBatch();
    this.#tools.onFailure(error);
    this.#failure = error;
    const giveUp = (): void => {
      for (const batch of waiting) batch.reject(new OutcomeUnknownError());
    };
    const patience = later(giveUp, PATIENCE_MS);
    this.#recovering = this.#recover(waiting).finally(() => clearTimeout(patience));
    // The desk stops: nobody will find out for those who wait.
    this.#recovering.catch((reason: unknown) => {
      this.#tools.onFailure(reason);
      giveUp();
    });
  }

  async #recover(waiting: readonly PendingBatch[]): Promise<void> {
    let told = false;
    for (let failed = this.#base.store; ;) {
      // oxlint-disable-next-line no-await-in-loop -- one attempt after the other
      const base = await this.#tools.reopen(failed);
      try {
        // oxlint-disable-next-line no-await-in-loop -- as above
        if (!told) await tellTruth(base.store, waiting);
        told = true;
        // oxlint-disable-next-line no-await-in-loop -- as above
        await proveWritable(base.store);
        this.#install(base);
        return;
      } catch (error) {
        this.#tools.onFailure(error);
        failed = base.store;
      }
    }
  }

  #install(base: LedgerBase): void {
    this.#base = base;
    this.#changeHead = base.changeHead;
    this.#committedSize = base.tiles.size;
    this.#committedRoot = base.tiles.root();
    this.#recovering = null;
    this.#failure = null;
    this.#tools.onReloaded?.();
    // What was found is durable: whoever follows the log reads it, and a checkpoint over it is due.
    this.#tools.onCommitted?.(this.#committedSize);
    for (const watcher of this.#watchers) watcher();
  }
}

/** Each caller learns whether its batch is stored. Rejects, with nobody told, when the store cannot be asked. */
async function tellTruth(store: Store, waiting: readonly PendingBatch[]): Promise<void> {
  const truth = await Promise.all(waiting.map((batch) => isRecorded(store, batch)));
  waiting.forEach((batch, i) => (truth[i] === true ? batch.resolve() : batch.reject(new NotRecordedError())));
}

/**
 * A durable write that changes nothing: on a disk that is still full a desk that believed it could go on would fail request by request,
 * and load everything anew for each.
 */
async function proveWritable(store: Store): Promise<void> {
  const latest = store.latestCheckpoint();
  if (latest !== null) await store.saveCheckpoint(latest);
}

/** A batch is one transaction: its last leaf is there, as made, exactly when all of it is. */
async function isRecorded(store: Store, batch: PendingBatch): Promise<boolean> {
  const last = batch.leaves.at(-1)!; // only batches with leaves wait
  const stored = await store.leafHashes(last.sequence, last.sequence + 1);
  return equalBytes(stored, last.hash);
}
